import type { AccountRecord, Role, Session } from "../api/schemas/accounts";
import type { Db } from "../database/tables";
import type { AccountRow } from "../database/tables/accounts";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { hashToken, newToken } from "../secrets";

/** Hours until a signed-in person signs in again. */
export const SESSION_HOURS = 12;

/** Account names compare without regard to case. */
export function accountKey(account: string): string {
	return account.toLowerCase();
}

export function findAccount(db: Db, account: string): Promise<AccountRow | undefined> {
	return db.selectFrom("account").selectAll().where("account", "=", accountKey(account)).executeTakeFirst();
}

export async function listAccounts(db: Db): Promise<AccountRecord[]> {
	return (await db.selectFrom("account").selectAll().orderBy("account").execute()).map(toAccount);
}

/** Throws a Problem when the name is taken. */
export async function addAccount(
	db: Db,
	{ account, role, passwordHash }: { account: string; role: Role; passwordHash: string },
): Promise<AccountRecord> {
	if (await findAccount(db, account)) throw new Problem(409, `There is already an account "${account}".`);
	const row = await db
		.insertInto("account")
		.values({ account: accountKey(account), role, password_hash: passwordHash, created_at: Date.now() })
		.returningAll()
		.executeTakeFirstOrThrow();
	return toAccount(row);
}

/** A new password ends the account's sessions. Throws a Problem without such an account. */
export async function changeAccount(
	db: Db,
	account: string,
	{ role, passwordHash }: { role?: Role; passwordHash?: string },
): Promise<AccountRecord> {
	const row = await accountOrProblem(db, account);
	if (role !== undefined && role !== "administrator") await keepAdministrator(db, row);
	if (passwordHash !== undefined) {
		await db.deleteFrom("session").where("account", "=", row.account).execute();
	}
	const changed = await db
		.updateTable("account")
		.set({ role: role ?? row.role, password_hash: passwordHash ?? row.password_hash })
		.where("account", "=", row.account)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toAccount(changed);
}

/** Its sessions end with it. Throws a Problem without such an account. */
export async function deleteAccount(db: Db, account: string): Promise<void> {
	const row = await accountOrProblem(db, account);
	await keepAdministrator(db, row);
	await db.deleteFrom("account").where("account", "=", row.account).execute();
}

/** The cookie of a new session. */
export async function openSession(db: Db, account: string): Promise<string> {
	const token = newToken();
	const now = Date.now();
	await db.deleteFrom("session").where("expires_at", "<=", now).execute();
	await db
		.insertInto("session")
		.values({ token_hash: hashToken(token), account, expires_at: now + SESSION_HOURS * 3_600_000 })
		.execute();
	return token;
}

export function findSession(db: Db, token: string): Promise<Session | undefined> {
	return db
		.selectFrom("session")
		.innerJoin("account", "account.account", "session.account")
		.select(["account.account", "account.role"])
		.where("session.token_hash", "=", hashToken(token))
		.where("session.expires_at", ">", Date.now())
		.executeTakeFirst();
}

export async function closeSession(db: Db, token: string): Promise<void> {
	await db.deleteFrom("session").where("token_hash", "=", hashToken(token)).execute();
}

async function accountOrProblem(db: Db, account: string): Promise<AccountRow> {
	const row = await findAccount(db, account);
	if (!row) throw new Problem(404, `There is no account "${account}".`);
	return row;
}

/** Throws a Problem when `row` is the only administrator, without whom nobody could give rights again. */
async function keepAdministrator(db: Db, row: AccountRow): Promise<void> {
	if (row.role !== "administrator") return;
	const other = await db
		.selectFrom("account")
		.select("account")
		.where("role", "=", "administrator")
		.where("account", "!=", row.account)
		.executeTakeFirst();
	if (!other) throw new Problem(409, "The last administrator must stay one.");
}

function toAccount(row: AccountRow): AccountRecord {
	return { account: row.account, role: row.role, createdAt: timestamp(row.created_at) };
}
