import type { FastifyBaseLogger } from "fastify";
import type { Settings } from "./api/schemas/accounts";
import type { ChargePoint, ChargePointQuery } from "./api/schemas/charge-points";
import type { HistoryEvent } from "./api/schemas/events";
import type { Cluster } from "./cluster/cluster";
import type { Store } from "./database/store";
import type { Diagnosing } from "./diagnosis/diagnosing";
import type { FileLimits } from "./files/limits";
import type { FrameHistory } from "./frames/frame-history";
import type { Live } from "./live";
import type { LiveMeterValues } from "./live-meter-values";
import type { Notices } from "./notices/notices";
import type { Fleet } from "./ocpp/fleet";
import type { Refusals } from "./ocpp/refusals";
import type { Proxies } from "./proxies";
import { listChargePoints, readChargePoint } from "./records/charge-points";
import type { FileMaker } from "./reports/file-maker";
import type { ReportRuns } from "./reports/report-runs";
import type { RollUp } from "./statistics/roll-up";
import type { Trust } from "./trust";

/** What the parts of one running CSMS share. */
export interface Context {
	readonly store: Store;
	readonly live: Live;
	readonly liveMeterValues: LiveMeterValues;
	/** The last frames that passed through this process. */
	readonly frames: FrameHistory;
	readonly fleet: Fleet;
	/** The processes on the same database, and what they share of the fleet. */
	readonly cluster: Cluster;
	readonly log: FastifyBaseLogger;
	/** Messages by e-mail and webhooks. */
	readonly notices: Notices;
	/** Makes XLSX and PDF files. */
	readonly reportFiles: FileMaker;
	/** Makes the reports of schedules. */
	readonly reportRuns: ReportRuns;
	/** Which certificates of charge points are trusted. */
	readonly trust: Trust;
	/** Works up meter values for statistics and costs. */
	readonly rollUp: RollUp;
	/** Handshakes that were refused. */
	readonly refusals: Refusals;
	/** Finds out what is wrong with the charge points. */
	readonly diagnosing: Diagnosing;
	/** A charge point that nobody entered is taken in and accepted. */
	readonly acceptUnknown: boolean;
	/** The settings until somebody changes them. */
	readonly settings: Settings;
	/** An administrator's bearer token for scripts. */
	readonly apiToken: string | undefined;
	/** The proxies that are believed where a request comes from. */
	readonly proxies: Proxies;
	/** Milliseconds that a peer may take for the head of a request, and again for its JSON. */
	readonly patience: number;
	/** Seconds until a command counts as timed out (R-FRM-07). */
	readonly messageTimeout: number;
	/** How much room firmware images and uploads may take. */
	readonly fileLimits: FileLimits;
}

/** One charge point with its connection's state, or undefined. */
export async function viewChargePoint(
	{ store, cluster }: Context,
	identity: string,
): Promise<ChargePoint | undefined> {
	return readChargePoint(store.db, identity, await cluster.holdings.livenessOf(identity));
}

/** The charge points as the API has them, those of a page or all, with how their connections are. */
export async function viewChargePoints(
	{ store, cluster }: Context,
	page?: ChargePointQuery,
): Promise<ChargePoint[]> {
	return listChargePoints(store.db, await cluster.holdings.liveness(), page);
}

/** Tells the live pages that a charge point's history of that name has grown. */
export function tellHistory({ live }: Context, identity: string, history: HistoryEvent["history"]): void {
	if (live.watches("history", identity)) live.tell("history", { identity, history });
}

/** Shows the charge point as it is now on the live pages. */
export async function tellChargePoint(context: Context, identity: string): Promise<void> {
	if (!context.live.watches("charge-point", identity)) return;
	const chargePoint = await viewChargePoint(context, identity);
	if (chargePoint) context.live.tell("charge-point", chargePoint);
}
