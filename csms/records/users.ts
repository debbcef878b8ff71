import { type SqlBool, sql } from "kysely";
import type { NewUser, User, UserChange } from "../api/schemas/users";
import type { Db } from "../database/tables";
import type { AccountRow } from "../database/tables/accounts";
import type { IdTagRow, UserRow } from "../database/tables/drivers";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { accountKey, addAccount, changeAccount } from "./accounts";
import { toIdTag } from "./id-tags";
import { noteIdTagChange } from "./local-list-dues";
import { contains } from "./search";
import { accountHash } from "./sign-in-tries";
import { totalsOfUsers, type UserTotals } from "./totals";

const NOTHING: UserTotals = { transactions: 0, energyWh: 0, lastStart: null };

/** Enters a driver; with `passwordHash` also an account of the e-mail address. */
export async function addUser(
	db: Db,
	{ name, email, language }: Pick<NewUser, "name" | "email" | "language">,
	passwordHash?: string,
): Promise<number> {
	const { id } = await db
		.insertInto("user")
		.values({ name: name.trim(), email, language: language ?? null, created_at: Date.now() })
		.returning("id")
		.executeTakeFirstOrThrow();
	if (passwordHash !== undefined) await addDriverAccount(db, id, email, passwordHash);
	return id;
}

/** Throws a Problem when the e-mail address has an account already. */
export async function addDriverAccount(
	db: Db,
	userId: number,
	email: string,
	passwordHash: string,
): Promise<void> {
	await addAccount(db, { account: email, role: "driver", passwordHash, userId });
}

export interface UserFilter {
	/** In the name or the e-mail address. */
	search?: string;
	before?: number;
	limit?: number;
}

/** The newest first. */
export async function listUsers(db: Db, { search, before, limit = 100 }: UserFilter): Promise<User[]> {
	let query = db.selectFrom("user").selectAll().orderBy("id", "desc").limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	if (search !== undefined) {
		query = query.where(({ or }) => or([contains("name", search), contains("email", search)]));
	}
	return withBelongings(db, await query.execute());
}

/** Throws a Problem without such a user. */
export async function readUser(db: Db, userId: number): Promise<User> {
	const [user] = await withBelongings(db, [await userOrProblem(db, userId)]);
	return user;
}

/**
 * A new name goes to the user's ids, a new e-mail address to the account; a new password makes an account
 * where there was none, and ends the sessions of one that was there but `keptSession`. Throws a Problem
 * without such a user or when another account has the address.
 */
export async function changeUser(
	db: Db,
	userId: number,
	change: Omit<UserChange, "password">,
	passwordHash?: string,
	keptSession: number | null = null,
): Promise<void> {
	const row = await userOrProblem(db, userId);
	const name = change.name?.trim() ?? row.name;
	const email = change.email ?? row.email;
	const language = change.language === undefined ? row.language : change.language;
	await db.updateTable("user").set({ name, email, language }).where("id", "=", userId).execute();
	if (name !== row.name) {
		await db
			.updateTable("id_tag")
			.set({ user_name: name })
			.where("user_id", "=", userId)
			.where("user_name", "=", row.name)
			.execute();
	}
	const account = await findAccountOfUser(db, userId);
	if (account && accountKey(email) !== account.account) await rename(db, account, email);
	if (passwordHash === undefined) return;
	if (account) await changeAccount(db, email, { passwordHash }, keptSession);
	else await addDriverAccount(db, userId, email, passwordHash);
}

/**
 * Forgets a person: name, e-mail address, account, ids and registrations. The transactions stay, with the
 * numbers of the cards and without whose they were; in the audit the account is but a number. Throws a Problem
 * without such a user.
 */
