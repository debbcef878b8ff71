import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { describe, fingerprintOf, namesOf } from "../certificates/certificate";
import { isOwnName } from "../certificates/signing-request";
import type { Context } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import { findCertificate, keepCertificate } from "../records/certificates";
import { readSettings } from "../records/settings";

/** What OpenSSL says of a chain, for people; other codes stand as they are. */
const CHAIN_ERRORS: Readonly<Record<string, string>> = {
	CERT_HAS_EXPIRED: "has expired",
	CERT_NOT_YET_VALID: "is not valid yet",
	INVALID_PURPOSE: "is not for clients of TLS",
	DEPTH_ZERO_SELF_SIGNED_CERT: "is signed by itself and by no authority that is trusted here",
	SELF_SIGNED_CERT_IN_CHAIN: "is signed by an authority that is not trusted here",
	UNABLE_TO_GET_ISSUER_CERT: "is signed by an authority that is not trusted here",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "is signed by an authority that is not trusted here",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "is signed by an authority that is not trusted here",
};
/** How often the use of a certificate is written down, ms. */
const USE_WRITTEN = 3_600_000;

/**
 * Checks the certificate that a charge point of profile 3 has shown (R-CS-15, A00.FR.403 to 407): its chain and
 * its dates, whose it is, and that nobody has revoked it. Answers a sentence, or undefined when it is good.
 */
export async function wrongCertificate(
	context: Context,
	socket: TLSSocket,
	row: ChargePointRow,
): Promise<string | undefined> {
	const certificate = socket.getPeerX509Certificate();
	if (!certificate) return "This charge point has to show a certificate.";
	if (!socket.authorized) {
		// Another process may have made the root just now: the next handshake knows it.
		await context.trust.refresh(context.store.db);
		return `The certificate ${chainError(socket)}.`;
	}
	const { db } = context.store;
	const { cpoName } = await readSettings(db, context.settings);
	const wrong = wrongNames(certificate, row, cpoName) ?? wrongDates(certificate);
	if (wrong !== undefined) return wrong;
	const known = await findCertificate(db, fingerprintOf(certificate));
	if (known && known.identity !== row.identity) return "The certificate belongs to another charge point.";
	if (known && known.revoked_at !== null) return "The certificate has been revoked.";
	const now = Date.now();
	if (now - (known?.last_used_at ?? 0) > USE_WRITTEN) {
		// Who connects with it has got it.
		const delivered =
			known?.delivery === "Waiting" ? ({ delivery: "Accepted", delivered_at: now } as const) : {};
		await context.store.write((trx) =>
			keepCertificate(trx, row.identity, describe(certificate), { last_used_at: now, ...delivered }),
		);
	}
}

function chainError({ authorizationError }: TLSSocket): string {
	// An Error by its type, a code in fact.
	const code = String(authorizationError);
	return CHAIN_ERRORS[code] ?? `cannot be verified (${code})`;
}

/** The organization is the CPO, the common name the serial number that the charge point has told, or its identity. */
function wrongNames(
	certificate: X509Certificate,
	row: ChargePointRow,
	cpoName: string | null,
): string | undefined {
	const organizations = namesOf(certificate, "O");
	if (cpoName !== null && !organizations.includes(cpoName)) {
		return `The certificate's organization is "${organizations.join(", ")}" and not the CPO "${cpoName}".`;
	}
	const names = namesOf(certificate, "CN");
	if (names.some((name) => isOwnName(name, requesterOf(row)))) return;
	return `The certificate belongs to another charge point, "${names.join(", ")}".`;
}

/** By which names a charge point is known here. */
export function requesterOf(row: ChargePointRow): { identity: string; serialNumbers: string[] } {
	const serialNumbers = [row.charge_point_serial_number, row.charge_box_serial_number];
	return { identity: row.identity, serialNumbers: serialNumbers.filter((serial) => serial !== null) };
}

/** A session of TLS that is taken up again was checked when it began. */
function wrongDates({ validTo }: X509Certificate): string | undefined {
	return Date.parse(validTo) < Date.now() ? "The certificate has expired." : undefined;
}
