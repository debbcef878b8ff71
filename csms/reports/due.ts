import { Cron } from "croner";
import type { Rhythm } from "../api/schemas/reports";
import type { Moment } from "../database/tables/columns";

/** The day of the rhythm, as cron writes it: each day, Mondays, the first of the month. */
const DAYS: Record<Rhythm, string> = { daily: "* * *", weekly: "* * 1", monthly: "1 * *" };

/**
 * When a report is due next after a moment: at `time` (HH:mm) of the site's clocks. A time that a change of the
 * clocks leaves out is due at their change, one that comes twice the first time.
 */
export function nextDue(rhythm: Rhythm, time: string, timeZone: string, after: Moment): Moment {
	const [hour, minute] = time.split(":").map(Number);
	const next = new Cron(`0 ${minute} ${hour} ${DAYS[rhythm]}`, { timezone: timeZone, paused: true }).nextRun(
		new Date(after),
	);
	if (!next) throw new Error(`There is no ${time} after ${after}`);
	return next.getTime();
}
