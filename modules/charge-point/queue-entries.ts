import type { ReadingContext, StopReason } from "../ocpp/types";
import type { Stamp } from "./clock";
import type { StoredValue } from "./sampled-values";

/**
 * The journal's entries: JSON arrays whose first element tells the kind. `tx` is the position of
 * the transaction's start entry, 0 where none runs.
 */

/** StartTransaction, to be delivered. */
export type StartEntry = ["S", connectorId: number, idTag: string, meterStart: number, time: Stamp];
/** MeterValues, to be delivered; `importWh` is the register, whatever the measurands. */
export type ValuesEntry = [
	"V",
	tx: number,
	connectorId: number,
	importWh: number,
	time: Stamp,
	context: ReadingContext,
	values: StoredValue[],
];
/** StopTransaction, to be delivered. */
export type StopEntry = [
	"E",
	tx: number,
	connectorId: number,
	meterStop: number,
	time: Stamp,
	reason: StopReason,
	idTag: string | null,
];
/**
 * The queue up to the entry at `position` is delivered or given up. Of a start entry with its
 * connector and transactionId, -1 when it was given up.
 */
export type DoneEntry =
	| ["D", position: number]
	| ["D", position: number, connectorId: number, transactionId: number];
/** The head of the queue, at `position`, has failed `attempts` times. */
export type AttemptEntry = ["A", position: number, attempts: number];
/** The register during a transaction whose samples are far apart (R-TX-16). */
export type MeterEntry = ["M", tx: number, connectorId: number, importWh: number, time: Stamp];
/** A running transaction told again, so that the entries before can be forgotten. */
export type TransactionEntry = [
	"T",
	tx: number,
	connectorId: number,
	idTag: string,
	meterStart: number,
	transactionId: number | null,
	importWh: number,
	time: Stamp,
];
/** From here on stamps before the clock was set belong to another boot. */
export type BootEntry = ["B"];
/** Milliseconds since 1970 at the monotonic zero of the boot that was marked at `position`. */
export type ClockEntry = ["C", offset: number, position: number];

export type QueuedEntry = StartEntry | ValuesEntry | StopEntry;
export type Entry =
	| QueuedEntry
	| DoneEntry
	| AttemptEntry
	| MeterEntry
	| TransactionEntry
	| BootEntry
	| ClockEntry;

/** Reads an entry; undefined when it is not one of ours. */
export function parseEntry(text: string): Entry | undefined {
	try {
		const entry = JSON.parse(text);
		return Array.isArray(entry) ? (entry as Entry) : undefined;
	} catch {
		return undefined;
	}
}

/** True for what is delivered to the CSMS, as opposed to our own notes. */
export function isQueued(entry: Entry): entry is QueuedEntry {
	return entry[0] === "S" || entry[0] === "V" || entry[0] === "E";
}
