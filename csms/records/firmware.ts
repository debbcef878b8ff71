import type { Firmware, FirmwareFields } from "../api/schemas/firmware";
import type { Db } from "../database/tables";
import type { FirmwareRow } from "../database/tables/files";
import { timestamp } from "../moment";
import { Problem } from "../problem";
import { completeFile, dropFile, type StoredFile } from "./stored-files";
import { hasOpenUpdate } from "./transfers";

/** An image and its file. */
export type FirmwareImage = FirmwareRow & Omit<StoredFile, "id">;

/** Enters an image whose file has come. */
export async function addFirmware(
	db: Db,
	file: StoredFile,
	fields: FirmwareFields & { fileName: string; account: string },
): Promise<Firmware> {
	await completeFile(db, file);
	const { id } = await db
		.insertInto("firmware")
		.values({
			file_id: file.id,
			name: fields.name,
			version: fields.version,
			charge_point_vendor: fields.chargePointVendor ?? null,
			charge_point_model: fields.chargePointModel ?? null,
			file_name: fields.fileName,
			signature: fields.signature ?? null,
			signing_certificate: fields.signingCertificate ?? null,
			account: fields.account,
			created_at: Date.now(),
		})
		.returning("id")
		.executeTakeFirstOrThrow();
	return toFirmware(await findFirmware(db, id));
}

/** Throws a Problem (404). */
export async function findFirmware(db: Db, id: number): Promise<FirmwareImage> {
	const image = await images(db).where("firmware.id", "=", id).executeTakeFirst();
	if (!image) throw new Problem(404, `There is no firmware ${id}.`);
	return image;
}

/** The newest first. */
export async function listFirmware(db: Db): Promise<Firmware[]> {
	return (await images(db).orderBy("firmware.id", "desc").execute()).map(toFirmware);
}

/** Throws a Problem: 404, or 409 while a charge point may still fetch it. Updates keep its name. */
export async function deleteFirmware(db: Db, id: number): Promise<void> {
	const image = await findFirmware(db, id);
	const identity = await hasOpenUpdate(db, id, Date.now());
	if (identity !== undefined) {
		throw new Problem(409, `${identity} has been told to fetch this firmware; delete it when that is over.`);
	}
	await db.deleteFrom("firmware").where("id", "=", id).execute();
	await dropFile(db, image.file_id);
}

function images(db: Db) {
	return db
		.selectFrom("firmware")
		.innerJoin("stored_file", "stored_file.id", "firmware.file_id")
		.selectAll("firmware")
		.select(["stored_file.size", "stored_file.sha256"])
		.$narrowType<{ sha256: string }>();
}

function toFirmware(image: FirmwareImage): Firmware {
	return {
		id: image.id,
		name: image.name,
		version: image.version,
		chargePointVendor: image.charge_point_vendor,
		chargePointModel: image.charge_point_model,
		fileName: image.file_name,
		size: image.size,
		sha256: image.sha256,
		signed: image.signature !== null,
		account: image.account,
		createdAt: timestamp(image.created_at),
	};
}
