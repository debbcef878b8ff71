import type { Generated, Selectable } from "kysely";
import type { DiagnosisKind, Severity } from "../../api/schemas/diagnoses";
import type { Words } from "../../diagnosis/words";
import type { Moment } from "./columns";

/** What was found to be wrong with charge points. */
export interface DiagnosisTables {
	diagnosis: DiagnosisTable;
}

interface DiagnosisTable {
	id: Generated<number>;
	identity: string;
	/** Null where it is about the charge point as a whole. */
	connector_id: number | null;
	kind: DiagnosisKind;
	/** What tells it from others of its kind at the same place; null where there is only one. */
	subject: string | null;
	words: Words;
	severity: Severity;
	since: Moment;
	/** When it was found, or found again. */
	opened_at: Moment;
	/** Null while it lasts. */
	over_at: Moment | null;
	last_at: Moment;
	times: number;
	/** JSON. */
	facts: string;
	/** JSON: pointers to the records that show it. */
	evidence: string;
	acknowledged_at: Moment | null;
	acknowledged_by: string | null;
}

export type DiagnosisRow = Selectable<DiagnosisTable>;
