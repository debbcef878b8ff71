import { frozen } from "../frozen";
import type { StopReason } from "../ocpp/types";
import type { Stamp } from "./clock";
import type { StoredValues } from "./measurands";

/**
 * The journal's entries: JSON arrays whose first element tells the kind. `tx` is the position of
 * the transaction's start entry, 0 where none runs.
 */

/** StartTransaction, to be delivered. */
export type StartEntry = [
	"S",
	connectorId: number,
	idTag: string,
	meterStart: number,
	time: Stamp,
	reservationId?: number,
];
/**
 * A sample. V: MeterValues, to be delivered; X: only for the transactionData of StopTransaction.
 * `importWh` is the register, whatever the measurands; values that are empty or absent: the register
 * alone. `context` is the position in CONTEXTS. `number`: it may go into transactionData (KeptSamples).
 */
export type SampleEntry<Kind extends "V" | "X"> = [
	kind: Kind,
	tx: number,
	connectorId: number,
	importWh: number,
	time: Stamp,
	context: number,
	values?: StoredValues,
	number?: number,
];
/**
 * StopTransaction, to be delivered; its transactionData are the samples at the positions `kept` and
 * `end`, the values at the end, or there is none.
 */
export type StopEntry = [
	"E",
	tx: number,
	connectorId: number,
	meterStop: number,
	time: Stamp,
	reason: StopReason,
	idTag: string | null,
	kept?: number[],
	end?: StoredValues,
];
/**
 * The queue up to the entry at `position` is delivered or given up. Of a start entry with its
 * connector and transactionId, -1 when it was given up; of a stop entry with its connector.
 */
type DoneEntry =
	| ["D", position: number]
	| ["D", position: number, connectorId: number]
	| ["D", position: number, connectorId: number, transactionId: number];
/** The head of the queue, at `position`, has failed `attempts` times. */
type AttemptEntry = ["A", position: number, attempts: number];
/** The register during a transaction whose samples are far apart (R-TX-16). */
type MeterEntry = ["M", tx: number, connectorId: number, importWh: number, time: Stamp];
/** A running transaction told again, so that the entries before can be forgotten. */
type TransactionEntry = [
	"T",
	tx: number,
	connectorId: number,
	idTag: string,
	meterStart: number,
	transactionId: number | null,
	importWh: number,
	time: Stamp,
	/** Absent in what an older firmware has stored. */
	begun?: Stamp,
	/** The samples for transactionData, stored again before this entry: the position and number of each. */
	kept?: number[],
	numbers?: number[],
];
/** From here on stamps before the clock was set belong to another boot. */
type BootEntry = ["B"];
/** Milliseconds since 1970 at the monotonic zero of the boot that was marked at `position`. */
type ClockEntry = ["C", offset: number, position: number];

export type QueuedEntry = StartEntry | SampleEntry<"V"> | StopEntry;
export type Entry =
	| QueuedEntry
	| SampleEntry<"X">
	| DoneEntry
	| AttemptEntry
	| MeterEntry
	| TransactionEntry
	| BootEntry
	| ClockEntry;

/**
 * What follows the kind: c connectorId, n number, s text, m number or null, t text or null, a array of
 * numbers; after the ? all may be absent.
 */
const SHAPES: Readonly<Record<Entry[0], string>> = frozen({
	S: "csnn?n",
	V: "ncnnn?an",
	X: "ncnnn?an",
	E: "ncnnst?aa",
	D: "n?cn",
	A: "nn",
	M: "ncnn",
	T: "ncsnmnn?naa",
	B: "",
	C: "nn",
});
/** More connectors than any charge point has. */
const MOST_CONNECTORS = 100;

/** Reads an entry; undefined when it is not one of ours, or has not the shape of its kind. */
export function parseEntry(text: string): Entry | undefined {
	try {
		const entry = JSON.parse(text);
		return isEntry(entry) ? entry : undefined;
	} catch {
		return;
	}
}

function isEntry(entry: unknown): entry is Entry {
	if (!Array.isArray(entry) || !Object.hasOwn(SHAPES, entry[0])) return false;
	const shape = SHAPES[entry[0] as Entry[0]];
	let at = 1;
	let optional = false;
	for (let i = 0; i < shape.length; i++) {
		const form = shape[i];
		if (form === "?") optional = true;
		else if (at < entry.length) {
			if (!fits(entry[at++], form)) return false;
		} else if (!optional) return false;
	}
	return at === entry.length;
}

function fits(value: unknown, form: string): boolean {
	switch (form) {
		case "c":
			return Number.isInteger(value) && Number(value) >= 0 && Number(value) < MOST_CONNECTORS;
		case "n":
			return Number.isFinite(value);
		case "s":
			return typeof value === "string";
		case "a":
			return Array.isArray(value) && value.every(Number.isFinite);
		default:
			return value === null || fits(value, form === "m" ? "n" : "s");
	}
}

/** True for what is delivered to the CSMS, as opposed to our own notes. */
export function isQueued(entry: Entry): entry is QueuedEntry {
	return entry[0] === "S" || entry[0] === "V" || entry[0] === "E";
}

/** The same of an entry that is not yet read. */
export function isQueuedText(text: string): boolean {
	return text.startsWith('["S"') || text.startsWith('["V"') || text.startsWith('["E"');
}
