import type { Drawn, Place } from "./ledger";

export interface MeterValue {
	timestamp: string;
	/** The energy register, Wh. */
	energyWh: number | null;
	/** As OCPP has it. */
	sampledValue: readonly unknown[];
}

/** A transaction as the CSMS has it. */
export interface Recorded extends Place {
	transactionId: number;
	idTag: string;
	meterStart: number;
	meterStop: number | null;
	reason: string | null;
	closedBy: string | null;
	/** Its meter values in the order of their timestamps. */
	values: readonly MeterValue[];
}

/** What the CSMS was told and could not bring together with what it had. */
export interface OddStop {
	identity: string;
	transactionId: number;
	why: string;
}

export interface Books {
	/** The registers of all connectors at the end; at the beginning they were 0. */
	meters: readonly (Place & { finalWh: number })[];
	/** Which id was used where. */
	attempts: ReadonlyMap<string, Place>;
	/** What each id has drawn. */
	drawn: readonly Drawn[];
	recorded: readonly Recorded[];
	oddStops: readonly OddStop[];
}

export interface Account {
	/** Wh by the meters. */
	metered: number;
	/** Wh of the transactions. */
	recorded: number;
	/** One sentence for each thing that is not as it must be. */
	differences: string[];
}

/** Stops that come of wrong clocks; all others would mean that something was lost or doubled. */
const ODD_BY_CLOCK = ["The stop is before the start.", "The stop is in the future."];
/** OCPP 1.6, section 7.36. */
const REASONS = [
	...["DeAuthorized", "EmergencyStop", "EVDisconnected", "HardReset", "Local", "Other", "PowerLoss"],
	...["Reboot", "Remote", "SoftReset", "UnlockCommand"],
];

/**
 * Compares what the meters counted and an observer saw with what the CSMS recorded. On each connector the
 * transactions must lie end to end from 0 to the register: that leaves no Wh and no transaction out, and has none
 * twice. Each id that drew energy must have one transaction, from the register before to the register after.
 */
export function settle(books: Books): Account {
	const differences = [
		...books.recorded.flatMap(checkRecord),
		...books.meters.flatMap((meter) => checkChain(meter, books.recorded)),
		...books.drawn.flatMap((drawn) => checkDrawn(drawn, books.recorded)),
		...checkIds(books),
		...books.oddStops
			.filter(({ why }) => !ODD_BY_CLOCK.includes(why))
			.map(
				({ identity, transactionId, why }) =>
					`${identity} has sent a StopTransaction of ${transactionId}: ${why}`,
			),
	];
	return {
		metered: sum(books.meters.map(({ finalWh }) => finalWh)),
		recorded: sum(books.recorded.map(({ meterStart, meterStop }) => (meterStop ?? meterStart) - meterStart)),
		differences,
	};
}

/** What must be right in each record, whatever was charged. */
function checkRecord(record: Recorded): string[] {
	const name = nameOf(record);
	const { meterStart, meterStop, reason, closedBy, values } = record;
	if (meterStop === null) return [`${name} is open: it has begun at ${meterStart} Wh and has no stop.`];
	const differences: string[] = [];
	if (meterStop < meterStart)
		differences.push(`${name} ends at ${meterStop} Wh, before it begins at ${meterStart} Wh.`);
	if (reason === null || !REASONS.includes(reason)) differences.push(`${name} has the reason ${reason}.`);
	if (closedBy !== null) differences.push(`${name} was closed by ${closedBy}.`);
	const said = new Set<string>();
	for (const value of values) {
		const { timestamp, energyWh } = value;
		if (energyWh === null) differences.push(`${name} has a meter value of ${timestamp} without energy.`);
		else if (energyWh < meterStart || energyWh > meterStop) {
			differences.push(
				`${name}, from ${meterStart} to ${meterStop} Wh, has a meter value of ${energyWh} Wh at ${timestamp}.`,
			);
		}
		const text = JSON.stringify(value);
		if (said.has(text))
			differences.push(`${name} has the meter value of ${energyWh} Wh at ${timestamp} twice.`);
		said.add(text);
	}
	return differences;
}

