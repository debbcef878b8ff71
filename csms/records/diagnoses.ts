import type { Diagnosis, DiagnosisKind, Health, Severity } from "../api/schemas/diagnoses";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { DiagnosisRow } from "../database/tables/diagnoses";
import { timestamp, timestampOrNull } from "../moment";

export interface DiagnosisFilter extends PageQuery {
	identity?: string;
	/** true: only what lasts; false: only what is over. */
	open?: boolean;
	kind?: DiagnosisKind;
}

/** The newest first. */
export async function listDiagnoses(db: Db, filter: DiagnosisFilter): Promise<Diagnosis[]> {
	const { identity, open, kind, before, limit = 100 } = filter;
	let query = db.selectFrom("diagnosis").selectAll().orderBy("id", "desc").limit(limit);
	if (identity !== undefined) query = query.where("identity", "=", identity);
	if (open !== undefined) query = query.where("over_at", open ? "is" : "is not", null);
	if (kind !== undefined) query = query.where("kind", "=", kind);
	if (before !== undefined) query = query.where("id", "<", before);
	return (await query.execute()).map(toDiagnosis);
}

/** By its number. */
export async function findDiagnosis(db: Db, id: number): Promise<Diagnosis | undefined> {
	const row = await db.selectFrom("diagnosis").selectAll().where("id", "=", id).executeTakeFirst();
	return row && toDiagnosis(row);
}

/** Notes who takes care of it, unless somebody does already; undefined when there is none of that number. */
export async function acknowledgeDiagnosis(
	db: Db,
	id: number,
	account: string,
	at: Moment,
): Promise<Diagnosis | undefined> {
	await db
		.updateTable("diagnosis")
		.set({ acknowledged_at: at, acknowledged_by: account })
		.where("id", "=", id)
		.where("acknowledged_at", "is", null)
		.execute();
	return findDiagnosis(db, id);
}

/** What lasts, or was over not before `overSince`, of a charge point, the oldest first. */
export function listKnown(
	db: Db,
	identity: string,
	kinds: readonly DiagnosisKind[],
	overSince: Moment,
): Promise<DiagnosisRow[]> {
	return db
		.selectFrom("diagnosis")
		.selectAll()
		.where("identity", "=", identity)
		.where("kind", "in", kinds)
		.where((where) => where.or([where("over_at", "is", null), where("over_at", ">=", overSince)]))
		.orderBy("id")
		.execute();
}

/** Of which charge points something of these kinds lasts. */
export async function listOpenIdentities(db: Db, kinds: readonly DiagnosisKind[]): Promise<string[]> {
	const rows = await db
		.selectFrom("diagnosis")
		.select("identity")
		.distinct()
		.where("over_at", "is", null)
		.where("kind", "in", kinds)
		.execute();
	return rows.map(({ identity }) => identity);
}

/** The worst that lasts, by charge point; of all, or of one. Those without are not in it. */
export async function readWorst(db: Db, identity?: string): Promise<ReadonlyMap<string, Health>> {
	let query = db
		.selectFrom("diagnosis")
		.select(["identity", "severity"])
		.distinct()
		.where("over_at", "is", null)
		.where("severity", "<>", "note");
	if (identity !== undefined) query = query.where("identity", "=", identity);
	const worst = new Map<string, Health>();
	for (const { identity, severity } of await query.execute()) {
		if (worst.get(identity) !== "fault") worst.set(identity, healthOf(severity));
	}
	return worst;
}

function healthOf(severity: Severity): Health {
	return severity === "note" ? "good" : severity;
}

/** A diagnosis as the API has it. */
export function toDiagnosis(row: DiagnosisRow): Diagnosis {
	return {
		id: row.id,
		identity: row.identity,
		connectorId: row.connector_id,
		kind: row.kind,
		subject: row.subject,
		words: row.words,
		severity: row.severity,
		since: timestamp(row.since),
		openedAt: timestamp(row.opened_at),
		until: timestampOrNull(row.over_at),
		last: timestamp(row.last_at),
		count: row.times,
		facts: JSON.parse(row.facts),
		evidence: JSON.parse(row.evidence),
		acknowledgedAt: timestampOrNull(row.acknowledged_at),
		acknowledgedBy: row.acknowledged_by,
	};
}
