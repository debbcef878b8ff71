import { SEVERITIES } from "../api/schemas/diagnoses";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { AlarmRow } from "../database/tables/notices";

/** Times the settling time after which is told what has waited longest, though others still come. */
const LONGEST_WAIT = 3;
/** Times the settling time between two messages of one alarm at least. */
const SPACING = 5;

/** What an alarm has to do now, by the numbers of diagnoses. */
export interface AlarmPlan {
	/** Were not known to it. */
	readonly seen: readonly number[];
	/** Went before they were told, or need no word of their end. */
	readonly forgotten: readonly number[];
	readonly opened: readonly number[];
	readonly reminded: readonly number[];
	readonly ended: readonly number[];
}

/** Whether there is anything to do. */
export function isIdle(plan: AlarmPlan): boolean {
	return Object.values(plan).every((ids) => ids.length === 0);
}

/** Looks what an alarm has to do; changes nothing. */
export async function planAlarm(db: Db, alarm: AlarmRow, now: Moment): Promise<AlarmPlan> {
	const matching = await listMatching(db, alarm);
	const known = await listKnown(db, alarm.id);
	const knownIds = new Set(known.map(({ diagnosis_id }) => diagnosis_id));
	const waiting = known.filter(({ told_at, isOver }) => told_at === null && !isOver);
	const told = known.filter(({ told_at }) => told_at !== null);
	const over = told.filter(({ isOver }) => isOver);
	const forgotten = [
		...known.filter((one) => one.told_at === null && (one.isOver || !matching.has(one.diagnosis_id))),
		...(alarm.tells_end ? [] : over),
	];
	const toOpen = waiting.filter(({ diagnosis_id }) => matching.has(diagnosis_id));
	const toEnd = alarm.tells_end ? over : [];
	const reminded = told.filter(({ isOver, isAcknowledged }) => !isOver && !isAcknowledged);
	const isEarly = alarm.told_at !== null && now - alarm.told_at < SPACING * alarm.settle;
	const isDue =
		!isEarly &&
		(isSettled(
			toOpen.map(({ seen_at }) => seen_at),
			alarm,
			now,
		) ||
			isSettled(
				toEnd.map(({ over_at }) => over_at ?? 0),
				alarm,
				now,
			));
	const { remind } = alarm;
	const remindsNow = remind !== null && !isEarly && reminded.some(({ told_at }) => now - told_at! >= remind);
	const lasts = (since: Moment) => now - since >= alarm.settle;
	const ids = (rows: readonly { diagnosis_id: number }[]) => rows.map(({ diagnosis_id }) => diagnosis_id);
	return {
		seen: [...matching].filter((id) => !knownIds.has(id)),
		forgotten: ids(forgotten),
		opened: isDue ? ids(toOpen.filter(({ seen_at }) => lasts(seen_at))) : [],
		reminded: remindsNow ? ids(reminded) : [],
		ended: isDue ? ids(toEnd.filter(({ over_at }) => lasts(over_at ?? 0))) : [],
	};
}

/** Whether nothing more has come for the settling time, or the first has waited long. */
function isSettled(since: readonly Moment[], { settle }: AlarmRow, now: Moment): boolean {
	if (since.length === 0) return false;
	return now - Math.max(...since) >= settle || now - Math.min(...since) >= LONGEST_WAIT * settle;
}

/** The open diagnoses that the alarm is for. */
async function listMatching(db: Db, alarm: AlarmRow): Promise<Set<number>> {
	const worse = SEVERITIES.slice(0, SEVERITIES.indexOf(alarm.severity) + 1);
	const rows = await db
		.selectFrom("diagnosis")
		.select(["id", "identity", "kind"])
		.where("over_at", "is", null)
		.where("severity", "in", worse)
		.orderBy("id")
		.execute();
	const kinds = namesIn(alarm.kinds);
	const identities = namesIn(alarm.identities);
	const matching = rows.filter(
		({ kind, identity }) => (kinds?.has(kind) ?? true) && (identities?.has(identity) ?? true),
	);
	return new Set(matching.map(({ id }) => id));
}

/** Null for all. */
function namesIn(json: string | null): Set<string> | null {
	return json === null ? null : new Set(JSON.parse(json) as string[]);
}

/** What the alarm knows, with how it is now; a diagnosis that is kept no more is over. */
async function listKnown(db: Db, alarmId: number) {
	const rows = await db
		.selectFrom("alarm_diagnosis")
		.leftJoin("diagnosis", "diagnosis.id", "alarm_diagnosis.diagnosis_id")
		.select([
			"alarm_diagnosis.diagnosis_id",
			"alarm_diagnosis.seen_at",
			"alarm_diagnosis.told_at",
			"diagnosis.id",
			"diagnosis.over_at",
			"diagnosis.acknowledged_at",
		])
		.where("alarm_diagnosis.alarm_id", "=", alarmId)
		.orderBy("alarm_diagnosis.diagnosis_id")
		.execute();
	return rows.map(({ id, acknowledged_at, ...row }) => ({
		...row,
		isOver: id === null || row.over_at !== null,
		isAcknowledged: acknowledged_at !== null,
	}));
}
