import type { Alarm, AlarmChange, NewAlarm } from "../api/schemas/alarms";
import type { Db } from "../database/tables";
import type { AlarmRow } from "../database/tables/notices";
import { timestamp } from "../moment";
import { Problem } from "../problem";

const SECOND = 1000;
const HOUR = 3_600_000;
/** Alarms that there may be. */
const MOST = 100;
/** Seconds that a diagnosis has to last, unless told otherwise. */
const SETTLE = 60;

/** By their names. */
export async function listAlarms(db: Db): Promise<Alarm[]> {
	const rows = await db.selectFrom("alarm").selectAll().orderBy("name").orderBy("id").execute();
	return rows.map(toAlarm);
}

/** Throws a Problem for one that nobody would get. */
export async function addAlarm(db: Db, given: NewAlarm): Promise<Alarm> {
	const { count } = await db
		.selectFrom("alarm")
		.select(({ fn }) => fn.countAll<number | string>().as("count"))
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST) throw new Problem(409, `There are ${MOST} alarms; delete one first.`);
	const columns = await toColumns(db, {
		isOn: true,
		kinds: null,
		identities: null,
		emails: [],
		webhooks: [],
		settleSeconds: SETTLE,
		remindHours: null,
		tellsEnd: true,
		...given,
	});
	const row = await db
		.insertInto("alarm")
		.values({ ...columns, told_at: null, created_at: Date.now() })
		.returningAll()
		.executeTakeFirstOrThrow();
	return toAlarm(row);
}

/** Once it is off it forgets what it told. Throws a Problem when there is none, or nobody would get it. */
export async function changeAlarm(db: Db, id: number, change: AlarmChange): Promise<Alarm> {
	const row = await alarmOrProblem(db, id);
	const columns = await toColumns(db, { ...toAlarm(row), ...change });
	const changed = await db
		.updateTable("alarm")
		.set(columns)
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	if (changed.is_on === 0) await db.deleteFrom("alarm_diagnosis").where("alarm_id", "=", id).execute();
	return toAlarm(changed);
}

/** Throws a Problem (404) when there is none of that number. */
export async function deleteAlarm(db: Db, id: number): Promise<void> {
	await alarmOrProblem(db, id);
	await db.deleteFrom("alarm").where("id", "=", id).execute();
}

async function alarmOrProblem(db: Db, id: number): Promise<AlarmRow> {
	const row = await db.selectFrom("alarm").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no alarm ${id}.`);
	return row;
}

async function toColumns(db: Db, alarm: Omit<Alarm, "id" | "createdAt">) {
	if (alarm.emails.length + alarm.webhooks.length === 0) {
		throw new Problem(400, "An alarm needs an e-mail address or a webhook.");
	}
	for (const id of alarm.webhooks) {
		const webhook = await db.selectFrom("webhook").select("id").where("id", "=", id).executeTakeFirst();
		if (!webhook) throw new Problem(400, `There is no webhook ${id}.`);
	}
	return {
		name: alarm.name.trim(),
		is_on: Number(alarm.isOn),
		severity: alarm.severity,
		kinds: alarm.kinds && JSON.stringify(alarm.kinds),
		identities: alarm.identities && JSON.stringify(alarm.identities),
		emails: JSON.stringify(alarm.emails),
		webhooks: JSON.stringify(alarm.webhooks),
		language: alarm.language,
		settle: alarm.settleSeconds * SECOND,
		remind: alarm.remindHours === null ? null : alarm.remindHours * HOUR,
		tells_end: Number(alarm.tellsEnd),
	};
}

/** A webhook is removed: alarms do not name it any more. */
export async function forgetWebhook(db: Db, webhookId: number): Promise<void> {
	for (const row of await db.selectFrom("alarm").selectAll().orderBy("id").execute()) {
		const webhooks = JSON.parse(row.webhooks) as number[];
		if (!webhooks.includes(webhookId)) continue;
		await db
			.updateTable("alarm")
			.set({ webhooks: JSON.stringify(webhooks.filter((id) => id !== webhookId)) })
			.where("id", "=", row.id)
			.execute();
	}
}

function toAlarm(row: AlarmRow): Alarm {
	return {
		id: row.id,
		name: row.name,
		isOn: row.is_on === 1,
		severity: row.severity,
		kinds: row.kinds === null ? null : JSON.parse(row.kinds),
		identities: row.identities === null ? null : JSON.parse(row.identities),
		emails: JSON.parse(row.emails),
		webhooks: JSON.parse(row.webhooks),
		language: row.language,
		settleSeconds: row.settle / SECOND,
		remindHours: row.remind === null ? null : row.remind / HOUR,
		tellsEnd: row.tells_end === 1,
		createdAt: timestamp(row.created_at),
	};
}
