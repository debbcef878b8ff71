import { errorCodes } from "../../../modules/ocpp/csms-enums.generated";
import type { Evidence, Facts } from "../../api/schemas/diagnoses";
import type { ConnectorRow } from "../../database/tables/charge-points";
import type { Moment } from "../../database/tables/columns";
import { type Asked, DAY, type Finding, listOf, newest, type Rule, record } from "../finding";
import type { Words } from "../words";

/** Statuses that are looked through; a charge point that tells more of them in a day repeats itself. */
const MOST_STATUSES = 500;

/** What a status tells of a fault: the error code, or that it is Faulted and tells none. */
const FAULTED = "Faulted";

interface Status extends Told {
	id: number;
	connector_id: number;
	timestamp: Moment;
	received_at: Moment;
}

type Told = Pick<ConnectorRow, "status" | "error_code" | "info" | "vendor_id" | "vendor_error_code">;

/** Faults that charge points tell in their statuses, by error code. */
export const hardware: Rule = { kinds: ["hardware-fault"], find };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now } = asked;
	const connectors = await db
		.selectFrom("connector")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("connector_id")
		.execute();
	const rows: Status[] = await db
		.selectFrom("status_notification")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(MOST_STATUSES)
		.execute();
	const recent = rows.filter((status) => atOf(status) > now - DAY);
	return connectors.flatMap((connector) => {
		const own = recent.filter(({ connector_id }) => connector_id === connector.connector_id);
		const codes = new Set([codeOf(connector), ...own.map(codeOf)].filter((code) => code !== null));
		return [...codes].map((code) => toFinding(asked, connector, code, own));
	});
}

/** `statuses` are the newest first. */
function toFinding(
	{ known, now, identity }: Asked,
	connector: ConnectorRow,
	code: string,
	statuses: readonly Status[],
): Finding {
	const connectorId = connector.connector_id;
	const told = statuses.filter((status) => codeOf(status) === code);
	const isNow = codeOf(connector) === code;
	const before = known("hardware-fault", connectorId, code);
	// Each time that it was told after something else, it has come anew.
	const begun = statuses
		.filter((status, index) => {
			const earlier = statuses.at(index + 1);
			return codeOf(status) === code && (earlier === undefined || codeOf(earlier) !== code);
		})
		.map(atOf);
	const latest = told.at(0);
	const last = latest ? atOf(latest) : (before?.last ?? Math.min(connector.since, now));
	const over = statuses.findLast((status) => codeOf(status) !== code && status.id > (latest?.id ?? 0));
	const shown: Told = latest ?? connector;
	return {
		kind: "hardware-fault",
		connectorId,
		subject: code,
		words: wordsOf(code),
		severity: shown.status === "Faulted" ? "fault" : "warning",
		since: before?.since ?? Math.min(...begun, ...(isNow ? [connector.since] : [])),
		last,
		...(isNow ? {} : { until: over ? Math.max(last, atOf(over)) : now }),
		count: before ? before.count + begun.filter((at) => at > before.last).length : Math.max(1, begun.length),
		facts: factsOf(shown),
		evidence: newest(told.map((status) => toEvidence(identity, status))),
	};
}

/** The error code; null without a fault. */
function codeOf({ status, error_code }: Told): string | null {
	if (error_code !== "NoError") return error_code;
	return status === "Faulted" ? FAULTED : null;
}

function wordsOf(code: string): Words {
	if (code === FAULTED) return "faultedWithoutCode";
	// What no standard knows is said in the words for everything else, and shown as it is.
	return (errorCodes as readonly string[]).includes(code) ? (code as Words) : "OtherError";
}

/** A clock that is ahead does not make tomorrow of today. */
function atOf({ timestamp, received_at }: Status): Moment {
	return Math.min(timestamp, received_at);
}

function factsOf(status: Told): Facts {
	return {
		status: status.status,
		errorCode: status.error_code,
		info: status.info,
		vendorId: status.vendor_id,
		vendorErrorCode: status.vendor_error_code,
	};
}

function toEvidence(identity: string, status: Status): Evidence {
	const address = listOf(identity, "status-notifications");
	return record("status-notification", { at: atOf(status), id: status.id, address, facts: factsOf(status) });
}
