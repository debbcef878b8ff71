import { type CSSVariablesResolver, createTheme, type MantineColor } from "@mantine/core";

/** Fonts that the reader's machine has; Traditional Chinese before the other Han shapes. */
const FONTS =
	'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang TC", "Microsoft JhengHei", ' +
	'"Noto Sans TC", "Noto Sans CJK TC", sans-serif';
const MONOSPACE =
	'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", ' +
	'"Noto Sans CJK TC", monospace';

export const theme = createTheme({
	fontFamily: FONTS,
	fontFamilyMonospace: MONOSPACE,
	headings: { fontFamily: FONTS, fontWeight: "650" },
	primaryColor: "blue",
	primaryShade: { light: 8, dark: 8 },
	defaultRadius: "md",
	cursorType: "pointer",
	respectReducedMotion: true,
	components: {
		// Who may not change a field reads it all the same, and it is shown at six tenths of its strength.
		Input: { styles: { wrapper: { "--input-disabled-color": "var(--mantine-color-bright)" } } },
	},
});

/** Texts dark, or light, enough to be read by everybody (WCAG 2.2, 1.4.3). */
export const colorVariables: CSSVariablesResolver = ({ colors }) => ({
	variables: {},
	light: {
		"--mantine-color-dimmed": "var(--mantine-color-gray-7)",
		"--mantine-color-placeholder": "var(--mantine-color-gray-6)",
		"--mantine-color-error": "var(--mantine-color-red-9)",
		...Object.fromEntries(
			Object.keys(colors).map((color) => [
				`--mantine-color-${color}-light-color`,
				`color-mix(in srgb, var(--mantine-color-${color}-9) 60%, black)`,
			]),
		),
	},
	dark: {
		"--mantine-color-dimmed": "var(--mantine-color-dark-1)",
		"--mantine-color-placeholder": "var(--mantine-color-dark-2)",
		"--mantine-color-error": "var(--mantine-color-red-4)",
	},
});

/** Colour of a connector's status, the same on every page. */
export const STATUS_COLORS: Record<string, MantineColor> = {
	Available: "teal",
	Preparing: "cyan",
	Charging: "blue",
	SuspendedEV: "yellow",
	SuspendedEVSE: "orange",
	Finishing: "indigo",
	Reserved: "grape",
	Unavailable: "gray",
	Faulted: "red",
};
