import { type Expression, expressionBuilder, type SqlBool } from "kysely";
import type { Moment } from "../database/tables/columns";

/** Which of the things that happened at connectors are wanted; what is left out does not choose. */
export interface Span {
	connectorId?: number;
	/** Of then or later. */
	from?: Moment;
	/** Of before. */
	to?: Moment;
}

interface Row {
	connector_id: number;
	timestamp: Moment;
}

/** The condition on rows that have a connector and a timestamp. */
export function isWithin({ connectorId, from, to }: Span): Expression<SqlBool> {
	const where = expressionBuilder<{ row: Row }, "row">();
	return where.and([
		...(connectorId === undefined ? [] : [where("connector_id", "=", connectorId)]),
		...(from === undefined ? [] : [where("timestamp", ">=", from)]),
		...(to === undefined ? [] : [where("timestamp", "<", to)]),
	]);
}
