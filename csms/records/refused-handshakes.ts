import type { RefusedHandshake } from "../api/schemas/certificates";
import type { Db } from "../database/tables";
import type { RefusedHandshakeRow } from "../database/tables/certificates";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";

/** Rows that are kept; those that happened longest ago make place. */
const KEPT = 10_000;

/** Handshakes of one identity from one address that were refused for the same reason. */
export interface Refused {
	identity: string;
	address: string;
	/** HTTP status. */
	status: number;
	reason: string;
	count: number;
	firstAt: Moment;
	lastAt: Moment;
}

/** Adds to the counts; what is counted for the first time gets a row. */
export async function addRefusals(db: Db, refusals: readonly Refused[]): Promise<void> {
	for (const { identity, address, status, reason, count, firstAt, lastAt } of refusals) {
		const { numUpdatedRows } = await db
			.updateTable("refused_handshake")
			.set((row) => ({ count: row("count", "+", count), last_at: lastAt }))
			.where("identity", "=", identity)
			.where("address", "=", address)
			.where("status", "=", status)
			.where("reason", "=", reason)
			.executeTakeFirst();
		if (numUpdatedRows > 0n) continue;
		await db
			.insertInto("refused_handshake")
			.values({ identity, address, status, reason, count, first_at: firstAt, last_at: lastAt })
			.execute();
	}
	await prune(db);
}

async function prune(db: Db): Promise<void> {
	const last = await db
		.selectFrom("refused_handshake")
		.select("last_at")
		.orderBy("last_at", "desc")
		.offset(KEPT)
		.limit(1)
		.executeTakeFirst();
	if (last) await db.deleteFrom("refused_handshake").where("last_at", "<=", last.last_at).execute();
}

/** Those that happened last come first. */
export async function listRefusals(
	db: Db,
	{ identity, limit }: { identity?: string; limit: number },
): Promise<RefusedHandshake[]> {
	let query = db.selectFrom("refused_handshake").selectAll();
	if (identity !== undefined) query = query.where("identity", "=", identity);
	const rows = await query.orderBy("last_at", "desc").orderBy("id", "desc").limit(limit).execute();
	return rows.map(toRefusedHandshake);
}

function toRefusedHandshake(row: RefusedHandshakeRow): RefusedHandshake {
	return {
		id: row.id,
		identity: row.identity,
		address: row.address,
		status: row.status,
		reason: row.reason,
		count: row.count,
		firstAt: timestamp(row.first_at),
		lastAt: timestamp(row.last_at),
	};
}
