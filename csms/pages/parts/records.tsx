import { ActionIcon, Button, Card, EmptyState, Group, NativeSelect, Pagination, Stack } from "@mantine/core";
import { mdiArrowDown, mdiArrowUp, mdiUnfoldMoreHorizontal } from "@mdi/js";
import {
	type ColumnDef,
	createPaginatedRowModel,
	createSortedRowModel,
	type RowData,
	rowPaginationFeature,
	rowSortingFeature,
	type SortFn,
	tableFeatures,
	useTable,
} from "@tanstack/react-table";
import { type Key, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shared/icon";
import classes from "./records.module.css";

/** Rows on one page of a table. */
const PAGE = 50;

const features = tableFeatures({
	rowSortingFeature,
	rowPaginationFeature,
	sortedRowModel: createSortedRowModel(),
	paginatedRowModel: createPaginatedRowModel(),
});

export interface Column<Item extends RowData> {
	/** The heading; beside the value on a narrow screen. Each column of a table has another one. */
	name: string;
	cell: (item: Item) => ReactNode;
	/** For text that may be broken into lines; numbers, dates and ids stay whole. */
	wrap?: boolean;
	/** By what the column is sorted, of the item alone; null comes last. Without it the column is not sorted. */
	sort?: (item: Item) => string | number | boolean | null | undefined;
}

interface RecordsProps<Item extends RowData> {
	/** What the table is about, for a screen reader. */
	label: string;
	/** What is said when there are no records. */
	none: string;
	columns: Column<Item>[];
	records: Item[];
	keyOf: (item: Item) => Key;
	/** How it is sorted at first, by the name of a column; the order of `records` without it. */
	sorted?: { column: string; descending?: boolean };
	/** Asks the CSMS for records that are older than the last; null when there are none. */
	older?: { load: () => void; loading: boolean } | null;
}

/** A table of records, sorted and page by page; on a narrow screen each record is a block of its own. */
export function Records<Item extends RowData>(props: RecordsProps<Item>) {
	const { i18n } = useTranslation();
	// Another language has other headings, and by those the order is known.
	return <Table key={i18n.language} {...props} />;
}

function Table<Item extends RowData>(props: RecordsProps<Item>) {
	const { label, none, columns, records, keyOf, sorted, older } = props;
	const { t, i18n } = useTranslation();
	const compare = useMemo(() => comparison<Item>(i18n.language), [i18n.language]);
	const table = useTable({
		features,
		columns: columns.map(
			({ name, sort }): ColumnDef<typeof features, Item> => ({
				id: name,
				accessorFn: (item) => sort?.(item) ?? undefined,
				enableSorting: sort !== undefined,
				sortFn: compare,
				sortUndefined: "last",
				sortDescFirst: false,
			}),
		),
		data: records,
		getRowId: (item) => String(keyOf(item)),
		initialState: {
			pagination: { pageIndex: 0, pageSize: PAGE },
			sorting: sorted ? [{ id: sorted.column, desc: sorted.descending ?? false }] : [],
		},
		// New records come while one reads.
		autoResetPageIndex: false,
		enableMultiSort: false,
	});
	const pages = Math.max(1, table.getPageCount());
	const { pageIndex } = table.state.pagination;
	const current = Math.min(pageIndex, pages - 1);
	// The last page may have gone: its records were removed, or a filter is narrower now.
	const rows = current === pageIndex ? table.getRowModel().rows : lastPage(table.getSortedRowModel().rows);
	const order = table.state.sorting[0];
	const sortBy = (column: string, desc: boolean) => {
		table.setSorting(column === "" ? [] : [{ id: column, desc }]);
		table.setPageIndex(0);
	};
	if (records.length === 0 && !older) return <EmptyState py="xl" title={none} />;
	// The roles are given because a table that is laid out as blocks is none to a screen reader.
	return (
		<Stack gap="sm" className={classes.container}>
			<NarrowSort columns={columns} order={order} onSort={sortBy} />
			<Card withBorder padding={0} className={classes.card}>
				{/* biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout */}
				<table className={classes.table} role="table" aria-label={label}>
					<thead>
						{/* biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout */}
						<tr role="row">
							{columns.map(({ name, sort }) => {
								const desc = order?.id === name ? order.desc : undefined;
								return (
									<th key={name} scope="col" aria-sort={sort && ariaSort(desc)}>
										{sort ? (
											<button
												type="button"
												className={classes.sort}
												onClick={() => sortBy(name, desc === false)}
											>
												{name}
												<Icon path={sortIcon(desc)} size={14} />
											</button>
										) : (
											name
										)}
									</th>
								);
							})}
						</tr>
					</thead>
					<tbody>
						{rows.map(({ id, original }) => (
							// biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout
							<tr key={id} role="row">
								{columns.map(({ name, cell, wrap = false }) => (
									// biome-ignore lint/a11y/noRedundantRoles: lost by the narrow layout
									<td key={name} role="cell" data-name={name} data-wrap={wrap}>
										<div className={classes.value}>{cell(original)}</div>
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</Card>
			{(pages > 1 || older) && (
				<Group gap="sm">
					{pages > 1 && (
						<Pagination
							total={pages}
							value={current + 1}
							onChange={(page) => table.setPageIndex(page - 1)}
							getItemProps={(number) => ({ "aria-label": t("page.number", { number }) })}
							getControlProps={(control) =>
								control === "previous" || control === "next" ? { "aria-label": t(`page.${control}`) } : {}
							}
						/>
					)}
					{older && (
						<Button variant="default" loading={older.loading} onClick={older.load}>
							{t("page.older")}
						</Button>
					)}
				</Group>
			)}
		</Stack>
	);
}

interface NarrowSortProps<Item extends RowData> {
	columns: Column<Item>[];
	order: { id: string; desc: boolean } | undefined;
	onSort: (column: string, descending: boolean) => void;
}

/** The order of blocks, which have no headings to press. */
function NarrowSort<Item extends RowData>({ columns, order, onSort }: NarrowSortProps<Item>) {
	const { t } = useTranslation();
	const names = columns.filter(({ sort }) => sort).map(({ name }) => name);
	if (names.length === 0) return null;
	const desc = order?.desc ?? false;
	return (
		<Group gap="xs" wrap="nowrap" className={classes.narrowSort}>
			<NativeSelect
				flex={1}
				aria-label={t("page.sortBy")}
				value={order?.id ?? ""}
				onChange={(event) => onSort(event.currentTarget.value, desc)}
				data={[
					{ value: "", label: t("page.unsorted") },
					...names.map((value) => ({ value, label: t("page.sortedBy", { value }) })),
				]}
			/>
			<ActionIcon
				variant="default"
				size="input-sm"
				disabled={!order}
				aria-label={t(desc ? "page.descending" : "page.ascending")}
				onClick={() => order && onSort(order.id, !desc)}
			>
				<Icon path={sortIcon(desc)} />
			</ActionIcon>
		</Group>
	);
}

function lastPage<Row>(rows: Row[]): Row[] {
	return rows.slice(Math.max(0, Math.ceil(rows.length / PAGE) - 1) * PAGE);
}

/** `descending`: undefined when it is not sorted by that. */
function ariaSort(descending: boolean | undefined): "ascending" | "descending" | "none" {
	return descending === undefined ? "none" : descending ? "descending" : "ascending";
}

function sortIcon(descending: boolean | undefined): string {
	return descending === undefined ? mdiUnfoldMoreHorizontal : descending ? mdiArrowDown : mdiArrowUp;
}

/** Numbers by their size, texts as a reader of that language orders them, CP9 before CP10. */
function comparison<Item extends RowData>(language: string): SortFn<typeof features, Item> {
	const { compare } = new Intl.Collator(language, { numeric: true });
	return (one, other, column) => {
		const [a, b] = [one.getValue(column), other.getValue(column)];
		return typeof a === "string" && typeof b === "string" ? compare(a, b) : Number(a) - Number(b);
	};
}
