import type { Selectable } from "kysely";
import type { AuthorizationStatus } from "../../../modules/ocpp/types";
import type { Evidence } from "../../api/schemas/diagnoses";
import type { DriverTables } from "../../database/tables/drivers";
import { type Asked, DAY, type Finding, HOUR, newest, type Rule, record } from "../finding";
import type { Words } from "../words";

/** Whoever is refused so often in an hour, or in a day, stands there and cannot charge. */
const MANY_IN_AN_HOUR = 3;
const MANY_IN_A_DAY = 5;
/** So many different ids, and not one accepted: it is not the cards. */
const MANY_IDS = 5;
/** Ids of one charge point that are told apart; the newest ones. */
const MOST_IDS = 10;
const MOST_ROWS = 300;

type Row = Selectable<DriverTables["authorization"]>;

/** Ids that are refused again and again. */
export const refusals: Rule = { kinds: ["id-refused", "all-ids-refused"], find };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now } = asked;
	const all = await db
		.selectFrom("authorization")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(MOST_ROWS)
		.execute();
	const rows = all.filter(({ timestamp }) => timestamp > now - DAY);
	const keys = [...new Set(rows.filter(isRefused).map(({ id_tag_key }) => id_tag_key))].slice(0, MOST_IDS);
	const findings = keys.map((key) => refused(asked, key, rows));
	return [...findings, allRefused(asked, rows)].filter((finding) => finding !== undefined);
}

/** It lasts until the id is accepted, or for a day. */
function refused({ known, now, identity }: Asked, key: string, rows: readonly Row[]): Finding | undefined {
	const own = rows.filter(({ id_tag_key }) => id_tag_key === key);
	const accepted = own.findIndex((row) => !isRefused(row));
	const inARow = accepted < 0 ? own : own.slice(0, accepted);
	const [latest] = inARow;
	if (!latest) return;
	const before = known("id-refused", null, key);
	const lastHour = inARow.filter(({ timestamp }) => timestamp > now - HOUR).length;
	const isMany = lastHour >= MANY_IN_AN_HOUR || inARow.length >= MANY_IN_A_DAY;
	if (!isMany && !before?.isOpen) return;
	const added = before ? inARow.filter(({ timestamp }) => timestamp > before.last).length : 0;
	return {
		kind: "id-refused",
		connectorId: null,
		subject: key,
		words: wordsOf(latest.status),
		severity: "warning",
		since: before?.since ?? inARow.at(-1)!.timestamp,
		last: latest.timestamp,
		count: before ? before.count + added : inARow.length,
		facts: { idTag: latest.id_tag, status: latest.status },
		evidence: newest(inARow.map((row) => toEvidence(identity, row))),
	};
}

function allRefused({ known, identity }: Asked, rows: readonly Row[]): Finding | undefined {
	const accepted = rows.findIndex((row) => !isRefused(row));
	const inARow = accepted < 0 ? rows : rows.slice(0, accepted);
	const ids = new Set(inARow.map(({ id_tag_key }) => id_tag_key)).size;
	if (ids < MANY_IDS) return;
	const before = known("all-ids-refused");
	const [latest] = inARow;
	const added = before ? inARow.filter(({ timestamp }) => timestamp > before.last).length : 0;
	return {
		kind: "all-ids-refused",
		connectorId: null,
		subject: null,
		words: "allIdsRefused",
		severity: "fault",
		since: before?.since ?? inARow.at(-1)!.timestamp,
		last: latest.timestamp,
		count: before ? before.count + added : inARow.length,
		facts: { ids },
		evidence: newest(inARow.map((row) => toEvidence(identity, row))),
	};
}

function isRefused({ status }: Row): boolean {
	return status !== "Accepted";
}

function wordsOf(status: AuthorizationStatus): Words {
	switch (status) {
		case "Blocked":
			return "idBlocked";
		case "Expired":
			return "idExpired";
		case "ConcurrentTx":
			return "idConcurrent";
		default:
			return "idUnknown";
	}
}

function toEvidence(identity: string, row: Row): Evidence {
	return record("authorization", {
		at: row.timestamp,
		id: row.id,
		address: `/authorizations?identity=${encodeURIComponent(identity)}&refused=true`,
		facts: { idTag: row.id_tag, action: row.action, status: row.status, connectorId: row.connector_id },
	});
}
