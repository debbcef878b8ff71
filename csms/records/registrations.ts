import type {
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationState,
	RegistrationStatus,
} from "../api/schemas/drivers";
import type { NewOwnIdTag } from "../api/schemas/me";
import type { Db } from "../database/tables";
import type { AccountRow } from "../database/tables/accounts";
import type { RegistrationRow, UserRow } from "../database/tables/drivers";
import { timestamp, timestampOrNull } from "../moment";
import { Problem, TakenProblem } from "../problem";
import { hashToken, newClearText, newToken } from "../secrets";
import { accountKey, deleteAccount, findAccount } from "./accounts";
import { addIdTag, findIdTag, idTagKey, taken } from "./id-tags";
import { registrationOf } from "./own";
import { deleteTokens } from "./tokens";
import { addDriverAccount, addUser, changeUser, userOrProblem } from "./users";

/** Characters of an id that is given out: enough that nobody guesses one that charges. */
const GIVEN_ID_LENGTH = 10;

/** Registrations of one user that may wait for an answer at the same time. */
const MOST_PENDING = 10;

/**
 * Enters a driver with the id on the own card or one given out. Accepted at once: the id may charge. With
 * `passwordHash` the driver becomes a user with an account of the e-mail address. Throws a Problem when the id
 * is somebody's already, or the e-mail address has an account.
 */
export async function addRegistration(
	db: Db,
	{ name, email, idTag, consent }: NewRegistration,
	acceptAtOnce: boolean,
	passwordHash?: string,
): Promise<RegistrationReceipt> {
	const id = await freeIdTag(db, idTag);
	const person = { name: name.trim(), email };
	const userId = passwordHash === undefined ? null : await enterWithAccount(db, person, passwordHash);
	return register(db, { ...person, idTag: id, userId, label: null, consent: consent === true }, acceptAtOnce);
}

/** A card more for a user. Throws a Problem when it is somebody's already, or too many wait for an answer. */
export async function addOwnRegistration(
	db: Db,
	{ id: userId, name, email }: UserRow,
	{ idTag, label = null }: NewOwnIdTag,
	acceptAtOnce: boolean,
): Promise<Registration> {
	const pending = await db
		.selectFrom("registration")
		.select("id")
		.where("user_id", "=", userId)
		.where("status", "=", "Pending")
		.execute();
	if (pending.length >= MOST_PENDING) {
		throw new Problem(
			409,
			`${MOST_PENDING} of your cards wait for an answer; wait for it before you add more.`,
		);
	}
	const id = await freeIdTag(db, idTag);
	const entry = { name, email, idTag: id, userId, label: label?.trim() ?? null, consent: false };
	const receipt = await register(db, entry, acceptAtOnce);
	return withoutKey(receipt);
}

/**
 * Gives whoever holds the key of a registration an account of its e-mail address. Throws a Problem for an unknown
 * key, or when there is such an account.
 */
export async function addAccountOfRegistration(
	db: Db,
	statusKey: string,
	passwordHash: string,
): Promise<string> {
	const row = await registrationOfKey(db, statusKey);
	if (row.user_id !== null) {
		const account = await findAccount(db, row.email);
		if (account && (await rejectedUser(db, account))) await deleteAccount(db, account.account);
		await addDriverAccount(db, row.user_id, row.email, passwordHash);
	} else {
		const userId = await enterWithAccount(db, row, passwordHash);
		await db.updateTable("registration").set({ user_id: userId }).where("id", "=", row.id).execute();
	}
	return accountKey(row.email);
}

/** The number of the registration of a key. Throws a Problem for an unknown one. */
export async function registrationIdOf(db: Db, statusKey: string): Promise<number> {
	return (await registrationOfKey(db, statusKey)).id;
}

/** What operators may see of a registration: not the driver's key. */
export function withoutKey({ statusKey: _, ...registration }: RegistrationReceipt): Registration {
	return registration;
}

/** The newest first. */
export async function listRegistrations(
	db: Db,
	{ status, before, limit = 1000 }: { status?: RegistrationState; before?: number; limit?: number },
): Promise<Registration[]> {
	let query = db.selectFrom("registration").selectAll().orderBy("id", "desc").limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	if (status) query = query.where("status", "=", status);
	return (await query.execute()).map(toRegistration);
}

/** What the driver who holds the key may see. Throws a Problem for an unknown key. */
export async function readRegistrationStatus(db: Db, statusKey: string): Promise<RegistrationStatus> {
	const row = await registrationOfKey(db, statusKey);
	const account =
		row.user_id === null
			? undefined
			: await db
					.selectFrom("account")
					.select("account")
					.where("user_id", "=", row.user_id)
					.executeTakeFirst();
	return {
		name: row.name,
		idTag: row.id_tag,
		status: row.status,
		createdAt: timestamp(row.created_at),
		account: account?.account ?? null,
	};
}

