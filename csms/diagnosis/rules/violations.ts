import type { Selectable } from "kysely";
import type { DiagnosisKind, Evidence, Severity } from "../../api/schemas/diagnoses";
import type { ChargePointRecordTables } from "../../database/tables/charge-point-records";
import { type Asked, DAY, type Finding, listOf, newest, orDash, type Rule, record } from "../finding";
import type { Words } from "../words";

/** What a charge point has not done for so long, it does no more. */
const LASTS = DAY;
const MOST_KINDS = 200;
/** Messages without which energy is not counted or billed. */
const ABOUT_ENERGY: readonly string[] = ["StartTransaction", "StopTransaction", "MeterValues"];
/** What is wrong with the message itself; the others are about when and how it comes. */
const SCHEMA_RULES: readonly string[] = ["Schema", "Value", "Frame"];

type Row = Selectable<ChargePointRecordTables["violation"]>;

/** Charge points that break the schema, or the protocol around it. */
export const violations: Rule = { kinds: ["schema-broken", "protocol-broken"], find };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now } = asked;
	const rows = await db
		.selectFrom("violation")
		.selectAll()
		.where("identity", "=", identity)
		.where("last_at", ">", now - LASTS)
		.orderBy("last_at", "desc")
		.orderBy("id", "desc")
		.limit(MOST_KINDS)
		.execute();
	const schema = rows.filter(({ rule }) => SCHEMA_RULES.includes(rule));
	const protocol = rows.filter(({ rule }) => !SCHEMA_RULES.includes(rule));
	const isRefused = schema.some(({ outcome }) => outcome === "Refused");
	return [
		...toFinding(asked, "schema-broken", isRefused ? "schemaRefused" : "schemaMended", schema),
		...toFinding(asked, "protocol-broken", "protocolBroken", protocol),
	];
}

/** `rows` are the newest first. */
function toFinding(
	{ identity, known, now }: Asked,
	kind: DiagnosisKind,
	words: Words,
	rows: readonly Row[],
): Finding[] {
	const [latest] = rows;
	if (!latest) return [];
	const before = known(kind);
	// The records count from the very first time, which may have been over long ago.
	const began = rows.map(({ first_at, last_at }) => (first_at > now - LASTS ? first_at : last_at));
	const most = rows.toSorted((a, b) => b.times - a.times)[0];
	return [
		{
			kind,
			connectorId: null,
			subject: null,
			words,
			severity: severityOf(rows),
			since: before?.since ?? Math.min(...began),
			last: latest.last_at,
			count: rows.reduce((sum, { times }) => sum + times, 0),
			facts: { action: orDash(most.action === "" ? null : most.action), what: most.what, kinds: rows.length },
			evidence: newest(rows.map((row) => toEvidence(identity, row))),
		},
	];
}

function severityOf(rows: readonly Row[]): Severity {
	const refused = rows.filter(({ outcome }) => outcome === "Refused");
	if (refused.some(({ action }) => ABOUT_ENERGY.includes(action))) return "fault";
	return refused.length > 0 ? "warning" : "note";
}

function toEvidence(identity: string, row: Row): Evidence {
	return record("violation", {
		at: row.last_at,
		id: row.id,
		address: listOf(identity, "violations"),
		facts: { action: row.action, rule: row.rule, what: row.what, outcome: row.outcome, times: row.times },
	});
}
