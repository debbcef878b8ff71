import type { Evidence } from "../../api/schemas/diagnoses";
import type { Db } from "../../database/tables";
import type { Moment } from "../../database/tables/columns";
import type { TransactionRow } from "../../database/tables/transactions";
import { openness } from "../../records/transactions";
import { type Asked, DAY, type Finding, HOUR, MINUTE, newest, type Rule, record } from "../finding";
import type { Words } from "../words";

/** A stop that waited in the charge point comes soon after it is back. */
const GRACE = 15 * MINUTE;
/** The largest battery is full by then, at the smallest current. */
const LONG = 48 * HOUR;
/** How long after it may have become remarkable a transaction is looked at without an event. */
const WATCHED = 2 * HOUR;

/** Transactions whose stop never came, and those that go on and on. */
export const transactions: Rule = { kinds: ["transaction-not-stopped", "transaction-long"], find, due };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now } = asked;
	const rows = await db
		.selectFrom("transaction")
		.selectAll()
		.where("identity", "=", identity)
		.where("stop", "is", null)
		.orderBy("id", "desc")
		.execute();
	const open = rows.filter((row) => openSince(row) !== null);
	const connectors = [...new Set(open.map(({ connector_id }) => connector_id))];
	const findings = connectors.map((connectorId) =>
		notStopped(
			asked,
			connectorId,
			open.filter((row) => row.connector_id === connectorId && now - openSince(row)! >= GRACE),
		),
	);
	const long = rows.filter((row) => openSince(row) === null && now - row.start >= LONG);
	return [...findings, ...long.map((row) => goingOn(row))].filter((finding) => finding !== undefined);
}

/** One for each connector, however many there are: each of them has to be closed by hand. */
function notStopped(_: Asked, connectorId: number, open: readonly TransactionRow[]): Finding | undefined {
	const [latest] = open;
	if (!latest) return;
	const moments = open.map((row) => openSince(row)!);
	return {
		kind: "transaction-not-stopped",
		connectorId,
		subject: null,
		words: wordsOf(latest),
		severity: "warning",
		since: Math.min(...moments),
		last: Math.max(...moments),
		count: open.length,
		facts: { transactionId: latest.id, idTag: latest.id_tag, connectorId },
		evidence: newest(open.map(toEvidence)),
	};
}

function goingOn(row: TransactionRow): Finding {
	return {
		kind: "transaction-long",
		connectorId: row.connector_id,
		subject: String(row.id),
		words: "transactionLong",
		severity: "warning",
		since: row.start,
		last: row.last_energy_at ?? row.start,
		count: 1,
		facts: { transactionId: row.id, idTag: row.id_tag, connectorId: row.connector_id },
		evidence: [toEvidence(row)],
	};
}

/** Since when it must have ended; null while it runs. */
function openSince(row: TransactionRow): Moment | null {
	return openness(row)?.since ?? null;
}

function wordsOf(row: TransactionRow): Words {
	switch (openness(row)?.reason) {
		case "NewerTransaction":
			return "openSuperseded";
		case "Boot":
			return "openSinceBoot";
		case "Silence":
			return "openInSilence";
		default:
			return "openWhileAvailable";
	}
}

function toEvidence(row: TransactionRow): Evidence {
	return record("transaction", {
		at: openSince(row) ?? row.start,
		id: row.id,
		address: `/transactions/${row.id}`,
		facts: { idTag: row.id_tag, connectorId: row.connector_id, openReason: row.open_reason },
	});
}

async function due(db: Db, now: Moment): Promise<string[]> {
	const rows = await db
		.selectFrom("transaction")
		.select("identity")
		.distinct()
		.where("stop", "is", null)
		.where(({ or, and, eb }) =>
			or([
				eb("open_since", ">", now - GRACE - WATCHED),
				eb("superseded_at", ">", now - GRACE - WATCHED),
				and([eb("start", "<=", now - LONG), eb("start", ">", now - LONG - DAY)]),
			]),
		)
		.execute();
	return rows.map(({ identity }) => identity);
}
