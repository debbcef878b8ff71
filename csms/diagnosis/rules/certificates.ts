import type { Db } from "../../database/tables";
import type { ChargePointCertificateRow } from "../../database/tables/certificates";
import type { Moment } from "../../database/tables/columns";
import { type Asked, DAY, episodes, type Finding, type Rule, record } from "../finding";

/** The CSMS asks for a renewal three weeks before the end, once a day: after a week of that it is a person's turn. */
const EXPIRING = 14 * DAY;
/** With a certificate, and nothing else, charge points of this profile connect. */
const PROFILE = 3;

/** Certificates by which charge points connect, and soon or already cannot any more. */
export const certificates: Rule = { kinds: ["certificate-expiring", "certificate-invalid"], find, due };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, chargePoint, now } = asked;
	if (chargePoint?.security_profile !== PROFILE) return [];
	const rows = await db
		.selectFrom("charge_point_certificate")
		.selectAll()
		.where("identity", "=", identity)
		.where(({ or, eb }) => or([eb("last_used_at", "is not", null), eb("delivery", "=", "Accepted")]))
		.orderBy("not_after", "desc")
		.orderBy("id", "desc")
		.execute();
	const valid = rows.filter(({ revoked_at }) => revoked_at === null);
	// The one that is good for the longest is the one that counts, and of revoked ones the newest.
	const [row = rows.at(0)] = valid;
	if (!row) return [];
	if (row.revoked_at !== null) return [toFinding(asked, row, "revoked", row.revoked_at)];
	if (row.not_after <= now) return [toFinding(asked, row, "expired", row.not_after)];
	return row.not_after - now <= EXPIRING ? [toFinding(asked, row, "expiring", row.not_after - EXPIRING)] : [];
}

function toFinding(
	{ known, now, identity }: Asked,
	row: ChargePointCertificateRow,
	state: "revoked" | "expired" | "expiring",
	since: Moment,
): Finding {
	const kind = state === "expiring" ? "certificate-expiring" : "certificate-invalid";
	return {
		kind,
		connectorId: null,
		subject: null,
		words:
			state === "revoked"
				? "certificateRevoked"
				: state === "expired"
					? "certificateExpired"
					: "certificateExpiring",
		severity: state === "expiring" ? "warning" : "fault",
		since: Math.min(since, now),
		last: Math.min(since, now),
		count: episodes(known(kind)),
		facts: { serialNumber: row.serial_number, days: Math.max(0, Math.floor((row.not_after - now) / DAY)) },
		evidence: [
			record("certificate", {
				at: row.not_after,
				id: row.id,
				address: `/charge-points/${encodeURIComponent(identity)}/certificates`,
				facts: { serialNumber: row.serial_number, subject: row.subject, revokedBy: row.revoked_by },
			}),
		],
	};
}

async function due(db: Db, now: Moment): Promise<string[]> {
	const rows = await db
		.selectFrom("charge_point_certificate")
		.innerJoin("charge_point", "charge_point.identity", "charge_point_certificate.identity")
		.select("charge_point.identity")
		.distinct()
		.where("security_profile", "=", PROFILE)
		.where("not_after", "<=", now + EXPIRING)
		.execute();
	return rows.map(({ identity }) => identity);
}
