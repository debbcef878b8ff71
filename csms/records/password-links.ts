import type { PasswordLink } from "../api/schemas/password-links";
import type { Db } from "../database/tables";
import type { AccountRow } from "../database/tables/accounts";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { hashToken, newToken } from "../secrets";
import { accountKey, changeAccount } from "./accounts";
import { userOrProblem } from "./users";

/** A link that works once; `path` is on this host. */
export interface NewPasswordLink extends PasswordLink {
	readonly path: string;
}

/** Milliseconds that a link works. */
const LIFE = 3_600_000;
/** Links of one driver that are sent by mail within that time: nobody's mailbox is to be filled. */
const MOST_BY_MAIL = 3;

/** Throws a Problem without such a user, or when it has no account. */
export async function makePasswordLink(db: Db, userId: number): Promise<NewPasswordLink> {
	const { email } = await userOrProblem(db, userId);
	const account = await db
		.selectFrom("account")
		.select("account")
		.where("user_id", "=", userId)
		.executeTakeFirst();
	if (!account) {
		throw new Problem(409, `The user ${userId} has no account yet; give it a password for "${email}" first.`);
	}
	return makeLink(db, userId, account.account);
}

/** For the driver of an account; undefined where there is none such, or too many links have been sent. */
export async function makeMailedLink(db: Db, email: string): Promise<NewPasswordLink | undefined> {
	const account = await db
		.selectFrom("account")
		.select(["account", "user_id"])
		.where("account", "=", accountKey(email))
		.executeTakeFirst();
	if (!account || account.user_id === null) return;
	const links = await db
		.selectFrom("password_link")
		.select("id")
		.where("user_id", "=", account.user_id)
		.where("created_at", ">", Date.now() - LIFE)
		.execute();
	if (links.length >= MOST_BY_MAIL) return;
	return makeLink(db, account.user_id, account.account);
}

/** Whose password the link is for. Throws a Problem when it does not work, or no more. */
export async function readPasswordLink(db: Db, key: string): Promise<PasswordLink> {
	const { account, expires_at } = await linkOrProblem(db, key);
	return { account, expiresAt: timestamp(expires_at) };
}

/**
 * Gives the driver of the link a new password: it and all other links of the driver end, and so do the sessions.
 * Answers the account. Throws a Problem when the link does not work, or no more.
 */
export async function usePasswordLink(db: Db, key: string, passwordHash: string): Promise<string> {
	const { account, user_id } = await linkOrProblem(db, key);
	await changeAccount(db, account, { passwordHash });
	await db.deleteFrom("password_link").where("user_id", "=", user_id).execute();
	return account;
}

async function makeLink(db: Db, userId: number, account: string): Promise<NewPasswordLink> {
	const key = newToken();
	const now = Date.now();
	await db.deleteFrom("password_link").where("expires_at", "<=", now).execute();
	await db
		.insertInto("password_link")
		.values({ key_hash: hashToken(key), user_id: userId, created_at: now, expires_at: now + LIFE })
		.execute();
	return { account, expiresAt: timestamp(now + LIFE), path: `/new-password/${key}` };
}

async function linkOrProblem(
	db: Db,
	key: string,
): Promise<{ account: AccountRow["account"]; user_id: number; expires_at: number }> {
	const row = await db
		.selectFrom("password_link")
		.innerJoin("account", "account.user_id", "password_link.user_id")
		.select(["account.account", "password_link.user_id", "password_link.expires_at"])
		.where("key_hash", "=", hashToken(key))
		.where("expires_at", ">", Date.now())
		.executeTakeFirst();
	if (!row) throw new Problem(404, "This link does not work any more; ask for a new one.");
	return row;
}
