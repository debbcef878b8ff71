import type { ChargingProfile } from "../../modules/ocpp/types";
import type { NewProfile, ProfileChange, StoredProfile } from "../api/schemas/charging-profiles";
import type { Db } from "../database/tables";
import type { ChargingProfileRow } from "../database/tables/charging-profiles";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { Problem } from "../problem";

/** By their numbers. */
export async function listProfiles(db: Db): Promise<StoredProfile[]> {
	const rows = await db.selectFrom("charging_profile").selectAll().orderBy("charging_profile_id").execute();
	return rows.map(toStoredProfile);
}

/** Throws a Problem without such a profile. */
export async function readProfile(db: Db, chargingProfileId: number): Promise<StoredProfile> {
	return toStoredProfile(await profileOrProblem(db, chargingProfileId));
}

/** A kept profile as OCPP sends it. Throws a Problem without such a profile. */
export async function readOcppProfile(db: Db, chargingProfileId: number): Promise<ChargingProfile> {
	return JSON.parse((await profileOrProblem(db, chargingProfileId)).profile) as ChargingProfile;
}

/** Keeps a profile that breaks no rule. Throws a Problem when its number is taken. */
export async function addProfile(
	db: Db,
	{ chargingProfileId, description, ...fields }: NewProfile,
	now: Moment,
): Promise<StoredProfile> {
	const number = chargingProfileId ?? (await nextNumber(db));
	const taken = await findProfile(db, number);
	if (taken) throw new Problem(409, `The chargingProfileId ${number} is already taken.`);
	const row = await db
		.insertInto("charging_profile")
		.values({
			charging_profile_id: number,
			description: description ?? null,
			profile: JSON.stringify({ chargingProfileId: number, ...fields }),
			created_at: now,
			changed_at: now,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return toStoredProfile(row);
}

/** What was sent before stays as it is in the charge points. Throws a Problem without such a profile. */
export async function changeProfile(
	db: Db,
	chargingProfileId: number,
	{ description, ...fields }: ProfileChange,
	now: Moment,
): Promise<StoredProfile> {
	const before = await profileOrProblem(db, chargingProfileId);
	const row = await db
		.updateTable("charging_profile")
		.set({
			description: description === undefined ? before.description : description,
			profile: JSON.stringify({ chargingProfileId, ...fields }),
			changed_at: now,
		})
		.where("charging_profile_id", "=", chargingProfileId)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toStoredProfile(row);
}

/** Throws a Problem without such a profile. */
export async function deleteProfile(db: Db, chargingProfileId: number): Promise<void> {
	await profileOrProblem(db, chargingProfileId);
	await db.deleteFrom("charging_profile").where("charging_profile_id", "=", chargingProfileId).execute();
}

function findProfile(db: Db, chargingProfileId: number): Promise<ChargingProfileRow | undefined> {
	return db
		.selectFrom("charging_profile")
		.selectAll()
		.where("charging_profile_id", "=", chargingProfileId)
		.executeTakeFirst();
}

async function profileOrProblem(db: Db, chargingProfileId: number): Promise<ChargingProfileRow> {
	const row = await findProfile(db, chargingProfileId);
	if (!row) throw new Problem(404, `There is no charging profile ${chargingProfileId}.`);
	return row;
}

/** One more than the greatest; below it when that is the greatest there can be. */
async function nextNumber(db: Db): Promise<number> {
	const rows = await db
		.selectFrom("charging_profile")
		.select("charging_profile_id")
		.orderBy("charging_profile_id", "desc")
		.execute();
	const taken = new Set(rows.map((row) => row.charging_profile_id));
	let number = (rows[0]?.charging_profile_id ?? 0) + 1;
	if (number > 0x7fffffff) for (number = 1; taken.has(number); ) number++;
	return number;
}

function toStoredProfile(row: ChargingProfileRow): StoredProfile {
	return {
		...(JSON.parse(row.profile) as Omit<StoredProfile, "description" | "createdAt" | "changedAt">),
		description: row.description,
		createdAt: timestamp(row.created_at),
		changedAt: timestamp(row.changed_at),
	};
}
