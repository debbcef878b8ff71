import classes from "./numbers.module.css";

/** A few numbers that are looked at first, each below its name. */
export function Numbers({ numbers }: { numbers: readonly (readonly [name: string, value: string])[] }) {
	return (
		<dl className={classes.numbers}>
			{numbers.map(([name, value]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}
