import type { Evidence } from "../../api/schemas/diagnoses";
import type { Db } from "../../database/tables";
import type { RefusedHandshakeRow } from "../../database/tables/certificates";
import type { Moment } from "../../database/tables/columns";
import { type Asked, DAY, type Finding, HOUR, newest, type Rule, record } from "../finding";
import type { Words } from "../words";

/** A single one may be a key that changes just now. */
const MANY = 3;
/** Charge points try again within minutes, and some give up for longer. */
const KNOWN_LASTS = HOUR;
const UNKNOWN_LASTS = DAY;
/** Names that nobody knows are invented fast; more of them are in the list of refused handshakes. */
const MOST_UNKNOWN = 50;
/** Looks are a minute apart; somebody may have been refused while the CSMS was started anew. */
const RECENT = 2 * HOUR;
const WRONG = 401;
const UNKNOWN = 404;

/** Charge points that are not let in, and others that nobody has entered. */
export const handshakes: Rule = { kinds: ["handshake-refused", "unknown-charge-point"], find, due };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now, chargePoint } = asked;
	const rows = await db
		.selectFrom("refused_handshake")
		.selectAll()
		.where("identity", "=", identity)
		.where("status", "in", [WRONG, UNKNOWN])
		.where("last_at", ">", now - (chargePoint ? KNOWN_LASTS : UNKNOWN_LASTS))
		.orderBy("last_at", "desc")
		.orderBy("id", "desc")
		.execute();
	return chargePoint ? refused(asked, rows) : unknown(asked, rows);
}

/** It lasts while it goes on and the charge point has not come in from there since. */
async function refused({ db, identity }: Asked, all: readonly RefusedHandshakeRow[]): Promise<Finding[]> {
	const connection = await db
		.selectFrom("connection")
		.select(["connected_at", "disconnected_at", "address"])
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.executeTakeFirst();
	const isIn = connection !== undefined && connection.disconnected_at === null;
	const rows = all.filter(
		({ status, address, last_at }) =>
			status === WRONG &&
			!(connection && connection.address === address && connection.connected_at >= last_at),
	);
	const [latest] = rows;
	const count = countOf(rows);
	if (!latest || count < MANY) return [];
	// While the charge point itself is connected, it is another one that tries.
	const isForeign = isIn && latest.address !== connection.address;
	return [
		{
			kind: "handshake-refused",
			connectorId: null,
			subject: null,
			words: isForeign ? "handshakeForeign" : wordsOf(latest.reason),
			severity: isIn ? "warning" : "fault",
			...placeOf(rows),
			count,
			facts: { address: latest.address, reason: latest.reason, status: latest.status },
			evidence: newest(rows.map((row) => toEvidence(row))),
		},
	];
}

/** It lasts for a day, or until it is entered. */
function unknown(_: Asked, all: readonly RefusedHandshakeRow[]): Finding[] {
	const rows = all.filter(({ status }) => status === UNKNOWN);
	const [latest] = rows;
	const count = countOf(rows);
	if (!latest || count < MANY) return [];
	return [
		{
			kind: "unknown-charge-point",
			connectorId: null,
			subject: null,
			words: "unknownChargePoint",
			severity: "warning",
			...placeOf(rows),
			count,
			facts: { address: latest.address },
			evidence: newest(rows.map((row) => toEvidence(row))),
		},
	];
}

function placeOf(rows: readonly RefusedHandshakeRow[]): { since: Moment; last: Moment } {
	return {
		since: Math.min(...rows.map(({ first_at }) => first_at)),
		last: Math.max(...rows.map(({ last_at }) => last_at)),
	};
}

function countOf(rows: readonly RefusedHandshakeRow[]): number {
	return rows.reduce((sum, { count }) => sum + count, 0);
}

/** By the sentence that the handshake was refused with. */
function wordsOf(reason: string): Words {
	if (/\bTLS\b/.test(reason)) return "handshakeWithoutTls";
	if (/authenticate itself/.test(reason)) return "handshakeWithoutKey";
	return /certificate/i.test(reason) ? "handshakeCertificate" : "handshakeWrongKey";
}

function toEvidence(row: RefusedHandshakeRow): Evidence {
	return record("refused-handshake", {
		at: row.last_at,
		id: row.id,
		address: `/refused-handshakes?identity=${encodeURIComponent(row.identity)}`,
		facts: { address: row.address, status: row.status, reason: row.reason, count: row.count },
	});
}

async function due(db: Db, now: Moment): Promise<string[]> {
	const rows = await db
		.selectFrom("refused_handshake")
		.select(["identity", "status"])
		.where("last_at", ">", now - RECENT)
		.where("identity", "<>", "")
		.where("status", "in", [WRONG, UNKNOWN])
		.orderBy("last_at", "desc")
		.execute();
	const unknown = new Set(rows.filter(({ status }) => status === UNKNOWN).map(({ identity }) => identity));
	const known = rows.filter(({ status }) => status === WRONG).map(({ identity }) => identity);
	return [...new Set([...known, ...[...unknown].slice(0, MOST_UNKNOWN)])];
}
