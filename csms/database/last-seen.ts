import { PostgresAdapter, sql } from "kysely";
import type { Db } from "./tables";
import type { Moment } from "./tables/columns";

/**
 * Writes down when charge points were last seen, by their identities, unless another process has heard them later; one
 * statement for however many.
 */
export async function updateLastSeen(db: Db, seen: ReadonlyMap<string, Moment>): Promise<void> {
	const json = JSON.stringify(Object.fromEntries(seen));
	const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
	const rows = postgres
		? sql`select key as identity, value::bigint as at from json_each_text(${json}::json)`
		: sql`select key as identity, value as at from json_each(${json})`;
	await sql`
		update charge_point set last_seen = seen.at from (${rows}) as seen
		where charge_point.identity = seen.identity
			and (charge_point.last_seen is null or charge_point.last_seen < seen.at)`.execute(db);
}
