import { sql } from "kysely";
import type { Process } from "../api/schemas/overview";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { endCommandsOf } from "./commands";
import { closeLeftOpen } from "./connections";

/** Enters a process that has come, at a moment of the database's clock. Answers its number. */
export async function addProcess(db: Db, publicKey: string, at: Moment): Promise<number> {
	const { id } = await db
		.insertInto("process")
		.values({ started_at: at, beat_at: at, public_key: publicKey })
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** The processes on the database; `current` is the one that asks. */
export async function listProcesses(db: Db, current: number, isShared: boolean): Promise<Process[]> {
	const rows = await db
		.selectFrom("process")
		.select(({ selectFrom, fn }) => [
			"process.id",
			"started_at",
			selectFrom("holding")
				.select(fn.countAll<number | string>().as("count"))
				.whereRef("process_id", "=", "process.id")
				.as("charge_points"),
		])
		.orderBy("process.id")
		.execute();
	return rows.map(({ id, started_at, charge_points }) => ({
		id,
		current: id === current,
		startedAt: timestamp(started_at),
		chargePoints: isShared ? Number(charge_points) : null,
	}));
}

/** The processes that are entered, but for this one. */
export async function otherProcesses(db: Db, id: number): Promise<number[]> {
	const rows = await db.selectFrom("process").select("id").where("id", "<>", id).orderBy("id").execute();
	return rows.map((row) => row.id);
}

/** What {@link seal} takes for a process; undefined for one that is gone. */
export async function publicKeyOf(db: Db, id: number): Promise<string | undefined> {
	const row = await db.selectFrom("process").select("public_key").where("id", "=", id).executeTakeFirst();
	return row?.public_key;
}

/**
 * Removes a process that is gone with all that it had in its hands; unless it has given a sign of life since
 * `beatAt`. Answers the charge points that were connected to it, or undefined when it is not removed.
 */
export async function removeProcess(db: Db, id: number, beatAt?: Moment): Promise<string[] | undefined> {
	let removal = db.deleteFrom("process").where("id", "=", id);
	if (beatAt !== undefined) removal = removal.where("beat_at", "=", beatAt);
	if ((await removal.returning("id").execute()).length === 0) return;
	await endCommandsOf(db, id);
	// Those of living processes are taken back by them.
	await db
		.deleteFrom("relayed_command")
		.where("process_id", "=", id)
		.where("given_by", "not in", db.selectFrom("process").select("id"))
		.execute();
	await sql`update charge_point
		set last_seen = (select last_seen from holding where holding.identity = charge_point.identity)
		where exists (select 1 from holding where holding.identity = charge_point.identity
			and holding.process_id = ${id} and holding.last_seen > coalesce(charge_point.last_seen, 0))`.execute(
		db,
	);
	await closeLeftOpen(db, String(id));
	const held = await db
		.selectFrom("holding")
		.select("identity")
		.where("process_id", "=", id)
		.orderBy("identity")
		.execute();
	await db.updateTable("holding").set({ process_id: null }).where("process_id", "=", id).execute();
	return held.map(({ identity }) => identity);
}
