import type { Facts } from "../../api/schemas/diagnoses";
import type { Moment } from "../../database/tables/columns";
import { type Asked, DAY, type Finding, listOf, MINUTE, newest, type Rule, record } from "../finding";

/** So many unexpected ones a day are more than a power cut or an electrician explain. */
const MANY = 3;
const VERY_MANY = 10;
const MOST_BOOTS = 100;
/** A charge point boots within this time of the command, update or event that made it. */
const BEFORE = 10 * MINUTE;
const AFTER = 2 * MINUTE;
/** A connection that had been open for longer was up while it booted. */
const UP = MINUTE;

type Reason = "asked" | "reset" | "firmware" | "connected" | "unknown";

interface Boot {
	id: number;
	received_at: Moment;
	status: string;
	payload: string;
}

interface Reboot extends Boot {
	reason: Reason;
	/** What its security event says. */
	techInfo: string | null;
}

/** Reboots that nobody has asked for. */
export const reboots: Rule = { kinds: ["rebooted"], find };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now, known } = asked;
	const boots = await db
		.selectFrom("boot_notification")
		.select(["id", "received_at", "status", "payload"])
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(MOST_BOOTS)
		.execute();
	const recent: Reboot[] = [];
	for (const [index, boot] of boots.entries()) {
		const before = boots.at(index + 1);
		if (boot.received_at <= now - DAY) break;
		// The very first is none, and one that was not accepted comes again by itself.
		if (before?.status === "Accepted") recent.push({ ...boot, ...(await explain(asked, boot, before)) });
	}
	const unexpected = recent.filter(({ reason }) => reason === "unknown" || reason === "connected");
	const [latest] = unexpected;
	if (!latest) return [];
	const before = known("rebooted");
	const count = unexpected.length;
	const added = before ? unexpected.filter(({ received_at }) => received_at > before.last).length : 0;
	return [
		{
			kind: "rebooted",
			connectorId: null,
			subject: null,
			words: latest.reason === "connected" ? "rebootedWhileConnected" : "rebooted",
			severity: count >= VERY_MANY ? "fault" : count >= MANY ? "warning" : "note",
			since: before?.since ?? unexpected.at(-1)!.received_at,
			last: latest.received_at,
			count: before ? before.count + added : count,
			facts: { lastDay: count, techInfo: latest.techInfo },
			evidence: newest(
				recent.map(({ id, received_at, reason, techInfo, payload }) =>
					record("boot-notification", {
						at: received_at,
						id,
						address: listOf(identity, "boot-notifications"),
						facts: { reason, techInfo, firmwareVersion: versionOf(payload) },
					}),
				),
			),
		},
	];
}

/** Why it booted, as far as the records tell. */
async function explain(
	{ db, identity }: Asked,
	boot: Boot,
	before: Boot,
): Promise<Pick<Reboot, "reason" | "techInfo">> {
	const at = boot.received_at;
	const commands = await db
		.selectFrom("command")
		.select(["action", "payload", "response"])
		.where("identity", "=", identity)
		.where("action", "in", ["Reset", "TriggerMessage", "ExtendedTriggerMessage"])
		.where("result", "=", "Response")
		.where("sent_at", ">", at - BEFORE)
		.where("sent_at", "<=", at)
		.execute();
	const isAccepted = ({ response }: { response: string | null }) =>
		(JSON.parse(response ?? "{}") as Facts).status === "Accepted";
	const accepted = commands.filter(isAccepted);
	if (accepted.some(({ action }) => action === "Reset")) return { reason: "reset", techInfo: null };
	const isBoot = ({ payload }: { payload: string }) =>
		(JSON.parse(payload) as Facts).requestedMessage === "BootNotification";
	if (accepted.some(isBoot)) return { reason: "asked", techInfo: null };
	const notifications = await db
		.selectFrom("notification")
		.select(["action", "payload"])
		.where("identity", "=", identity)
		.where("received_at", ">", at - BEFORE)
		.where("received_at", "<=", at + AFTER)
		.orderBy("id", "desc")
		.execute();
	const told = notifications.map(({ payload }) => JSON.parse(payload) as Facts);
	const isInstalling = told.some(({ status }) => /^Install(ing|ed|Rebooting)$/.test(String(status ?? "")));
	if (isInstalling || versionOf(boot.payload) !== versionOf(before.payload)) {
		return { reason: "firmware", techInfo: null };
	}
	const event = told.find(({ type }) => type === "ResetOrReboot");
	const techInfo = event?.techInfo == null ? null : String(event.techInfo);
	const connection = await db
		.selectFrom("connection")
		.select("connected_at")
		.where("identity", "=", identity)
		.where("connected_at", "<=", at)
		.orderBy("id", "desc")
		.executeTakeFirst();
	return { reason: connection && at - connection.connected_at > UP ? "connected" : "unknown", techInfo };
}

function versionOf(payload: string): string | null {
	return (JSON.parse(payload) as { firmwareVersion?: string }).firmwareVersion ?? null;
}
