import { DataList } from "@mantine/core";
import classes from "./fact-list.module.css";

/** Names and values, in two columns where there is room. */
export function FactList({ facts }: { facts: [name: string, value: string][] }) {
	return (
		<div className={classes.container}>
			<DataList size="sm" labelWidth="45%" className={classes.list}>
				{facts.map(([name, value]) => (
					<DataList.Item key={name}>
						<DataList.ItemLabel>{name}</DataList.ItemLabel>
						<DataList.ItemValue className={classes.value}>{value}</DataList.ItemValue>
					</DataList.Item>
				))}
			</DataList>
		</div>
	);
}
