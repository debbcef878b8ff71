import type { ReportProblem, ReportRun } from "../api/schemas/reports";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { ReportRunRow, ReportScheduleRow } from "../database/tables/reports";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { completeFile, dropFile, type StoredFile } from "./stored-files";

const DAY = 86_400_000;
/** A report whose process dies each time it is made is given up. */
const MOST_ATTEMPTS = 3;

/** Begins a report of some days, which `process` is to make. Answers its number. */
export async function beginRun(
	db: Db,
	schedule: ReportScheduleRow,
	given: { first: string; last: string; at: Moment; account: string | null; process: number },
): Promise<number> {
	const { kind, format, language, recipients, kept_days } = schedule;
	const { id } = await db
		.insertInto("report_run")
		.values({
			schedule_id: schedule.id,
			kind,
			format,
			language,
			first_day: given.first,
			last_day: given.last,
			recipients,
			kept_days,
			account: given.account,
			begun_at: given.at,
			state: "running",
			claimed_by: given.process,
			attempts: 1,
		})
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** Those that are being made. */
export function listRunning(db: Db): Promise<Pick<ReportRunRow, "id" | "claimed_by">[]> {
	return db
		.selectFrom("report_run")
		.select(["id", "claimed_by"])
		.where("state", "=", "running")
		.orderBy("id")
		.execute();
}

/**
 * Takes over what nobody makes any more: the runs of processes that are gone, and those of this one that it does
 * not know of. Answers their numbers, and those that are given up.
 */
export async function takeOver(
	db: Db,
	{ process, known, at }: { process: number; known: ReadonlySet<number>; at: Moment },
): Promise<{ taken: number[]; givenUp: number[] }> {
	const living = new Set((await db.selectFrom("process").select("id").execute()).map(({ id }) => id));
	const taken: number[] = [];
	const givenUp: number[] = [];
	const rows = await db
		.selectFrom("report_run")
		.select(["id", "claimed_by", "attempts"])
		.where("state", "=", "running")
		.orderBy("id")
		.execute();
	for (const { id, claimed_by, attempts } of rows) {
		const isMade = claimed_by === process ? known.has(id) : claimed_by !== null && living.has(claimed_by);
		if (isMade) continue;
		if (attempts >= MOST_ATTEMPTS) {
			await endRun(db, id, claimed_by, { at, problem: "failed" });
			givenUp.push(id);
			continue;
		}
		await db
			.updateTable("report_run")
			.set({ claimed_by: process, attempts: attempts + 1 })
			.where("id", "=", id)
			.execute();
		taken.push(id);
	}
	return { taken, givenUp };
}

/** How a run has ended: with a file, or with a problem, or both. */
export interface RunEnd {
	at: Moment;
	file?: StoredFile & { name: string };
	problem?: ReportProblem;
}

/** False when another process has taken the run over. */
export async function endRun(
	db: Db,
	id: number,
	process: number | null,
	{ at, file, problem }: RunEnd,
): Promise<boolean> {
	const ended = await db
		.updateTable("report_run")
		.set({
			state: file ? "made" : "failed",
			claimed_by: null,
			ended_at: at,
			problem: problem ?? null,
			file_id: file?.id ?? null,
			file_name: file?.name ?? null,
			size: file?.size ?? null,
		})
		.where("id", "=", id)
		.where("state", "=", "running")
		.where("claimed_by", process === null ? "is" : "=", process)
		.returning("id")
		.execute();
	if (ended.length === 0) return false;
	if (file) await completeFile(db, file);
	return true;
}

/** Throws a Problem (404). */
export async function findRun(db: Db, id: number): Promise<ReportRunRow> {
	const row = await db.selectFrom("report_run").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no report ${id}, or it is no longer kept.`);
	return row;
}

/** The newest first. */
export async function listRuns(
	db: Db,
	{ limit, before, scheduleId }: { limit: number; before?: number; scheduleId?: number },
): Promise<ReportRun[]> {
	let query = db.selectFrom("report_run").selectAll().orderBy("id", "desc").limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	if (scheduleId !== undefined) query = query.where("schedule_id", "=", scheduleId);
	return (await query.execute()).map(toRun);
}

/** Removes what need not be kept any longer; their files are then nobody's. */
export async function forgetRuns(db: Db, at: Moment): Promise<number> {
	const ended = await db
		.selectFrom("report_run")
		.select(["id", "file_id", "ended_at", "kept_days"])
		.where("ended_at", "is not", null)
		.execute();
	const old = ended.filter(({ ended_at, kept_days }) => ended_at! + kept_days * DAY <= at);
	for (const { id, file_id } of old) {
		await db.deleteFrom("report_run").where("id", "=", id).execute();
		if (file_id !== null) await dropFile(db, file_id);
	}
	return old.length;
}

/** A report that was made as the API has it. */
export function toRun(row: ReportRunRow): ReportRun {
	const { id, kind, format, language, account, state, problem, size } = row;
	return {
		id,
		scheduleId: row.schedule_id,
		kind,
		format,
		language,
		from: row.first_day,
		to: row.last_day,
		begunAt: timestamp(row.begun_at),
		endedAt: timestampOrNull(row.ended_at),
		account,
		state,
		problem,
		recipients: JSON.parse(row.recipients),
		fileName: row.file_name,
		size,
		keptUntil: row.ended_at === null ? null : timestamp(row.ended_at + row.kept_days * DAY),
	};
}
