import type { CertificateHashData, CertificateUse } from "../../modules/ocpp/types";
import type { InstalledCertificate } from "../api/schemas/certificates";
import { describe, hashDataOf, readPem } from "../certificates/certificate";
import type { Db } from "../database/tables";
import type { InstalledCertificateRow } from "../database/tables/certificates";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";

/** The roots that a charge point keeps, as far as it has told. */
export async function listInstalled(db: Db, identity: string): Promise<InstalledCertificate[]> {
	const rows = await installedOf(db, identity);
	return rows.map((row) => {
		const description = row.certificate === null ? null : describe(readPem(row.certificate)[0]);
		return {
			certificateType: row.certificate_type,
			certificateHashData: toHashData(row),
			subject: description?.subject ?? null,
			notAfter: description && timestamp(description.notAfter),
			certificate: row.certificate,
			reportedAt: timestamp(row.reported_at),
		};
	});
}

/** A root was installed; one that is there already stays one. */
export async function addInstalled(
	db: Db,
	identity: string,
	certificateType: CertificateUse,
	{ hashData, certificate, at }: { hashData: CertificateHashData; certificate: string | null; at: Moment },
): Promise<void> {
	const same = (row: InstalledCertificateRow) =>
		row.certificate_type === certificateType && isSame(toHashData(row), hashData);
	await remove(db, (await installedOf(db, identity)).filter(same));
	await db
		.insertInto("installed_certificate")
		.values({
			identity,
			certificate_type: certificateType,
			hash_algorithm: hashData.hashAlgorithm,
			issuer_name_hash: hashData.issuerNameHash,
			issuer_key_hash: hashData.issuerKeyHash,
			serial_number: hashData.serialNumber,
			certificate,
			reported_at: at,
		})
		.execute();
}

/** What a charge point has told is all that it keeps for that use. */
export async function replaceInstalled(
	db: Db,
	identity: string,
	certificateType: CertificateUse,
	told: readonly CertificateHashData[],
	at: Moment,
): Promise<void> {
	const before = (await installedOf(db, identity)).filter((row) => row.certificate_type === certificateType);
	await remove(db, before);
	for (const hashData of told) {
		const certificate = await certificateOf(before, hashData);
		await addInstalled(db, identity, certificateType, { hashData, certificate, at });
	}
}

/** A root was deleted, for whatever use it was there. */
export async function removeInstalled(
	db: Db,
	identity: string,
	hashData: CertificateHashData,
): Promise<void> {
	const gone: InstalledCertificateRow[] = [];
	for (const row of await installedOf(db, identity)) {
		if ((await certificateOf([row], hashData)) !== null || isSame(toHashData(row), hashData)) gone.push(row);
	}
	await remove(db, gone);
}

function installedOf(db: Db, identity: string): Promise<InstalledCertificateRow[]> {
	return db
		.selectFrom("installed_certificate")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id")
		.execute();
}

async function remove(db: Db, rows: readonly InstalledCertificateRow[]): Promise<void> {
	if (rows.length === 0) return;
	const ids = rows.map(({ id }) => id);
	await db.deleteFrom("installed_certificate").where("id", "in", ids).execute();
}

/** The certificate that has these hashes, PEM; the charge point may count with another algorithm. */
async function certificateOf(
	rows: readonly InstalledCertificateRow[],
	hashData: CertificateHashData,
): Promise<string | null> {
	for (const { certificate } of rows) {
		if (certificate === null) continue;
		const own = await hashDataOf(readPem(certificate)[0], hashData.hashAlgorithm);
		if (own && isSame(own, hashData)) return certificate;
	}
	return null;
}

function toHashData(row: InstalledCertificateRow): CertificateHashData {
	return {
		hashAlgorithm: row.hash_algorithm,
		issuerNameHash: row.issuer_name_hash,
		issuerKeyHash: row.issuer_key_hash,
		serialNumber: row.serial_number,
	};
}

/** Hexadecimal digits compare without case, serial numbers also without leading zeros. */
function isSame(one: CertificateHashData, other: CertificateHashData): boolean {
	const text = ({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: CertificateHashData) =>
		[hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber.replace(/^0+(?=.)/, "")]
			.join(" ")
			.toLowerCase();
	return text(one) === text(other);
}
