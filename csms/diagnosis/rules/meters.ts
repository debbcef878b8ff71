import type { SampledValue } from "../../../modules/ocpp/types";
import type { DiagnosisKind, Evidence } from "../../api/schemas/diagnoses";
import type { Db } from "../../database/tables";
import type { ConnectorRow } from "../../database/tables/charge-points";
import type { TransactionRow } from "../../database/tables/transactions";
import { type Asked, type Finding, type Rule, record } from "../finding";
import { fallen, jumped, powerOfCurrents, type Reading, type Step, standing } from "../meter-checks";
import type { Words } from "../words";

/** Transactions of a connector that are looked at: the newest that can tell something decides. */
const LATEST = 3;
/** Newest meter values of each. */
const MOST_VALUES = 120;
/** Registers are rounded, Wh. */
const ROUNDING = 1;

/** Meters that stand still, run backwards, begin anew or jump. */
export const meters: Rule = {
	kinds: ["meter-stands-still", "meter-backwards", "meter-reset", "meter-jumps"],
	find,
	due,
};

interface Metered {
	transaction: TransactionRow;
	readings: readonly Reading[];
}

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity } = asked;
	const connectors = await db
		.selectFrom("connector")
		.selectAll()
		.where("identity", "=", identity)
		.where("connector_id", ">", 0)
		.orderBy("connector_id")
		.execute();
	const findings: (Finding | undefined)[] = [];
	for (const connector of connectors) {
		const transactions = await db
			.selectFrom("transaction")
			.selectAll()
			.where("identity", "=", identity)
			.where("connector_id", "=", connector.connector_id)
			.orderBy("start", "desc")
			.orderBy("id", "desc")
			.limit(LATEST)
			.execute();
		const metered: Metered[] = [];
		for (const transaction of transactions) {
			metered.push({ transaction, readings: await readingsOf(db, transaction) });
		}
		findings.push(
			stepFinding(asked, "meter-stands-still", metered, (one) => stoodStill(one, connector)),
			stepFinding(asked, "meter-backwards", metered, (one) =>
				canTell(one) ? (fallen(one.readings) ?? null) : undefined,
			),
			stepFinding(asked, "meter-jumps", metered, (one) =>
				canTell(one) ? (jumped(one.readings) ?? null) : undefined,
			),
			resetFinding(asked, transactions),
		);
	}
	return findings.filter((finding) => finding !== undefined);
}

const WORDS: Partial<Record<DiagnosisKind, Words>> = {
	"meter-stands-still": "meterStandsStill",
	"meter-backwards": "meterBackwards",
	"meter-jumps": "meterJumps",
};

/** What the newest transaction shows that can tell: a fault, or null for none. */
function stepFinding(
	{ known, now, identity }: Asked,
	kind: DiagnosisKind,
	metered: readonly Metered[],
	check: (one: Metered) => Step | null | undefined,
): Finding | undefined {
	for (const one of metered) {
		const { transaction } = one;
		const connectorId = transaction.connector_id;
		const before = known(kind, connectorId);
		const isSame = before?.facts.transactionId === transaction.id;
		const step = check(one);
		if (!step) {
			// Of a long transaction only the newest values are looked at, and what fell once has fallen.
			if (isSame && before.isOpen && kind !== "meter-stands-still")
				return keep(kind, connectorId, before, one);
			if (step === null) return;
			continue;
		}
		const { from, to } = step;
		const isAnew = before !== undefined && !isSame;
		return {
			kind,
			connectorId,
			subject: null,
			words: WORDS[kind]!,
			severity: "fault",
			since: before?.since ?? Math.min(from.at, now),
			last: Math.min(to.at, now),
			count: before ? before.count + (isAnew ? 1 : 0) : 1,
			facts: {
				transactionId: transaction.id,
				connectorId,
				fromWh: from.wh,
				toWh: to.wh,
				differenceWh: Math.abs(to.wh - from.wh),
				minutes: Math.round((to.at - from.at) / 60_000),
			},
			evidence: [
				...[to, from].map((reading) => readingEvidence(transaction, reading)),
				transactionEvidence(identity, transaction),
			],
		};
	}
}

