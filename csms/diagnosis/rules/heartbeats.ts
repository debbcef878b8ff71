import type { Db } from "../../database/tables";
import type { Moment } from "../../database/tables/columns";
import { type Asked, type Finding, listOf, MINUTE, type Rule, record, SECOND } from "../finding";
import { isSilent } from "../silence";

/** Any message counts as one, and a single one that comes late is none that is missed. */
const MISSED = 2;
/** However short the interval: looks are a minute apart, and so is what they look at. */
const LEAST_SILENCE = 11 * MINUTE;

/** Connected charge points that say nothing although their heartbeats are due. */
export const heartbeats: Rule = { kinds: ["heartbeats-missed"], find, due };

async function find({ db, identity, chargePoint, now, lastSeen }: Asked): Promise<Finding[]> {
	if (chargePoint?.boot_status !== "Accepted") return [];
	const connection = await db
		.selectFrom("connection")
		.select(["id", "connected_at", "disconnected_at"])
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.executeTakeFirst();
	if (!connection || connection.disconnected_at !== null) return [];
	const heard = Math.max(chargePoint.last_seen ?? 0, lastSeen ?? 0, connection.connected_at);
	const silence = now - heard;
	if (silence < LEAST_SILENCE) return [];
	const seconds = await intervalOf(db, identity);
	if (seconds <= 0 || silence < MISSED * seconds * SECOND + MINUTE) return [];
	const count = Math.floor(silence / (seconds * SECOND));
	return [
		{
			kind: "heartbeats-missed",
			connectorId: null,
			subject: null,
			words: "heartbeatsMissed",
			severity: "warning",
			since: heard,
			last: heard + count * seconds * SECOND,
			count,
			facts: { intervalSeconds: seconds },
			evidence: [
				record("connection", {
					at: connection.connected_at,
					id: connection.id,
					address: listOf(identity, "connections"),
					facts: {},
				}),
			],
		},
	];
}

/**
 * Seconds between heartbeats: as answered to the last boot, or as set; 0 for none. Some keep over a boot what was
 * set before it, so that the longer one counts there.
 */
async function intervalOf(db: Db, identity: string): Promise<number> {
	const boot = await db
		.selectFrom("boot_notification")
		.select(["interval", "received_at"])
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.executeTakeFirst();
	const key = await db
		.selectFrom("configuration_key")
		.select(["value", "read_at"])
		.where("identity", "=", identity)
		.where("name", "=", "heartbeatinterval")
		.executeTakeFirst();
	const told = boot?.interval ?? 0;
	const set = Number(key?.value ?? "");
	if (!key || !Number.isFinite(set)) return told;
	return key.read_at < (boot?.received_at ?? 0) ? Math.max(told, set) : set;
}

async function due(db: Db, now: Moment): Promise<string[]> {
	const rows = await db
		.selectFrom("charge_point")
		.select("identity")
		.where(isSilent(now - LEAST_SILENCE))
		.where("boot_status", "=", "Accepted")
		.execute();
	return rows.map(({ identity }) => identity);
}
