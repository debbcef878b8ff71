import type { DiagnosisKind, Evidence, Facts, Severity } from "../api/schemas/diagnoses";
import type { Db } from "../database/tables";
import type { ChargePointRow } from "../database/tables/charge-points";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import type { Words } from "./words";

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Records that a diagnosis points at; the others are in the lists that they come from. */
const MOST_EVIDENCE = 20;

/** What is wrong with a charge point now, or was and is over. */
export interface Finding {
	kind: DiagnosisKind;
	connectorId: number | null;
	/** What tells it from others of its kind at the same place; null where there is only one. */
	subject: string | null;
	words: Words;
	severity: Severity;
	since: Moment;
	last: Moment;
	/** It is over since then. */
	until?: Moment;
	count: number;
	facts: Facts;
	/** The newest first. */
	evidence: readonly Evidence[];
}

/** What is known of a diagnosis from before: it is open, or was over not long ago. */
export interface Known {
	connectorId: number | null;
	subject: string | null;
	isOpen: boolean;
	since: Moment;
	last: Moment;
	count: number;
	facts: Facts;
}

/** What a rule is asked about. */
export interface Asked {
	readonly db: Db;
	readonly identity: string;
	/** Undefined for a name that no charge point has. */
	readonly chargePoint: ChargePointRow | undefined;
	readonly now: Moment;
	/** What was found before of this kind. */
	known(kind: DiagnosisKind, connectorId?: number | null, subject?: string | null): Known | undefined;
}

/** One family of diagnoses. */
export interface Rule {
	readonly kinds: readonly DiagnosisKind[];
	/** What is wrong. What is known to be open and is not found any more is over. */
	find(asked: Asked): Promise<Finding[]>;
	/** The charge points of which something may be found that no event tells, for example silence. */
	due?(db: Db, now: Moment): Promise<string[]>;
}

/** A pointer to a record; `address` is where the API has it, or the list that it is in. */
export function record(
	what: Evidence["what"],
	{ at, id, address, facts }: { at: Moment; id: number | null; address: string; facts: Facts },
): Evidence {
	return { at: timestamp(at), what, id, address, facts };
}

/** The address of a list of a charge point's records. */
export function listOf(identity: string, list: string): string {
	return `/charge-points/${encodeURIComponent(identity)}/${list}`;
}

/** The newest first, and not too many. */
export function newest(evidence: readonly Evidence[]): Evidence[] {
	return evidence.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MOST_EVIDENCE);
}

/** What a text shows where nothing is known. */
export function orDash<Value>(value: Value | null): Value | string {
	return value ?? "–";
}

/** How often something has been so, where only its beginnings count: one more when it has come again. */
export function episodes(known: Known | undefined): number {
	if (!known) return 1;
	return known.isOpen ? known.count : known.count + 1;
}

/** What occurs most often; undefined among nothing. */
export function mostFrequent<Value>(values: readonly Value[]): Value | undefined {
	const counts = new Map<Value, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
