import type { Settings } from "../api/schemas/accounts";
import type { Diagnosis } from "../api/schemas/diagnoses";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { AlarmRow } from "../database/tables/notices";
import { toDiagnosis } from "../records/diagnoses";
import { readSettings } from "../records/settings";
import { type AlarmNews, alarmMail, type Told, webhookBodies } from "./alarm-message";
import { type AlarmPlan, isIdle, planAlarm } from "./alarm-plan";
import { queueCalls, queueMail } from "./queue";
import { webhooksFor } from "./webhooks";

/** Numbers in one statement. */
const BATCH = 500;

/**
 * Looks every `interval` milliseconds, in one process of the fleet, whether alarms have something to tell. What is
 * told and the message of it are stored together: nothing is told twice or lost when a process ends. Answers what
 * ends it.
 */
export function watchAlarms(context: Context, interval: number): () => Promise<void> {
	return context.cluster.every("alarms", interval, () => tellAlarms(context, Date.now()));
}

/** Has every alarm tell what is due. */
export async function tellAlarms({ store, settings, notices, log }: Context, now: Moment): Promise<void> {
	const alarms = await store.db
		.selectFrom("alarm")
		.selectAll()
		.where("is_on", "=", 1)
		.orderBy("id")
		.execute();
	for (const { id } of alarms) {
		try {
			const alarm = alarms.find((one) => one.id === id)!;
			if (isIdle(await planAlarm(store.db, alarm, now))) continue;
			await store.write(async (trx) => {
				const row = await trx
					.selectFrom("alarm")
					.selectAll()
					.where("id", "=", id)
					.where("is_on", "=", 1)
					.executeTakeFirst();
				if (row) await carryOut(trx, row, await readSettings(trx, settings), now);
			});
			notices.wake();
		} catch (error) {
			log.error({ err: error, alarm: id }, "An alarm could not be told yet.");
		}
	}
}

async function carryOut(db: Db, alarm: AlarmRow, settings: Settings, now: Moment): Promise<void> {
	const plan = await planAlarm(db, alarm, now);
	await note(db, alarm.id, plan, now);
	const diagnoses = new Map<Told, Diagnosis[]>([
		["opened", await readDiagnoses(db, plan.opened)],
		["reminder", await readDiagnoses(db, plan.reminded)],
		["ended", await readDiagnoses(db, plan.ended)],
	]);
	if ([...diagnoses.values()].every((list) => list.length === 0)) return;
	await db.updateTable("alarm").set({ told_at: now }).where("id", "=", alarm.id).execute();
	const { language } = alarm;
	const { timeZone, baseAddress } = settings;
	const news: AlarmNews = {
		alarm: { id: alarm.id, name: alarm.name },
		language,
		timeZone,
		baseAddress,
		diagnoses,
	};
	const emails = JSON.parse(alarm.emails) as string[];
	if (emails.length > 0) await queueMail(db, { to: emails, ...alarmMail(news) });
	for (const told of diagnoses.keys()) {
		const event = `diagnosis.${told}` as const;
		const webhooks = await webhooksFor(db, JSON.parse(alarm.webhooks), event);
		for (const body of webhookBodies(news, told, new Date(now)))
			await queueCalls(db, webhooks, { event, body });
	}
}

async function note(db: Db, alarmId: number, plan: AlarmPlan, now: Moment): Promise<void> {
	for (const ids of batches(plan.seen)) {
		await db
			.insertInto("alarm_diagnosis")
			.values(ids.map((id) => ({ alarm_id: alarmId, diagnosis_id: id, seen_at: now, told_at: null })))
			.execute();
	}
	for (const ids of batches([...plan.forgotten, ...plan.ended])) {
		await db
			.deleteFrom("alarm_diagnosis")
			.where("alarm_id", "=", alarmId)
			.where("diagnosis_id", "in", ids)
			.execute();
	}
	for (const ids of batches([...plan.opened, ...plan.reminded])) {
		await db
			.updateTable("alarm_diagnosis")
			.set({ told_at: now })
			.where("alarm_id", "=", alarmId)
			.where("diagnosis_id", "in", ids)
			.execute();
	}
}

/** The worst first, then by charge point. */
async function readDiagnoses(db: Db, ids: readonly number[]): Promise<Diagnosis[]> {
	const found: Diagnosis[] = [];
	for (const some of batches(ids)) {
		const rows = await db.selectFrom("diagnosis").selectAll().where("id", "in", some).orderBy("id").execute();
		found.push(...rows.map(toDiagnosis));
	}
	const rank = { fault: 0, warning: 1, note: 2 };
	return found.sort(
		(a, b) => rank[a.severity] - rank[b.severity] || a.identity.localeCompare(b.identity) || a.id - b.id,
	);
}

function batches(ids: readonly number[]): number[][] {
	const found: number[][] = [];
	for (let at = 0; at < ids.length; at += BATCH) found.push(ids.slice(at, at + BATCH));
	return found;
}
