import type {
	CertificateRequest,
	ChargePointCertificate,
	NewestCertificate,
	RootCertificate,
} from "../api/schemas/certificates";
import type { Authority } from "../certificates/authority";
import { type Description, describe, readPem } from "../certificates/certificate";
import type { Db } from "../database/tables";
import type {
	CertificateRequestRow,
	ChargePointCertificateRow,
	KeyType,
} from "../database/tables/certificates";
import type { Moment } from "../database/tables/columns";
import { timestamp, timestampOrNull } from "../moment";

/** Requests of one charge point that are listed. */
const LISTED_REQUESTS = 20;

/** The root of that kind of key, with its private key. */
export async function findAuthority(db: Db, keyType: KeyType): Promise<Authority | undefined> {
	const row = await db
		.selectFrom("certificate_authority")
		.selectAll()
		.where("key_type", "=", keyType)
		.executeTakeFirst();
	return row && { keyType: row.key_type, certificate: row.certificate, privateKey: row.private_key };
}

/** Keeps a new authority, unless another process was faster; answers the one that counts. */
export async function addAuthority(
	db: Db,
	{ keyType, certificate, privateKey }: Authority,
): Promise<Authority> {
	await db
		.insertInto("certificate_authority")
		.values({ key_type: keyType, certificate, private_key: privateKey, created_at: Date.now() })
		.onConflict((conflict) => conflict.column("key_type").doNothing())
		.execute();
	return (await findAuthority(db, keyType))!;
}

/** The roots that sign here, PEM, without their keys. */
export async function listRoots(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom("certificate_authority")
		.select("certificate")
		.orderBy("key_type")
		.execute();
	return rows.map(({ certificate }) => certificate);
}

/** A root as the API has it. */
export function toRoot({ keyType, certificate }: Authority): RootCertificate {
	const { fingerprint, serialNumber, subject, notBefore, notAfter } = describe(readPem(certificate)[0]);
	return {
		keyType,
		fingerprint,
		serialNumber,
		subject,
		notBefore: timestamp(notBefore),
		notAfter: timestamp(notAfter),
		certificate,
	};
}

/** Keeps a SignCertificate and what it was answered; a reason when it was rejected. */
export async function addRequest(
	db: Db,
	identity: string,
	{ csr, reason, at }: { csr: string; reason: string | null; at: Moment },
): Promise<void> {
	const status = reason === null ? "Accepted" : "Rejected";
	await db
		.insertInto("certificate_request")
		.values({ identity, received_at: at, csr, status, reason })
		.execute();
}

/** The newest first. */
export async function listRequests(db: Db, identity: string): Promise<CertificateRequest[]> {
	const rows = await db
		.selectFrom("certificate_request")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(LISTED_REQUESTS)
		.execute();
	return rows.map(toRequest);
}

function toRequest(row: CertificateRequestRow): CertificateRequest {
	return {
		id: row.id,
		receivedAt: timestamp(row.received_at),
		status: row.status,
		reason: row.reason,
		csr: row.csr,
	};
}

/** By its fingerprint. */
export function findCertificate(db: Db, fingerprint: string): Promise<ChargePointCertificateRow | undefined> {
	return db
		.selectFrom("charge_point_certificate")
		.selectAll()
		.where("fingerprint", "=", fingerprint)
		.executeTakeFirst();
}

/** A certificate is not taken by its charge point for good. */
export async function endDelivery(db: Db, fingerprint: string): Promise<void> {
	await db
		.updateTable("charge_point_certificate")
		.set({ delivery: "Failed" })
		.where("fingerprint", "=", fingerprint)
		.where("delivery", "=", "Waiting")
		.execute();
}

/** What is known of a certificate besides what stands in it. */
type Knowledge = Partial<
	Pick<
		ChargePointCertificateRow,
		"certificate_chain" | "issued_at" | "delivery" | "delivered_at" | "last_used_at"
	>
>;

/** Keeps a charge point's certificate; of one that is known already the given fields change. */
export async function keepCertificate(
	db: Db,
	identity: string,
	description: Description,
	knowledge: Knowledge,
): Promise<void> {
	await db
		.insertInto("charge_point_certificate")
		.values({
			identity,
			fingerprint: description.fingerprint,
			serial_number: description.serialNumber,
			subject: description.subject,
			issuer: description.issuer,
			key_type: description.keyType,
			not_before: description.notBefore,
			not_after: description.notAfter,
			...knowledge,
		})
		.onConflict((conflict) =>
			conflict
				.column("fingerprint")
				.doUpdateSet(knowledge)
				.where("charge_point_certificate.identity", "=", identity),
		)
		.execute();
}