/** From now on the id may charge, and the driver is a user. Throws a Problem for an unknown number or an id taken meanwhile. */
export async function acceptRegistration(db: Db, id: number): Promise<Registration> {
	const row = await registrationOrProblem(db, id);
	if (row.status === "Accepted") return toRegistration(row);
	const userId = row.user_id ?? (await addUser(db, row));
	await addIdTag(db, { idTag: row.id_tag, userId, label: row.label });
	await db.updateTable("registration").set({ user_id: userId }).where("id", "=", id).execute();
	return setStatus(db, id, "Accepted");
}

/** Throws a Problem for an unknown number or one accepted before. */
export async function rejectRegistration(db: Db, id: number): Promise<Registration> {
	const row = await registrationOrProblem(db, id);
	if (row.status === "Accepted") {
		throw new Problem(409, `Registration ${id} was accepted; block the id "${row.id_tag}" instead.`);
	}
	return setStatus(db, id, "Rejected");
}

/** Keeps a registration of an id that is free. */
async function register(
	db: Db,
	entry: {
		name: string;
		email: string;
		idTag: string;
		userId: number | null;
		label: string | null;
		consent: boolean;
	},
	acceptAtOnce: boolean,
): Promise<RegistrationReceipt> {
	const statusKey = newToken();
	const now = Date.now();
	const row = await db
		.insertInto("registration")
		.values({
			status_key_hash: hashToken(statusKey),
			name: entry.name,
			email: entry.email,
			id_tag: entry.idTag,
			id_tag_key: idTagKey(entry.idTag),
			status: "Pending",
			created_at: now,
			consent_at: entry.consent ? now : null,
			user_id: entry.userId,
			label: entry.label,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	const registration = acceptAtOnce ? await acceptRegistration(db, row.id) : toRegistration(row);
	return { ...registration, statusKey };
}

/**
 * A new user with an account. Whoever was rejected and never accepted has nothing to protect: the account goes to
 * whoever registers with its address again.
 */
async function enterWithAccount(
	db: Db,
	{ name, email }: { name: string; email: string },
	passwordHash: string,
): Promise<number> {
	const account = await findAccount(db, email);
	if (!account) return addUser(db, { name, email }, passwordHash);
	const user = await rejectedUser(db, account);
	if (!user) {
		throw new TakenProblem(
			"email",
			`There is already an account "${account.account}"; sign in and add the card there.`,
		);
	}
	await db.updateTable("registration").set({ user_id: null }).where("user_id", "=", user.id).execute();
	await deleteTokens(db, account.account);
	await changeUser(db, user.id, { name, email }, passwordHash);
	return user.id;
}

/** The driver of an account who was rejected and never accepted; undefined for any other account. */
async function rejectedUser(db: Db, { user_id }: AccountRow): Promise<UserRow | undefined> {
	if (user_id === null) return;
	const user = await userOrProblem(db, user_id);
	return (await registrationOf(db, user)) === "Rejected" ? user : undefined;
}

async function setStatus(db: Db, id: number, status: RegistrationState): Promise<Registration> {
	const row = await db
		.updateTable("registration")
		.set({ status })
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toRegistration(row);
}

/** The id as it was asked for, or a new one where none was. Throws a Problem when it is taken. */
async function freeIdTag(db: Db, wanted: string | undefined): Promise<string> {
	const given = wanted?.trim() ?? "";
	if (given === "") return newIdTag(db);
	if (await isTaken(db, given)) throw taken(given);
	return given;
}

/** An id is taken while it may charge, and while a registration waits for an answer. */
async function isTaken(db: Db, idTag: string): Promise<boolean> {
	if (await findIdTag(db, idTag)) return true;
	const waiting = await db
		.selectFrom("registration")
		.select("id")
		.where("id_tag_key", "=", idTagKey(idTag))
		.where("status", "=", "Pending")
		.executeTakeFirst();
	return waiting !== undefined;
}

async function newIdTag(db: Db): Promise<string> {
	for (;;) {
		const idTag = newClearText(GIVEN_ID_LENGTH);
		if (!(await isTaken(db, idTag))) return idTag;
	}
}

async function registrationOfKey(db: Db, statusKey: string): Promise<RegistrationRow> {
	const row = await db
		.selectFrom("registration")
		.selectAll()
		.where("status_key_hash", "=", hashToken(statusKey))
		.executeTakeFirst();
	if (!row) throw new Problem(404, "There is no such registration.");
	return row;
}

async function registrationOrProblem(db: Db, id: number): Promise<RegistrationRow> {
	const row = await db.selectFrom("registration").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no registration ${id}.`);
	return row;
}

function toRegistration(row: RegistrationRow): Registration {
	return {
		id: row.id,
		name: row.name,
		email: row.email,
		idTag: row.id_tag,
		status: row.status,
		createdAt: timestamp(row.created_at),
		consentAt: timestampOrNull(row.consent_at),
		userId: row.user_id,
	};
}