/** The transactions of a connector, end to end. */
function checkChain(meter: Place & { finalWh: number }, all: readonly Recorded[]): string[] {
	const { identity, connectorId, finalWh } = meter;
	const place = `${identity}, connector ${connectorId}`;
	const records = all
		.filter((one) => one.identity === identity && one.connectorId === connectorId && one.meterStop !== null)
		.sort(
			(one, other) =>
				one.meterStart - other.meterStart ||
				one.meterStop! - other.meterStop! ||
				one.transactionId - other.transactionId,
		);
	const differences: string[] = [];
	let at = 0;
	let before = "the beginning";
	for (const record of records) {
		const { meterStart, meterStop } = record;
		if (meterStart > at) {
			differences.push(
				`${place}: ${meterStart - at} Wh, from ${at} to ${meterStart} Wh, are in no transaction: ` +
					`they are between ${before} and ${nameOf(record)}.`,
			);
		} else if (meterStart < at) {
			differences.push(
				`${place}: ${at - meterStart} Wh, from ${meterStart} to ${at} Wh, are in two transactions, ` +
					`${before} and ${nameOf(record)}.`,
			);
		}
		at = Math.max(at, meterStop!);
		before = nameOf(record);
	}
	if (at !== finalWh) {
		differences.push(
			`${place}: the meter shows ${finalWh} Wh, and the last transaction, ${before}, ends at ${at} Wh.`,
		);
	}
	return differences;
}

/** One transaction for whoever drew something, and that as the meter showed it. */
function checkDrawn(drawn: Drawn, all: readonly Recorded[]): string[] {
	const { identity, connectorId, idTag, fromWh, toWh } = drawn;
	// A contactor that closes may open again before anything is begun.
	if (fromWh === toWh) return [];
	const seen = `${identity}, connector ${connectorId}: ${idTag} has drawn ${toWh - fromWh} Wh, from ${fromWh} to ${toWh} Wh`;
	const record = all.find((one) => one.idTag === idTag);
	if (!record) return [`${seen}, and there is no transaction.`];
	const { meterStart, meterStop } = record;
	if (meterStop === null) return [];
	if (meterStart !== fromWh || meterStop !== toWh)
		return [`${seen}, and ${nameOf(record)} is from ${meterStart} to ${meterStop} Wh.`];
	return drawn.clockStepped ? [] : checkRise(record);
}

/** By a clock that nobody has moved, a register never falls. */
function checkRise(record: Recorded): string[] {
	let before: MeterValue | undefined;
	for (const value of record.values) {
		if (before && value.timestamp > before.timestamp && value.energyWh! < before.energyWh!) {
			return [
				`${nameOf(record)} has ${before.energyWh} Wh at ${before.timestamp} ` +
					`and ${value.energyWh} Wh at ${value.timestamp}.`,
			];
		}
		before = value;
	}
	return [];
}

/** Each id has one transaction at most, where it was used. */
function checkIds({ attempts, recorded }: Books): string[] {
	const differences: string[] = [];
	const first = new Map<string, Recorded>();
	for (const record of recorded) {
		const { identity, connectorId, idTag } = record;
		const place = attempts.get(idTag);
		if (!place) differences.push(`${nameOf(record)} is of an id that nobody has used.`);
		else if (place.identity !== identity || place.connectorId !== connectorId) {
			differences.push(
				`${nameOf(record)} is of an id that was used at ${place.identity}, connector ${place.connectorId}.`,
			);
		}
		const other = first.get(idTag);
		if (other) differences.push(`${nameOf(record)} is of the same id as ${nameOf(other)}.`);
		else first.set(idTag, record);
	}
	return differences;
}

function nameOf({ identity, connectorId, transactionId, idTag }: Recorded): string {
	return `transaction ${transactionId} (${identity}, connector ${connectorId}, ${idTag})`;
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
