import type { Db } from "../../database/tables";
import type { Moment } from "../../database/tables/columns";
import {
	type Asked,
	episodes,
	type Finding,
	listOf,
	MINUTE,
	newest,
	type Rule,
	record,
	SECOND,
} from "../finding";

/** Clocks are set by each heartbeat: one that is further off is not, and tariffs by the hour are wrong. */
const TOLERANCE = MINUTE;
/** What comes so soon after a connection may have waited in the charge point. */
const WAITED = MINUTE;
/** The newest statuses with a timestamp that are compared: one of them may have been held up on its way. */
const COMPARED = 2;
const LOOKED_THROUGH = 20;

interface Told {
	id: number;
	received_at: Moment;
	timestamp: Moment;
	/** Receipt less timestamp: negative when the clock is ahead. */
	difference: number;
}

/** Charge points whose clock is off: their timestamps against the receipt of messages that did not wait. */
export const clock: Rule = { kinds: ["clock-wrong"], find };

async function find({ db, identity, known }: Asked): Promise<Finding[]> {
	const told = await toldLive(db, identity);
	const [latest] = told;
	if (!latest) return [];
	// Nothing comes before it is sent, but many things later: the smallest difference is nearest to the truth.
	const { difference } = told.toSorted((a, b) => Math.abs(a.difference) - Math.abs(b.difference))[0];
	if (Math.abs(difference) <= TOLERANCE || (difference > 0 && told.length < COMPARED)) return [];
	const before = known("clock-wrong");
	const isAhead = difference < 0;
	return [
		{
			kind: "clock-wrong",
			connectorId: null,
			subject: null,
			words: isAhead ? "clockAhead" : "clockBehind",
			severity: "warning",
			since: before?.since ?? told.at(-1)!.received_at,
			last: latest.received_at,
			count: episodes(before),
			facts: { seconds: Math.round(Math.abs(difference) / SECOND) },
			evidence: newest(
				told.map(({ id, received_at, timestamp, difference: off }) =>
					record("status-notification", {
						at: received_at,
						id,
						address: listOf(identity, "status-notifications"),
						facts: { timestamp: new Date(timestamp).toISOString(), seconds: Math.round(-off / SECOND) },
					}),
				),
			),
		},
	];
}

/** The newest statuses whose timestamp shows what the clock said at their receipt. */
async function toldLive(db: Db, identity: string): Promise<Told[]> {
	const rows = await db
		.selectFrom("status_notification")
		.select(["id", "timestamp", "received_at"])
		.where("identity", "=", identity)
		.whereRef("timestamp", "<>", "received_at")
		.orderBy("id", "desc")
		.limit(LOOKED_THROUGH)
		.execute();
	const told: Told[] = [];
	for (const row of rows) {
		const difference = row.received_at - row.timestamp;
		if (difference <= TOLERANCE || !(await mayHaveWaited(db, identity, row.received_at)))
			told.push({ ...row, difference });
		if (told.length === COMPARED) break;
	}
	return told;
}

async function mayHaveWaited(db: Db, identity: string, receivedAt: Moment): Promise<boolean> {
	const connection = await db
		.selectFrom("connection")
		.select("connected_at")
		.where("identity", "=", identity)
		.where("connected_at", "<=", receivedAt)
		.orderBy("id", "desc")
		.executeTakeFirst();
	return connection !== undefined && receivedAt - connection.connected_at < WAITED;
}
