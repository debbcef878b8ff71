import type { Grouping } from "../api/schemas/statistics";
import type { TransactionRow } from "../database/tables/transactions";

/** What tells to which groups a transaction belongs. */
export type GroupedRow = Pick<
	TransactionRow,
	"identity" | "connector_id" | "user_id" | "user_name" | "parent_id_tag"
>;

/** The key of its group in one way of grouping; empty: it has none. */
export function groupKey(row: GroupedRow, grouping: Grouping): string {
	switch (grouping) {
		case "none":
			return "";
		case "charge-point":
			return row.identity;
		case "connector":
			return connectorKey(row.identity, row.connector_id);
		case "user":
			// Free text is no number of a user.
			return row.user_id === null ? (row.user_name ? `name:${row.user_name}` : "") : String(row.user_id);
		case "group":
			// Ids compare without regard to case (R-FRM-22).
			return row.parent_id_tag?.toLowerCase() ?? "";
	}
}

/** The key of the group that is one connector. */
export function connectorKey(identity: string, connectorId: number): string {
	return `${identity}/${connectorId}`;
}

const GROUPINGS: readonly Grouping[] = ["none", "charge-point", "connector", "user", "group"];

/** The keys of all its groups. */
export function groupKeys(row: GroupedRow): [Grouping, string][] {
	return GROUPINGS.map((grouping) => [grouping, groupKey(row, grouping)]);
}