export async function deleteUser(db: Db, userId: number): Promise<void> {
	const row = await userOrProblem(db, userId);
	const account = await findAccountOfUser(db, userId);
	const keys = (await db.selectFrom("id_tag").select("key").where("user_id", "=", userId).execute()).map(
		({ key }) => key,
	);
	await db
		.updateTable("transaction")
		.set({ user_name: null, user_id: null })
		.where((where) =>
			where.or([
				where("user_id", "=", userId),
				// Charged before the card was given to the user.
				...(keys.length > 0
					? [where.and([where("id_tag_key", "in", keys), where("user_name", "=", row.name)])]
					: []),
			]),
		)
		.execute();
	await db.deleteFrom("id_tag").where("user_id", "=", userId).execute();
	if (keys.length > 0) await noteIdTagChange(db);
	await db
		.deleteFrom("registration")
		.where((where) =>
			where.or([
				where("user_id", "=", userId),
				sql<SqlBool>`lower(email) = ${row.email.toLowerCase()} and user_id is null`,
			]),
		)
		.execute();
	if (account) await forgetAccount(db, account.account, `deleted-user-${userId}`);
	await db.deleteFrom("user").where("id", "=", userId).execute();
}

/** Throws a Problem without such a user. */
export async function userOrProblem(db: Db, userId: number): Promise<UserRow> {
	const row = await db.selectFrom("user").selectAll().where("id", "=", userId).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no user ${userId}.`);
	return row;
}

function findAccountOfUser(db: Db, userId: number): Promise<AccountRow | undefined> {
	return db.selectFrom("account").selectAll().where("user_id", "=", userId).executeTakeFirst();
}

/** The account, its sessions and its tokens get the new name. */
async function rename(db: Db, { account }: AccountRow, email: string): Promise<void> {
	const name = accountKey(email);
	const taken = await db
		.selectFrom("account")
		.select("account")
		.where("account", "=", name)
		.executeTakeFirst();
	if (taken) throw new Problem(409, `There is already an account "${name}".`);
	await db.updateTable("account").set({ account: name }).where("account", "=", account).execute();
}

/** An account's name is the driver's e-mail address, so it leaves the records with the driver. */
async function forgetAccount(db: Db, account: string, substitute: string): Promise<void> {
	const paths = [account, encodeURIComponent(account)].map((name) => `/api/v1/accounts/${name}`);
	await db.deleteFrom("account").where("account", "=", account).execute();
	await db.deleteFrom("sign_in_try").where("account", "=", accountHash(account)).execute();
	await db.updateTable("command").set({ account: substitute }).where("account", "=", account).execute();
	await db.updateTable("audit").set({ account: substitute }).where("account", "=", account).execute();
	await db
		.updateTable("audit")
		.set({ path: `/api/v1/accounts/${substitute}` })
		.where((where) =>
			where.or([
				where("path", "in", paths),
				...paths.map((path) => sql<SqlBool>`substr(path, 1, ${path.length + 1}) = ${`${path}/`}`),
			]),
		)
		.execute();
}

/** Adds to each user the account, the ids and the totals. */
async function withBelongings(db: Db, rows: readonly UserRow[]): Promise<User[]> {
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const accounts = await db
		.selectFrom("account")
		.select(["account", "user_id"])
		.where("user_id", "in", ids)
		.execute();
	const idTags = await db
		.selectFrom("id_tag")
		.selectAll()
		.where("user_id", "in", ids)
		.orderBy("key")
		.execute();
	const totals = await totalsOfUsers(db, ids);
	const accountOf = new Map(accounts.map(({ account, user_id }) => [user_id, account]));
	const idTagsOf = new Map<number, IdTagRow[]>(ids.map((id) => [id, []]));
	for (const row of idTags) idTagsOf.get(row.user_id!)!.push(row);
	return rows.map((row) => {
		const { transactions, energyWh, lastStart } = totals.get(row.id) ?? NOTHING;
		return {
			userId: row.id,
			name: row.name,
			email: row.email,
			language: row.language,
			createdAt: timestamp(row.created_at),
			account: accountOf.get(row.id) ?? null,
			idTags: idTagsOf.get(row.id)!.map(toIdTag),
			transactions,
			energyWh,
			lastStart: timestampOrNull(lastStart),
		};
	});
}
