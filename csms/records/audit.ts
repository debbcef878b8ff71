import type { AuditEntry } from "../api/schemas/audit";
import type { Db } from "../database/tables";
import type { NewAuditRow } from "../database/tables/audit";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";

/** A changing call as it is kept; its status is null while it is being carried out. */
export type AuditedCall = Omit<NewAuditRow, "id" | "at">;

/** Keeps a call and answers its number. */
export async function addAuditEntry(db: Db, call: AuditedCall): Promise<number> {
	const { id } = await db
		.insertInto("audit")
		.values({ at: Date.now(), ...call })
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** Notes how the call of that number was answered. */
export async function endAuditEntry(db: Db, id: number, status: number): Promise<void> {
	await db.updateTable("audit").set({ status }).where("id", "=", id).execute();
}

export interface AuditFilter {
	account?: string;
	method?: string;
	route?: string;
	status?: number;
	/** At this moment or later. */
	from?: Moment;
	/** Before this moment. */
	to?: Moment;
	before?: number;
	limit: number;
}

/** The newest first. */
export async function listAuditEntries(db: Db, filter: AuditFilter): Promise<AuditEntry[]> {
	const { account, method, route, status, from, to, before, limit } = filter;
	let query = db.selectFrom("audit").selectAll().orderBy("id", "desc").limit(limit);
	if (account !== undefined) query = query.where("account", "=", account.toLowerCase());
	if (method !== undefined) query = query.where("method", "=", method);
	if (route !== undefined) query = query.where("route", "=", route);
	if (status !== undefined) query = query.where("status", "=", status);
	if (from !== undefined) query = query.where("at", ">=", from);
	if (to !== undefined) query = query.where("at", "<", to);
	if (before !== undefined) query = query.where("id", "<", before);
	return (await query.execute()).map((row) => ({
		id: row.id,
		timestamp: timestamp(row.at),
		account: row.account,
		token: row.token,
		method: row.method,
		route: row.route,
		path: row.path,
		body: row.body === null ? null : JSON.parse(row.body),
		status: row.status,
	}));
}
