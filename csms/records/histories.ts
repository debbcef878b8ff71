import type { Selectable } from "kysely";
import type { PageQuery } from "../api/schemas/fields";
import type { Db, Tables } from "../database/tables";

/** Tables with what happened to charge points, numbered as it came. */
type History = "boot_notification" | "connection" | "data_transfer" | "notification" | "odd_stop";

/** What a table has of one charge point, the newest first. */
export async function listHistory<Name extends History>(
	db: Db,
	table: Name,
	identity: string,
	{ limit = 100, before }: PageQuery,
): Promise<Selectable<Tables[Name]>[]> {
	// The query builder cannot follow a choice of tables; what is asked for here is the same in all of them.
	let query = db
		.selectFrom(table as "notification")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	return (await query.execute()) as unknown as Selectable<Tables[Name]>[];
}
