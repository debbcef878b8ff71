import type { IssuedToken, NewToken, Role, Token } from "../api/schemas/accounts";
import type { Db } from "../database/tables";
import type { TokenRow } from "../database/tables/accounts";
import { momentOrNull, timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { hashToken, newToken } from "../secrets";
import { includes, lesserRole } from "./roles";

/** What a token begins with, so that scanners for lost secrets know it. */
const PREFIX = "csms_";
/** Tokens of one account. */
const MOST = 100;
/** Milliseconds in which the use of a token is noted at most once. */
const USE_INTERVAL = 60_000;

/** Makes a token of an account, whose secret is in the answer alone. Throws a Problem for a role beyond the account's. */
export async function addToken(
	db: Db,
	{ account, role: most }: { account: string; role: Role },
	{ name, role = most, expiresAt = null }: NewToken,
): Promise<IssuedToken> {
	if (!includes(most, role))
		throw new Problem(403, `An account of the role ${most} has no tokens of ${role}.`);
	const expires = momentOrNull(expiresAt);
	if (expires !== null && expires <= Date.now()) throw new Problem(400, "The expiresAt is over already.");
	const { count } = await db
		.selectFrom("token")
		.select((select) => select.fn.countAll<number | string>().as("count"))
		.where("account", "=", account)
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST) throw new Problem(409, `"${account}" has ${MOST} tokens; delete one first.`);
	const token = PREFIX + newToken();
	const row = await db
		.insertInto("token")
		.values({
			token_hash: hashToken(token),
			account,
			name: name.trim(),
			role,
			created_at: Date.now(),
			expires_at: expires,
			last_used_at: null,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return { ...toToken(row), token };
}

/** The newest first. */
export async function listTokens(db: Db, account: string): Promise<Token[]> {
	const rows = await db
		.selectFrom("token")
		.selectAll()
		.where("account", "=", account)
		.orderBy("id", "desc")
		.execute();
	return rows.map(toToken);
}

/** Throws a Problem when there is no such token, or none of `account` where one is given. */
export async function deleteToken(db: Db, id: number, account: string | undefined): Promise<void> {
	let query = db.deleteFrom("token").where("id", "=", id);
	if (account !== undefined) query = query.where("account", "=", account);
	const deleted = await query.returning("id").executeTakeFirst();
	if (!deleted) throw new Problem(404, `There is no token ${id}.`);
}

/** Deletes all tokens of an account. */
export async function deleteTokens(db: Db, account: string): Promise<void> {
	await db.deleteFrom("token").where("account", "=", account).execute();
}

/** Whose a bearer token is and what it may now; `unnoted`: its use is to be noted. */
export async function findToken(db: Db, token: string) {
	const now = Date.now();
	const row = await db
		.selectFrom("token")
		.innerJoin("account", "account.account", "token.account")
		.select([
			"token.id",
			"token.name",
			"token.role",
			"token.last_used_at",
			"account.account",
			"account.role as account_role",
			"account.user_id",
		])
		.where("token.token_hash", "=", hashToken(token))
		.where((where) => where.or([where("token.expires_at", "is", null), where("token.expires_at", ">", now)]))
		.executeTakeFirst();
	const role = row && lesserRole(row.role, row.account_role);
	if (!row || !role) return;
	const unnoted = row.last_used_at === null || row.last_used_at < now - USE_INTERVAL;
	return { id: row.id, account: row.account, role, name: row.name, userId: row.user_id, unnoted };
}

/** Notes that a token is used now. */
export async function recordTokenUse(db: Db, id: number): Promise<void> {
	await db.updateTable("token").set({ last_used_at: Date.now() }).where("id", "=", id).execute();
}

function toToken(row: TokenRow): Token {
	return {
		id: row.id,
		account: row.account,
		name: row.name,
		role: row.role,
		createdAt: timestamp(row.created_at),
		expiresAt: timestampOrNull(row.expires_at),
		lastUsedAt: timestampOrNull(row.last_used_at),
	};
}
