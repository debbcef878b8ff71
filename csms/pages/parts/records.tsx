import { Card, EmptyState, Pagination, Stack } from "@mantine/core";
import { type Key, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./records.module.css";

/** Rows on one page of a table. */
const PAGE = 50;

export interface Column<Item> {
	/** The heading; beside the value on a narrow screen. */
	name: string;
	cell: (item: Item) => ReactNode;
	/** For text that may be broken into lines; numbers, dates and ids stay whole. */
	wrap?: boolean;
}

interface RecordsProps<Item> {
	/** What the table is about, for a screen reader. */
	label: string;
	/** What is said when there are no records. */
	none: string;
	columns: Column<Item>[];
	records: Item[];
	keyOf: (item: Item) => Key;
}

/** A table of records, page by page; on a narrow screen each record is a block of its own. */
export function Records<Item>({ label, none, columns, records, keyOf }: RecordsProps<Item>) {
	const { t } = useTranslation();
	const [page, setPage] = useState(1);
	const pages = Math.max(1, Math.ceil(records.length / PAGE));
	const current = Math.min(page, pages);
	if (records.length === 0) return <EmptyState py="xl" title={none} />;
	// The roles are given because a table that is laid out as blocks is none to a screen reader.
	return (
		<Stack gap="sm">
			<Card withBorder padding={0} className={classes.container}>
				{/* biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout */}
				<table className={classes.table} role="table" aria-label={label}>
					<thead>
						{/* biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout */}
						<tr role="row">
							{columns.map(({ name }) => (
								<th key={name} scope="col">
									{name}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{records.slice((current - 1) * PAGE, current * PAGE).map((item) => (
							// biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout
							<tr key={keyOf(item)} role="row">
								{columns.map(({ name, cell, wrap = false }) => (
									// biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout
									<td key={name} role="cell" data-name={name} data-wrap={wrap}>
										<div className={classes.value}>{cell(item)}</div>
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</Card>
			{pages > 1 && (
				<Pagination
					total={pages}
					value={current}
					onChange={setPage}
					getItemProps={(number) => ({ "aria-label": t("page.number", { number }) })}
					getControlProps={(control) =>
						control === "previous" || control === "next" ? { "aria-label": t(`page.${control}`) } : {}
					}
				/>
			)}
		</Stack>
	);
}
