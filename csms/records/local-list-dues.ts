import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";

/** When which local list has to be looked after: kept in the database, so that any process goes on with it. */

/** The registered ids have changed: every list that follows them is due. */
export async function noteIdTagChange(db: Db): Promise<void> {
	await db
		.updateTable("local_list")
		.set({ due_at: Date.now() })
		.where("follows", "=", 1)
		.where("support", "in", ["Unknown", "Supported"])
		.where("due_at", "is", null)
		.execute();
}

/**
 * The charge point has booted, or been configured: it may have lost its list, or use it now. One that knows
 * no lists is not asked again.
 */
export async function askListAgain(db: Db, identity: string, now: Moment): Promise<void> {
	await db
		.updateTable("local_list")
		.set({ due_at: now, is_checked: 0, attempts: 0 })
		.where("identity", "=", identity)
		.where("follows", "=", 1)
		.where("support", "!=", "NotSupported")
		.execute();
}

/** A list that is due. */
export interface DueList {
	identity: string;
	/** The charge point did not answer: not yet, unless it has connected anew. */
	isPostponed: boolean;
}

/** The lists that are due since `since` or longer, were postponed, or whose update broke off. */
export async function listDueLists(db: Db, since: Moment, now: Moment): Promise<DueList[]> {
	const rows = await db
		.selectFrom("local_list")
		.select(["identity", "due_at", "claimed_until"])
		.where((where) =>
			where.or([
				where("due_at", "<=", since),
				where.and([where("due_at", "is not", null), where("attempts", ">", 0)]),
				where("claimed_until", "<=", now),
			]),
		)
		.orderBy("due_at")
		.execute();
	return rows.map(({ identity, due_at, claimed_until }) => ({
		identity,
		isPostponed: due_at !== null && due_at > since && claimed_until === null,
	}));
}

/** Takes a list for an update by this process alone, until a moment; false while another one has it. */
export async function claimList(db: Db, identity: string, now: Moment, until: Moment): Promise<boolean> {
	const claimed = await db
		.updateTable("local_list")
		.set({ claimed_until: until, due_at: null })
		.where("identity", "=", identity)
		.where((where) => where.or([where("claimed_until", "is", null), where("claimed_until", "<=", now)]))
		.returning("identity")
		.executeTakeFirst();
	return claimed !== undefined;
}

/** The update goes on. */
export async function keepClaim(db: Db, identity: string, until: Moment): Promise<void> {
	await db.updateTable("local_list").set({ claimed_until: until }).where("identity", "=", identity).execute();
}

/** The update has ended; `problem` says why the list is not in step. What has changed meanwhile stays due. */
export async function endClaim(db: Db, identity: string, problem: string | null): Promise<void> {
	await db
		.updateTable("local_list")
		.set({ claimed_until: null, problem, attempts: 0 })
		.where("identity", "=", identity)
		.execute();
}

/** No answer came: a list that follows is due again then. */
export async function postpone(
	db: Db,
	identity: string,
	problem: string,
	retryAt: (attempts: number) => Moment,
): Promise<void> {
	const row = await db
		.selectFrom("local_list")
		.select(["attempts", "follows"])
		.where("identity", "=", identity)
		.executeTakeFirstOrThrow();
	const attempts = row.attempts + 1;
	await db
		.updateTable("local_list")
		.set({ claimed_until: null, problem, attempts, due_at: row.follows ? retryAt(attempts) : null })
		.where("identity", "=", identity)
		.execute();
}
