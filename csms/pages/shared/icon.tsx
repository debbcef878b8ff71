/** A Material Design icon (a path of `@mdi/js`); it says nothing to a screen reader. */
export function Icon({ path, size = 20 }: { path: string; size?: number }) {
	return (
		<svg
			viewBox="0 0 24 24"
			width={size}
			height={size}
			fill="currentColor"
			aria-hidden="true"
			focusable="false"
		>
			<path d={path} />
		</svg>
	);
}
