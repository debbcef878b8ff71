import type { NewReportSchedule, ReportSchedule, ReportScheduleChange } from "../api/schemas/reports";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { ReportScheduleRow } from "../database/tables/reports";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { nextDue, periodBefore } from "./report-periods";
import { beginRun } from "./report-runs";

const MOST_SCHEDULES = 200;
/** Reports of one schedule that are made later when the CSMS was down; those before are left out. */
const MOST_MISSED = 31;

/** In the order of their numbers. */
export async function listSchedules(db: Db): Promise<ReportSchedule[]> {
	const rows = await db.selectFrom("report_schedule").selectAll().orderBy("id").execute();
	return rows.map(toSchedule);
}

/** Throws a Problem (404). */
export async function findSchedule(db: Db, id: number): Promise<ReportScheduleRow> {
	const row = await db.selectFrom("report_schedule").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no schedule ${id}.`);
	return row;
}

/** Throws a Problem (409) when there are too many. */
export async function addSchedule(
	db: Db,
	{ recipients = [], keptDays = 400, paused = false, ...schedule }: NewReportSchedule,
	{ account, at, timeZone }: { account: string; at: Moment; timeZone: string },
): Promise<ReportSchedule> {
	const { count } = await db
		.selectFrom("report_schedule")
		.select(({ fn }) => fn.countAll<number | string>().as("count"))
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST_SCHEDULES) {
		throw new Problem(409, `There are ${MOST_SCHEDULES} schedules; delete one first.`);
	}
	const row = await db
		.insertInto("report_schedule")
		.values({
			...schedule,
			recipients: JSON.stringify(recipients),
			kept_days: keptDays,
			paused: paused ? 1 : 0,
			account,
			created_at: at,
			time_zone: timeZone,
			next_at: paused ? null : nextDue(schedule.rhythm, schedule.time, timeZone, at),
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return toSchedule(row);
}

/** What was due before is not made later. Throws a Problem (404). */
export async function changeSchedule(
	db: Db,
	id: number,
	{ recipients, keptDays, paused, ...change }: ReportScheduleChange,
	{ at, timeZone }: { at: Moment; timeZone: string },
): Promise<ReportSchedule> {
	const row = await findSchedule(db, id);
	const rhythm = change.rhythm ?? row.rhythm;
	const time = change.time ?? row.time;
	const isPaused = paused ?? row.paused !== 0;
	const changed = await db
		.updateTable("report_schedule")
		.set({
			...change,
			recipients: recipients === undefined ? row.recipients : JSON.stringify(recipients),
			kept_days: keptDays ?? row.kept_days,
			paused: isPaused ? 1 : 0,
			time_zone: timeZone,
			next_at: isPaused ? null : nextDue(rhythm, time, timeZone, at),
		})
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toSchedule(changed);
}

/** What it has made stays. Throws a Problem (404). */
export async function deleteSchedule(db: Db, id: number): Promise<void> {
	await findSchedule(db, id);
	await db.deleteFrom("report_schedule").where("id", "=", id).execute();
}

/** Whether a report is due, or the site's time zone is another one than when that was reckoned. */
export async function isAnyDue(db: Db, at: Moment, timeZone: string): Promise<boolean> {
	const row = await db
		.selectFrom("report_schedule")
		.select("id")
		.where("next_at", "is not", null)
		.where((where) => where.or([where("next_at", "<=", at), where("time_zone", "!=", timeZone)]))
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * Begins what is due, each report by one process alone: `process` is to make them. Also those that were due while
 * the CSMS was down, of their own days. Answers the numbers of the runs.
 */
export async function beginDue(
	db: Db,
	{ at, timeZone, process }: { at: Moment; timeZone: string; process: number },
): Promise<number[]> {
	const rows = await db
		.selectFrom("report_schedule")
		.selectAll()
		.where("next_at", "is not", null)
		.where((where) => where.or([where("next_at", "<=", at), where("time_zone", "!=", timeZone)]))
		.orderBy("next_at")
		.orderBy("id")
		.execute();
	const begun: number[] = [];
	for (const row of rows) {
		const { rhythm, time, time_zone } = row;
		const due: Moment[] = [];
		let next = row.next_at!;
		for (; next <= at; next = nextDue(rhythm, time, time_zone, next)) due.push(next);
		for (const moment of due.slice(-MOST_MISSED)) {
			const { first, last } = periodBefore(moment, rhythm, time_zone);
			begun.push(await beginRun(db, row, { first, last, at, account: null, process }));
		}
		if (time_zone !== timeZone) next = nextDue(rhythm, time, timeZone, at);
		await db
			.updateTable("report_schedule")
			.set({ next_at: next, time_zone: timeZone })
			.where("id", "=", row.id)
			.execute();
	}
	return begun;
}

function toSchedule(row: ReportScheduleRow): ReportSchedule {
	const { id, kind, format, language, rhythm, time, account } = row;
	return {
		id,
		kind,
		format,
		language,
		rhythm,
		time,
		recipients: JSON.parse(row.recipients),
		keptDays: row.kept_days,
		paused: row.paused !== 0,
		account,
		createdAt: timestamp(row.created_at),
		nextAt: timestampOrNull(row.next_at),
	};
}
