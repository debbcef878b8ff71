import type { Db } from "../database/tables";
import type { ChargePointRow } from "../database/tables/charge-points";
import type { HoldingRow } from "../database/tables/cluster";
import type { Moment } from "../database/tables/columns";

/** Rows of one statement. */
const BATCH = 1000;

/** Which process holds a charge point's connection, and the number of its newest connection. */
export type Holding = Pick<HoldingRow, "process_id" | "number" | "last_seen">;

/** Which process holds the charge point, if one does. */
export function findHolding(db: Db, identity: string): Promise<Holding | undefined> {
	return db
		.selectFrom("holding")
		.select(["process_id", "number", "last_seen"])
		.where("identity", "=", identity)
		.executeTakeFirst();
}

/**
 * Enters a new connection to this process; answers what was before, and the number of the new one. Throws when the
 * others count this process as dead.
 */
export async function claimHolding(
	db: Db,
	identity: string,
	processId: number,
	at: Moment,
): Promise<{ before: Holding | undefined; number: number }> {
	const process = await db.selectFrom("process").select("id").where("id", "=", processId).executeTakeFirst();
	if (!process) throw new Error("This process counts as dead");
	const before = await findHolding(db, identity);
	const number = (before?.number ?? 0) + 1;
	const holding = { process_id: processId, number, last_seen: at };
	await db
		.insertInto("holding")
		.values({ identity, ...holding })
		.onConflict((conflict) => conflict.column("identity").doUpdateSet(holding))
		.execute();
	return { before, number };
}

/** A connection has ended; nothing changes when a newer one is known. */
export async function releaseHolding(db: Db, identity: string, number: number): Promise<void> {
	await db
		.updateTable("holding")
		.set({ process_id: null })
		.where("identity", "=", identity)
		.where("number", "=", number)
		.execute();
}

/** Makes every connection of a charge point one to be closed; answers the number below which they are. */
export async function endHoldings(db: Db, identity: string): Promise<number> {
	const number = ((await findHolding(db, identity))?.number ?? 0) + 1;
	const ended = { process_id: null, number };
	await db
		.insertInto("holding")
		.values({ identity, last_seen: 0, ...ended })
		.onConflict((conflict) => conflict.column("identity").doUpdateSet(ended))
		.execute();
	return number;
}

/** Gives connections to the process that has them, if they are still the newest. */
export async function reclaimHoldings(
	db: Db,
	held: readonly { identity: string; number: number }[],
	processId: number,
): Promise<void> {
	for (const { identity, number } of held) {
		await db
			.updateTable("holding")
			.set({ process_id: processId })
			.where("identity", "=", identity)
			.where("number", "=", number)
			.execute();
	}
}

/** The charge points that are connected to other processes. */
export async function listHeldElsewhere(
	db: Db,
	processId: number,
): Promise<{ identity: string; last_seen: Moment }[]> {
	return db
		.selectFrom("holding")
		.select(["identity", "last_seen"])
		.where("process_id", "is not", null)
		.where("process_id", "<>", processId)
		.execute();
}

/** Keeps when charge points of this process were last heard. */
export async function recordHeard(
	db: Db,
	processId: number,
	heard: readonly { identity: string; number: number; lastSeen: Moment }[],
): Promise<void> {
	for (let at = 0; at < heard.length; at += BATCH) {
		await db
			.insertInto("holding")
			.values(
				heard.slice(at, at + BATCH).map(({ identity, number, lastSeen }) => ({
					identity,
					process_id: processId,
					number,
					last_seen: lastSeen,
				})),
			)
			.onConflict((conflict) =>
				conflict
					.column("identity")
					.doUpdateSet((row) => ({ last_seen: row.ref("excluded.last_seen") }))
					.whereRef("holding.number", "=", "excluded.number"),
			)
			.execute();
	}
}

/** What connections follow, with the numbers of their newest connections. */
export async function readFollowed(
	db: Db,
	identities: readonly string[],
): Promise<Map<string, { row: ChargePointRow | undefined; holding: Holding | undefined }>> {
	const followed = new Map<string, { row: ChargePointRow | undefined; holding: Holding | undefined }>();
	for (let at = 0; at < identities.length; at += BATCH) {
		const some = identities.slice(at, at + BATCH);
		const rows = await db.selectFrom("charge_point").selectAll().where("identity", "in", some).execute();
		const holdings = await db.selectFrom("holding").selectAll().where("identity", "in", some).execute();
		const rowOf = new Map(rows.map((row) => [row.identity, row]));
		const holdingOf = new Map(holdings.map((holding) => [holding.identity, holding]));
		for (const identity of some) {
			followed.set(identity, { row: rowOf.get(identity), holding: holdingOf.get(identity) });
		}
	}
	return followed;
}
