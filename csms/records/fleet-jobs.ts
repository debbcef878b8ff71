import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";

/** Whether a job is due, as far as is known before it is claimed. */
export async function isJobDue(db: Db, name: string, now: Moment): Promise<boolean> {
	const row = await db.selectFrom("fleet_job").select("due_at").where("name", "=", name).executeTakeFirst();
	return row === undefined || row.due_at <= now;
}

/** Claims a run of a job that is due; false when another process was quicker. */
export async function claimJob(db: Db, name: string, now: Moment, interval: number): Promise<boolean> {
	if (!(await isJobDue(db, name, now))) return false;
	const due_at = now + interval;
	await db
		.insertInto("fleet_job")
		.values({ name, due_at })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ due_at }))
		.execute();
	return true;
}
