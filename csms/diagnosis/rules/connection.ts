import type { Evidence } from "../../api/schemas/diagnoses";
import type { Db } from "../../database/tables";
import type { ConnectionRow } from "../../database/tables/charge-point-records";
import type { Moment } from "../../database/tables/columns";
import {
	type Asked,
	DAY,
	episodes,
	type Finding,
	HOUR,
	listOf,
	MINUTE,
	mostFrequent,
	newest,
	orDash,
	type Rule,
	record,
	SECOND,
} from "../finding";
import { isSilent } from "../silence";
import type { Words } from "../words";

/**
 * So many connections lost in an hour, or in a day, are too many: charge points reconnect within minutes, so
 * fewer cost nobody anything, and a mobile network or a router is out now and then.
 */
const MOST_IN_AN_HOUR = 5;
const MOST_IN_A_DAY = 20;
/** It is over when an hour has passed without a loss and a day has had fewer than this. */
const FEW_IN_A_DAY = 10;
/** Connections that are looked through. */
const MOST_CONNECTIONS = 200;
/** Charge points wait for up to five minutes between two tries to connect. */
const OFFLINE = 15 * MINUTE;
/** Whoever comes by will have found it dead by then. */
const OFFLINE_LONG = HOUR;
/** Close code of a connection that broke without a close. */
const BROKEN = 1006;
/** The CSMS's own closes, which are nobody's fault. */
const OWN_REASONS: readonly (string | null)[] = [
	"The CSMS is going down",
	"The CSMS ended without closing it",
	"The certificate has been revoked",
];

/** Connections that are lost again and again, and charge points that do not come back. */
export const connection: Rule = { kinds: ["connection-flapping", "offline"], find, due };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, chargePoint } = asked;
	if (!chargePoint) return [];
	const rows = await db
		.selectFrom("connection")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(MOST_CONNECTIONS)
		.execute();
	const findings = [flapping(asked, rows), await offline(asked, rows.at(0))];
	return findings.filter((finding) => finding !== undefined);
}

function flapping({ identity, now, known }: Asked, rows: readonly ConnectionRow[]): Finding | undefined {
	const before = known("connection-flapping");
	const lost = rows.filter(isLost);
	const lastDay = lost.filter(({ disconnected_at }) => disconnected_at > now - DAY);
	const lastHour = lastDay.filter(({ disconnected_at }) => disconnected_at > now - HOUR);
	const isTooMany = lastHour.length >= MOST_IN_AN_HOUR || lastDay.length >= MOST_IN_A_DAY;
	const goesOn = before?.isOpen && (lastHour.length > 0 || lastDay.length >= FEW_IN_A_DAY);
	if (!isTooMany && !goesOn) return;
	const [latest] = lastDay;
	const shown = lastHour.length >= MOST_IN_AN_HOUR ? withoutRest(lastDay) : lastDay;
	const since = before?.since ?? shown.at(-1)!.disconnected_at;
	const added = before ? lost.filter(({ disconnected_at }) => disconnected_at > before.last).length : 0;
	const code = mostFrequent(shown.map(({ close_code }) => close_code)) ?? BROKEN;
	const pings = shown.filter(({ ping_average }) => ping_average !== null);
	const lasted = shown.reduce((sum, row) => sum + row.disconnected_at - row.connected_at, 0) / shown.length;
	return {
		kind: "connection-flapping",
		connectorId: null,
		subject: null,
		words: wordsOf(shown, code),
		severity: "warning",
		since,
		last: latest.disconnected_at,
		count: before ? before.count + added : shown.length,
		facts: {
			lastHour: lastHour.length,
			lastDay: lastDay.length,
			closeCode: code,
			closeReason: mostFrequent(shown.map(({ close_reason }) => close_reason)) ?? null,
			lastedSeconds: Math.round(lasted / SECOND),
			pingAverage: orDash(meanOf(pings.map(({ ping_average }) => ping_average!))),
			pingMax:
				pings.length === 0
					? orDash(null)
					: Math.round(Math.max(...pings.map(({ ping_max }) => ping_max ?? 0))),
		},
		evidence: newest(shown.map((row) => toEvidence(identity, row))),
	};
}

async function offline(
	{ db, identity, now, known, chargePoint }: Asked,
	latest: ConnectionRow | undefined,
): Promise<Finding | undefined> {
	if (!latest || latest.disconnected_at === null || chargePoint?.registration === "Rejected") return;
	const since = latest.disconnected_at;
	const before = known("offline");
	// What was known before the CSMS was started anew is so still.
	const goesOn = before?.isOpen && before.last === since;
	const running = await runningSince(db);
	// Nobody could connect while no process of the CSMS ran; a start in the future was before a clock was set back.
	const gone = now - (goesOn || running > now ? since : Math.max(since, running));
	if (gone < OFFLINE) return;
	return {
		kind: "offline",
		connectorId: null,
		subject: null,
		words: "offline",
		severity: gone < OFFLINE_LONG ? "warning" : "fault",
		since,
		last: since,
		count: episodes(before),
		facts: { closeCode: orDash(latest.close_code), closeReason: latest.close_reason },
		evidence: [toEvidence(identity, latest)],
	};
}

/** Silent ones alone: of the others it is known without asking that they are connected. */
async function due(db: Db, now: Moment): Promise<string[]> {
	const rows = await db
		.selectFrom("charge_point")
		.select("identity")
		.where(isSilent(now - OFFLINE))
		.where("registration", "<>", "Rejected")
		.execute();
	return rows.map(({ identity }) => identity);
}

/** Since when there has been a process that charge points could connect to. */
async function runningSince(db: Db): Promise<Moment> {
	const { since } = await db
		.selectFrom("process")
		.select((select) => select.fn.min("started_at").as("since"))
		.executeTakeFirstOrThrow();
	return Number(since ?? 0);
}

type LostConnection = ConnectionRow & { disconnected_at: Moment };

function isLost(row: ConnectionRow): row is LostConnection {
	return row.disconnected_at !== null && !OWN_REASONS.includes(row.close_reason);
}

/** Those since an hour without a loss: the newest first, as they are given. */
function withoutRest(lost: readonly LostConnection[]): readonly LostConnection[] {
	const rest = lost.findIndex(
		({ disconnected_at }, index) => index > 0 && lost[index - 1].disconnected_at - disconnected_at > HOUR,
	);
	return rest < 0 ? lost : lost.slice(0, rest);
}

function wordsOf(lost: readonly ConnectionRow[], code: number): Words {
	if (lost.filter(({ replaced }) => replaced !== 0).length * 2 > lost.length) return "connectionReplaced";
	return code === BROKEN ? "connectionBroken" : "connectionClosed";
}

function meanOf(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function toEvidence(identity: string, row: ConnectionRow): Evidence {
	return record("connection", {
		at: row.disconnected_at ?? row.connected_at,
		id: row.id,
		address: listOf(identity, "connections"),
		facts: {
			closeCode: row.close_code,
			closeReason: row.close_reason,
			replaced: row.replaced,
			lastedSeconds: Math.round(((row.disconnected_at ?? row.connected_at) - row.connected_at) / SECOND),
			pingAverage: row.ping_average,
			pingMax: row.ping_max,
			address: row.address,
		},
	});
}
