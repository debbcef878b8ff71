import type {
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationState,
	RegistrationStatus,
} from "../api/schemas/drivers";
import type { Db } from "../database/tables";
import type { RegistrationRow } from "../database/tables/drivers";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { hashToken, newClearText, newToken } from "../secrets";
import { addIdTag, findIdTag, idTagKey, taken } from "./id-tags";

/** Characters of an id that is given out: enough that nobody guesses one that charges. */
const GIVEN_ID_LENGTH = 10;

/**
 * Enters a driver with the id on the own card or one given out. Accepted at once: the id may charge.
 * Throws a Problem when the id is somebody's already.
 */
export async function addRegistration(
	db: Db,
	{ name, email, idTag }: NewRegistration,
	acceptAtOnce: boolean,
): Promise<RegistrationReceipt> {
	const given = idTag?.trim() ?? "";
	if (given !== "" && (await isTaken(db, given))) throw taken(given);
	const statusKey = newToken();
	const id = given === "" ? await newIdTag(db) : given;
	const row = await db
		.insertInto("registration")
		.values({
			status_key_hash: hashToken(statusKey),
			name: name.trim(),
			email,
			id_tag: id,
			id_tag_key: idTagKey(id),
			status: "Pending",
			created_at: Date.now(),
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	const registration = acceptAtOnce ? await acceptRegistration(db, row.id) : toRegistration(row);
	return { ...registration, statusKey };
}

export async function listRegistrations(db: Db, status?: RegistrationState): Promise<Registration[]> {
	let query = db.selectFrom("registration").selectAll().orderBy("id", "desc");
	if (status) query = query.where("status", "=", status);
	return (await query.execute()).map(toRegistration);
}

/** What the driver who holds the key may see. Throws a Problem for an unknown key. */
export async function readRegistrationStatus(db: Db, statusKey: string): Promise<RegistrationStatus> {
	const row = await db
		.selectFrom("registration")
		.selectAll()
		.where("status_key_hash", "=", hashToken(statusKey))
		.executeTakeFirst();
	if (!row) throw new Problem(404, "There is no such registration.");
	return { name: row.name, idTag: row.id_tag, status: row.status, createdAt: timestamp(row.created_at) };
}

/** From now on the id may charge. Throws a Problem for an unknown number or an id taken meanwhile. */
export async function acceptRegistration(db: Db, id: number): Promise<Registration> {
	const row = await registrationOrProblem(db, id);
	if (row.status === "Accepted") return toRegistration(row);
	await addIdTag(db, { idTag: row.id_tag, user: row.name });
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

async function setStatus(db: Db, id: number, status: RegistrationState): Promise<Registration> {
	const row = await db
		.updateTable("registration")
		.set({ status })
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toRegistration(row);
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
	};
}
