import type { AccountRecord, Role } from "../api/schemas/accounts";
import type { Db } from "../database/tables";
import type { AccountRow } from "../database/tables/accounts";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { endSessions } from "./sessions";

/** How records name the bearer of the token for scripts; no account is called so. */
export const TOKEN_ACCOUNT = "api-token";
/** How records name the CSMS itself, where no account has given a command; no account is called so. */
export const CSMS_ACCOUNT = "csms";

/** Account names compare without regard to case. */
export function accountKey(account: string): string {
	return account.toLowerCase();
}

/** By its name, whose case does not matter. */
export function findAccount(db: Db, account: string): Promise<AccountRow | undefined> {
	return db.selectFrom("account").selectAll().where("account", "=", accountKey(account)).executeTakeFirst();
}

/** Those of the people who run the CSMS; drivers' are with their users. */
export async function listAccounts(db: Db): Promise<AccountRecord[]> {
	const rows = await db
		.selectFrom("account")
		.selectAll()
		.where("role", "!=", "driver")
		.orderBy("account")
		.execute();
	return rows.map(toAccount);
}

interface NewAccountRow {
	account: string;
	role: Role;
	passwordHash: string;
	/** The driver whose account it is. */
	userId?: number;
}

/** Throws a Problem when the name is taken. */
export async function addAccount(
	db: Db,
	{ account, role, passwordHash, userId }: NewAccountRow,
): Promise<AccountRecord> {
	const isTaken = [TOKEN_ACCOUNT, CSMS_ACCOUNT].includes(accountKey(account));
	if (isTaken || (await findAccount(db, account))) {
		throw new Problem(409, `There is already an account "${account}".`);
	}
	const row = await db
		.insertInto("account")
		.values({
			account: accountKey(account),
			role,
			password_hash: passwordHash,
			created_at: Date.now(),
			user_id: userId ?? null,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return toAccount(row);
}

/**
 * A new password ends the account's sessions but `keptSession`. Throws a Problem without such an account, or
 * when a driver is to become something else.
 */
export async function changeAccount(
	db: Db,
	account: string,
	{ role, passwordHash }: { role?: Role; passwordHash?: string },
	keptSession: number | null = null,
): Promise<AccountRecord> {
	const row = await accountOrProblem(db, account);
	if (role !== undefined && row.role === "driver") {
		throw new Problem(409, `"${row.account}" is a driver's account; make another for other work.`);
	}
	if (role !== undefined && role !== "administrator") await keepAdministrator(db, row);
	if (passwordHash !== undefined) await endSessions(db, row.account, keptSession);
	const changed = await db
		.updateTable("account")
		.set({ role: role ?? row.role, password_hash: passwordHash ?? row.password_hash })
		.where("account", "=", row.account)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toAccount(changed);
}

/** Its sessions and tokens end with it. Throws a Problem without such an account. */
export async function deleteAccount(db: Db, account: string): Promise<void> {
	const row = await accountOrProblem(db, account);
	await keepAdministrator(db, row);
	await db.deleteFrom("account").where("account", "=", row.account).execute();
}

/** Throws a Problem without such an account. */
export async function accountOrProblem(db: Db, account: string): Promise<AccountRow> {
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
	return {
		account: row.account,
		role: row.role,
		createdAt: timestamp(row.created_at),
		userId: row.user_id,
	};
}