/** The newest first. */
export async function listCertificates(db: Db, identity: string): Promise<ChargePointCertificate[]> {
	const rows = await db
		.selectFrom("charge_point_certificate")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.execute();
	return rows.map(toCertificate);
}

/** The newest certificate of each charge point that has any, by the charge points' identities. */
export async function listNewestCertificates(db: Db): Promise<NewestCertificate[]> {
	const rows = await db
		.selectFrom("charge_point_certificate")
		.selectAll()
		.where("id", "in", (query) =>
			query
				.selectFrom("charge_point_certificate")
				.select((of) => of.fn.max("id").as("newest"))
				.groupBy("identity"),
		)
		.orderBy("identity")
		.execute();
	return rows.map((row) => ({ identity: row.identity, ...toCertificate(row) }));
}

/** Revokes a certificate of this charge point for good; undefined when it has none with that fingerprint. */
export async function revokeCertificate(
	db: Db,
	identity: string,
	fingerprint: string,
	account: string,
): Promise<ChargePointCertificate | undefined> {
	await db
		.updateTable("charge_point_certificate")
		.set({ revoked_at: Date.now(), revoked_by: account })
		.where("identity", "=", identity)
		.where("fingerprint", "=", fingerprint)
		.where("revoked_at", "is", null)
		.execute();
	const row = await findCertificate(db, fingerprint);
	return row?.identity === identity ? toCertificate(row) : undefined;
}

/** Signed certificates that are not revoked and that no charge point has answered yet, the oldest first. */
export function listWaiting(db: Db): Promise<ChargePointCertificateRow[]> {
	return db
		.selectFrom("charge_point_certificate")
		.selectAll()
		.where("delivery", "=", "Waiting")
		.where("revoked_at", "is", null)
		.orderBy("id")
		.execute();
}

/**
 * The newest usable certificate of each charge point of profile 3, where it ends before a moment and no
 * renewal has been asked for since another.
 */
export async function listExpiring(
	db: Db,
	{ endsBefore, notAskedSince }: { endsBefore: Moment; notAskedSince: Moment },
): Promise<ChargePointCertificateRow[]> {
	const rows = await db
		.selectFrom("charge_point_certificate")
		.innerJoin("charge_point", "charge_point.identity", "charge_point_certificate.identity")
		.selectAll("charge_point_certificate")
		.where("charge_point.security_profile", "=", 3)
		.where("revoked_at", "is", null)
		.where((where) => where.or([where("delivery", "is", null), where("delivery", "=", "Accepted")]))
		.orderBy("not_after", "desc")
		.execute();
	const newest = new Map<string, ChargePointCertificateRow>();
	for (const row of rows) if (!newest.has(row.identity)) newest.set(row.identity, row);
	return [...newest.values()].filter(
		({ not_after, renewal_asked_at }) => not_after < endsBefore && (renewal_asked_at ?? 0) < notAskedSince,
	);
}

/** Notes when the charge point was asked to renew the certificate. */
export async function recordRenewalAsked(db: Db, fingerprint: string, at: Moment): Promise<void> {
	await db
		.updateTable("charge_point_certificate")
		.set({ renewal_asked_at: at })
		.where("fingerprint", "=", fingerprint)
		.execute();
}

function toCertificate(row: ChargePointCertificateRow): ChargePointCertificate {
	return {
		fingerprint: row.fingerprint,
		serialNumber: row.serial_number,
		subject: row.subject,
		issuer: row.issuer,
		keyType: row.key_type,
		notBefore: timestamp(row.not_before),
		notAfter: timestamp(row.not_after),
		certificateChain: row.certificate_chain,
		issuedAt: timestampOrNull(row.issued_at),
		delivery: row.delivery,
		deliveredAt: timestampOrNull(row.delivered_at),
		lastUsedAt: timestampOrNull(row.last_used_at),
		revokedAt: timestampOrNull(row.revoked_at),
		revokedBy: row.revoked_by,
	};
}
