import type { OpenSession, Role } from "../api/schemas/accounts";
import type { Db } from "../database/tables";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { hashToken, newToken } from "../secrets";

/** Hours until somebody signs in again, however often the session is used. Drivers change nothing of others. */
const STAFF_HOURS = 12;
const DRIVER_HOURS = 30 * 24;
/** Characters of a browser's description of itself that are kept. */
const USER_AGENT = 200;

/** Hours that a session of that role lasts. */
export function sessionHours(role: Role): number {
	return role === "driver" ? DRIVER_HOURS : STAFF_HOURS;
}

/** The cookie of a new session; one that the browser had before ends. */
export async function openSession(
	db: Db,
	account: { account: string; role: Role },
	from: { address: string; userAgent: string },
	before: string | undefined,
): Promise<string> {
	const token = newToken();
	const now = Date.now();
	await db.deleteFrom("session").where("expires_at", "<=", now).execute();
	if (before !== undefined) {
		await db.deleteFrom("session").where("token_hash", "=", hashToken(before)).execute();
	}
	await db
		.insertInto("session")
		.values({
			token_hash: hashToken(token),
			account: account.account,
			created_at: now,
			expires_at: now + sessionHours(account.role) * 3_600_000,
			address: from.address,
			user_agent: from.userAgent.slice(0, USER_AGENT),
		})
		.execute();
	return token;
}

/** The session of a cookie that is still open, and whose it is. */
export function findSession(db: Db, token: string) {
	return db
		.selectFrom("session")
		.innerJoin("account", "account.account", "session.account")
		.select(["session.id as sessionId", "account.account", "account.role", "account.user_id as userId"])
		.where("session.token_hash", "=", hashToken(token))
		.where("session.expires_at", ">", Date.now())
		.executeTakeFirst();
}

/** The open sessions of an account, the newest first; `current` is the one that asks. */
export async function listSessions(db: Db, account: string, current: number | null): Promise<OpenSession[]> {
	const rows = await db
		.selectFrom("session")
		.selectAll()
		.where("account", "=", account)
		.where("expires_at", ">", Date.now())
		.orderBy("id", "desc")
		.execute();
	return rows.map((row) => ({
		id: row.id,
		createdAt: timestamp(row.created_at),
		expiresAt: timestamp(row.expires_at),
		address: row.address,
		userAgent: row.user_agent,
		current: row.id === current,
	}));
}

/** Throws a Problem when the account has no such session. */
export async function endSession(db: Db, account: string, id: number): Promise<void> {
	const ended = await db
		.deleteFrom("session")
		.where("account", "=", account)
		.where("id", "=", id)
		.returning("id")
		.executeTakeFirst();
	if (!ended) throw new Problem(404, `There is no session ${id} of "${account}".`);
}

/** Ends all sessions of an account but `kept`. */
export async function endSessions(db: Db, account: string, kept: number | null = null): Promise<void> {
	let query = db.deleteFrom("session").where("account", "=", account);
	if (kept !== null) query = query.where("id", "!=", kept);
	await query.execute();
}
