import type { Transaction } from "kysely";
import type { Diagnosis } from "../api/schemas/diagnoses";
import type { Db, Tables } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { DiagnosisRow } from "../database/tables/diagnoses";
import { findChargePoint } from "../records/charge-points";
import { listKnown, toDiagnosis } from "../records/diagnoses";
import { type Asked, DAY, type Finding, type Known } from "./finding";
import { type Family, RULES } from "./rules";

/** What comes again within this time is the same: its record is opened again and goes on counting. */
const COMES_AGAIN = DAY;

/** What was found of a charge point, and what was known when it was looked for. */
export interface Look {
	identity: string;
	families: readonly Family[];
	at: Moment;
	findings: readonly Finding[];
	/** What it was compared with: when that has changed since, the look is stale. */
	known: readonly DiagnosisRow[];
}

/** Looks for what is wrong with a charge point, at a moment. Reads alone. */
export async function look(
	db: Db,
	identity: string,
	families: readonly Family[],
	now: Moment,
): Promise<Look> {
	const chargePoint = await findChargePoint(db, identity);
	const known = await listKnown(db, identity, kindsOf(families), now - COMES_AGAIN);
	const asked: Asked = {
		db,
		identity,
		chargePoint,
		now,
		known(kind, connectorId = null, subject = null) {
			const row = find(known, { kind, connectorId, subject });
			return row && toKnown(row);
		},
	};
	const findings: Finding[] = [];
	for (const family of families) findings.push(...(await RULES[family].find(asked)));
	return { identity, families, at: now, findings, known };
}

/** Whether there is something to write. */
export function hasNews({ findings, known, at }: Look): boolean {
	const isOver = known.some(
		(row) => row.over_at === null && !findings.some((finding) => find([row], finding) !== undefined),
	);
	return isOver || findings.some((finding) => change(find(known, finding), finding, at) !== undefined);
}

/** Keeps what a look has found; answers what has changed, or undefined when the look is stale. */
export async function keep(trx: Transaction<Tables>, look: Look): Promise<Diagnosis[] | undefined> {
	const { identity, families, findings, at } = look;
	const known = await listKnown(trx, identity, kindsOf(families), at - COMES_AGAIN);
	if (JSON.stringify(known) !== JSON.stringify(look.known)) return;
	const changed: DiagnosisRow[] = [];
	const found = new Set<number>();
	for (const finding of findings) {
		const before = find(known, finding);
		if (before) found.add(before.id);
		const columns = change(before, finding, at);
		if (!columns) continue;
		if (before) changed.push(await update(trx, before.id, columns));
		else {
			const { kind, connectorId, subject } = finding;
			const place = { identity, kind, connector_id: connectorId, subject };
			changed.push(
				await trx
					.insertInto("diagnosis")
					.values({ ...place, ...columns, acknowledged_at: null, acknowledged_by: null })
					.returningAll()
					.executeTakeFirstOrThrow(),
			);
		}
	}
	for (const row of known) {
		if (row.over_at === null && !found.has(row.id)) changed.push(await update(trx, row.id, { over_at: at }));
	}
	return changed.map(toDiagnosis);
}

type Columns = Omit<
	DiagnosisRow,
	"id" | "identity" | "kind" | "connector_id" | "subject" | "acknowledged_at" | "acknowledged_by"
>;

/** What its record has to say; undefined when it says so already. */
function change(
	before: DiagnosisRow | undefined,
	finding: Finding,
	at: Moment,
): (Columns & Partial<DiagnosisRow>) | undefined {
	const isOver = finding.until !== undefined;
	// Something that was over before, and nothing new.
	if (isOver && before?.over_at != null && finding.last <= before.last_at) return;
	const comesAgain = before?.over_at != null && !isOver;
	const columns: Columns = {
		words: finding.words,
		severity: finding.severity,
		since: before ? Math.min(before.since, finding.since) : finding.since,
		opened_at: before && !comesAgain ? before.opened_at : at,
		over_at: finding.until ?? null,
		last_at: finding.last,
		times: finding.count,
		facts: JSON.stringify(finding.facts),
		// What showed it first may be older than what is looked through.
		evidence: before && finding.evidence.length === 0 ? before.evidence : JSON.stringify(finding.evidence),
	};
	if (!before) return columns;
	const names = Object.keys(columns) as (keyof Columns)[];
	if (names.every((name) => columns[name] === before[name])) return;
	// Whoever took care of it did so before it came again.
	return comesAgain ? { ...columns, acknowledged_at: null, acknowledged_by: null } : columns;
}

function update(db: Db, id: number, columns: Partial<Columns>): Promise<DiagnosisRow> {
	return db
		.updateTable("diagnosis")
		.set(columns)
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** Of several the newest: one may have been over when it came again later. */
function find(
	rows: readonly DiagnosisRow[],
	{ kind, connectorId, subject }: Pick<Finding, "kind" | "connectorId" | "subject">,
): DiagnosisRow | undefined {
	return rows.findLast(
		(row) => row.kind === kind && row.connector_id === connectorId && row.subject === subject,
	);
}

function toKnown(row: DiagnosisRow): Known {
	return {
		connectorId: row.connector_id,
		subject: row.subject,
		isOpen: row.over_at === null,
		since: row.since,
		last: row.last_at,
		count: row.times,
		facts: JSON.parse(row.facts),
	};
}

function kindsOf(families: readonly Family[]) {
	return families.flatMap((family) => RULES[family].kinds);
}