function keep(
	kind: DiagnosisKind,
	connectorId: number,
	{ since, last, count, facts }: NonNullable<ReturnType<Asked["known"]>>,
	{ transaction }: Metered,
): Finding {
	const evidence = [transactionEvidence(transaction.identity, transaction)];
	return {
		kind,
		connectorId,
		subject: null,
		words: WORDS[kind]!,
		severity: "fault",
		since,
		last,
		count,
		facts,
		evidence,
	};
}

/** While it runs, the charge point has to say that the vehicle charges: one that pauses takes nothing. */
function stoodStill({ transaction, readings }: Metered, connector: ConnectorRow): Step | null | undefined {
	if (transaction.stop !== null) return standing(readings, false);
	if (connector.status !== "Charging") return;
	return standing(
		readings.filter(({ at }) => at >= connector.since),
		true,
	);
}

function canTell({ readings }: Metered): boolean {
	return readings.length >= 2;
}

/** The newest transaction begins below where the one before it ended. */
function resetFinding(
	{ known, now, identity }: Asked,
	[latest, before]: readonly TransactionRow[],
): Finding | undefined {
	if (!latest || !before) return;
	// What somebody has entered by hand is no reading.
	if (before.meter_stop === null || before.reason === null) return;
	const lost = before.meter_stop - latest.meter_start;
	if (lost <= ROUNDING) return;
	const connectorId = latest.connector_id;
	const earlier = known("meter-reset", connectorId);
	const isSame = earlier?.facts.transactionId === latest.id;
	return {
		kind: "meter-reset",
		connectorId,
		subject: null,
		words: "meterReset",
		severity: "warning",
		since: earlier?.since ?? Math.min(latest.start, now),
		last: Math.min(latest.start, now),
		count: earlier ? earlier.count + (isSame ? 0 : 1) : 1,
		facts: {
			transactionId: latest.id,
			connectorId,
			fromWh: before.meter_stop,
			toWh: latest.meter_start,
			differenceWh: lost,
		},
		evidence: [latest, before].map((row) => transactionEvidence(identity, row)),
	};
}

/** In the order of their timestamps, with the readings of start and stop at the ends. */
async function readingsOf(db: Db, transaction: TransactionRow): Promise<Reading[]> {
	const rows = await db
		.selectFrom("meter_value")
		.select(["id", "timestamp", "energy_wh", "power_w", "sampled_value"])
		.where("transaction_id", "=", transaction.id)
		.where("energy_wh", "is not", null)
		.orderBy("timestamp", "desc")
		.limit(MOST_VALUES)
		.execute();
	const values = rows
		.map((row) => ({
			id: row.id,
			at: row.timestamp,
			wh: row.energy_wh!,
			watts: row.power_w ?? powerOfCurrents(JSON.parse(row.sampled_value) as SampledValue[]),
		}))
		.toSorted((a, b) => a.at - b.at || a.id - b.id);
	const start = { at: transaction.start, wh: transaction.meter_start, watts: null };
	const { stop, meter_stop, reason } = transaction;
	const end =
		stop !== null && meter_stop !== null && reason !== null
			? [{ at: stop, wh: meter_stop, watts: null }]
			: [];
	return [...(rows.length < MOST_VALUES ? [start] : []), ...values, ...end];
}

function readingEvidence(transaction: TransactionRow, { at, wh, watts }: Reading): Evidence {
	const address = `/transactions/${transaction.id}/meter-values`;
	return record("meter-value", { at, id: null, address, facts: { energyWh: wh, powerW: watts } });
}

function transactionEvidence(identity: string, row: TransactionRow): Evidence {
	return record("transaction", {
		at: row.start,
		id: row.id,
		address: `/transactions/${row.id}`,
		facts: {
			identity,
			connectorId: row.connector_id,
			meterStart: row.meter_start,
			meterStop: row.meter_stop,
		},
	});
}

/** Meter values are no event: whatever runs is looked at now and then. */
async function due(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom("transaction")
		.select("identity")
		.distinct()
		.where("stop", "is", null)
		.where("superseded_at", "is", null)
		.where("open_since", "is", null)
		.execute();
	return rows.map(({ identity }) => identity);
}
