import { PIN } from "../simulator/protocol";
import { type BenchBoard, pin } from "./board";

/** One way in which the charge point reacts. */
export interface Reaction {
	name: string;
	/** What the firmware itself waits for in it. */
	waits: string;
	/** How often it is played on XS; it is left out there without. */
	runs?: number;
	/** ms from the cause to the effect. */
	play(board: BenchBoard): Promise<number>;
}

/** What the reactions are measured with: configuration keys. */
export const SETTINGS = {
	AuthorizationCacheEnabled: "true",
	LocalPreAuthorize: "true",
	// Lost networks are found out soon, since nothing is measured until then.
	WebSocketPingInterval: "1",
};

const OFTEN = 20;
const DEBOUNCE = "50 ms: debouncing";
const NOTHING = "nothing";

let guests = 0;

export const REACTIONS: readonly Reaction[] = [
	{
		name: "known id presented, cable in: contactor closed",
		waits: "50 ms: debouncing of the lock's feedback",
		runs: OFTEN,
		play: (board) => session(board, "KNOWN", (started) => started),
	},
	{
		name: "unknown id presented, asked for online: contactor closed",
		waits: "50 ms: debouncing of the lock's feedback",
		runs: OFTEN,
		play: (board) => session(board, `GUEST-${++guests}`, (started) => started),
	},
	{
		name: "cable plugged in, id accepted before: contactor closed",
		waits: "100 ms: debouncing of the vehicle, then of the lock's feedback",
		runs: OFTEN,
		async play(board) {
			board.say({ idTag: { connector: 1, idTag: "KNOWN" } });
			await board.until(({ state }) => state?.connectors[0].status === "Preparing");
			const start = board.now();
			plug(board, true);
			const closed = await board.until(({ contactor }) => contactor);
			await leave(board, "KNOWN");
			return closed - start;
		},
	},
	{
		name: "id presented again: contactor open",
		waits: NOTHING,
		runs: OFTEN,
		play: (board) => session(board, "KNOWN", (_, ended) => ended),
	},
	{
		name: "fault reported: contactor open",
		waits: NOTHING,
		runs: OFTEN,
		play: (board) =>
			whileCharging(board, (active) =>
				board.say({ fault: { connector: 1, errorCode: "GroundFailure", active } }),
			),
	},
	{
		name: "emergency stop pressed: contactor open",
		waits: NOTHING,
		runs: OFTEN,
		async play(board) {
			await enter(board, "KNOWN");
			await board.pass(100);
			const press = (level: 0 | 1) => board.say({ digital: { pin: PIN.emergencyStop, level } });
			const start = board.now();
			press(1);
			const open = await board.until(({ contactor }) => !contactor);
			await board.pass(100);
			press(0);
			await board.until(({ state }) => state?.emergencyStop === false);
			await drive(board);
			return open - start;
		},
	},
	{
		name: "vehicle wants no more energy: contactor open",
		waits: DEBOUNCE,
		runs: OFTEN,
		play: (board) =>
			whileCharging(board, (paused) =>
				board.say({ digital: { pin: pin("evReady"), level: paused ? 0 : 1 } }),
			),
	},
	{
		name: "SetChargingProfile, 32 A to 10 A: the pilot offers 10 A",
		waits: NOTHING,
		runs: OFTEN,
		play: (board) => limited(board, 10, ({ offered }) => offered === 10),
	},
	{
		name: "SetChargingProfile, 32 A to 0 A: contactor open",
		waits: NOTHING,
		runs: OFTEN,
		play: (board) => limited(board, 0, ({ contactor }) => !contactor),
	},
	{
		name: "network back, link up: first queued message at the CSMS",
		waits: "0.8 to 1.2 s: the first wait, so that not all come at once",
		runs: 5,
		play: (board) => outage(board, 5000, () => board.say({ link: "up" })),
	},
	...[10, 60].map((minutes) => ({
		name: `CSMS back after ${minutes} min, the link was up all the time: the same`,
		waits: "for the next try, by 300 s",
		play: (board: BenchBoard) => outage(board, minutes * 60_000, () => {}),
	})),
];

/** Waits until the charge point is in operation, and has charged for the id that is known. */
export async function prepare(board: BenchBoard): Promise<void> {
	await board.until(({ state }) => state?.registration === "Accepted" && idle(state));
	await session(board, "KNOWN", () => 0);
}

type Seen = BenchBoard["seen"];

function idle(state: NonNullable<Seen["state"]>): boolean {
	return state.connectors[0].status === "Available" && state.queueLength === 0;
}

function plug(board: BenchBoard, plugged: boolean): void {
	const level = plugged ? 1 : 0;
	for (const line of ["cable", "ev", "evReady"] as const) board.say({ digital: { pin: pin(line), level } });
}

/** Plugs in, then presents the id. */
export async function enter(board: BenchBoard, idTag: string): Promise<number> {
	plug(board, true);
	await board.until(({ state }) => state?.connectors[0].status === "Preparing");
	await board.pass(100);
	const start = board.now();
	board.say({ idTag: { connector: 1, idTag } });
	const closed = await board.until(({ contactor }) => contactor);
	return closed - start;
}

/** Presents the id again and goes. */
export async function leave(board: BenchBoard, idTag: string): Promise<number> {
	await board.until(({ state }) => state?.connectors[0].status === "Charging");
	await board.pass(100);
	const start = board.now();
	board.say({ idTag: { connector: 1, idTag } });
	const open = await board.until(({ contactor }) => !contactor);
	await drive(board);
	return open - start;
}

/** The cable is let go, and the vehicle drives away. */
async function drive(board: BenchBoard): Promise<void> {
	await board.until(({ state }) => state?.connectors[0].locked === false);
	plug(board, false);
	await board.until(({ state }) => state?.connectors[0].status === "Available");
}

async function session(
	board: BenchBoard,
	idTag: string,
	of: (started: number, ended: number) => number,
): Promise<number> {
	const started = await enter(board, idTag);
	await board.until(({ state }) => typeof state?.connectors[0].transactionId === "number");
	const ended = await leave(board, idTag);
	await board.until(({ state }) => state !== undefined && idle(state));
	return of(started, ended);
}

/** From what stops the energy, until the contactor is open. */
async function whileCharging(board: BenchBoard, stop: (stopped: boolean) => void): Promise<number> {
	await enter(board, "KNOWN");
	await board.pass(100);
	const start = board.now();
	stop(true);
	const open = await board.until(({ contactor }) => !contactor);
	await board.pass(100);
	stop(false);
	await board.until(({ contactor }) => contactor);
	await leave(board, "KNOWN");
	return open - start;
}

/** From the profile until it shows. */
async function limited(board: BenchBoard, limit: number, shows: (seen: Seen) => boolean): Promise<number> {
	await enter(board, "KNOWN");
	await board.pass(100);
	const start = board.now();
	const commanded = board.command("SetChargingProfile", {
		connectorId: 1,
		csChargingProfiles: {
			...{ chargingProfileId: 1, stackLevel: 1, chargingProfilePurpose: "TxDefaultProfile" },
			chargingProfileKind: "Relative",
			chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
		},
	});
	const shown = await board.until(shows);
	await commanded;
	await board.command("ClearChargingProfile", { id: 1 });
	await board.until(({ contactor }) => contactor);
	await leave(board, "KNOWN");
	return shown - start;
}

/** A session while packets vanish; from their return until the CSMS has its start. */
async function outage(board: BenchBoard, duration: number, told: () => void): Promise<number> {
	const begun = board.now();
	board.setOnline(false);
	await board.until(({ state }) => state?.connected === false);
	await enter(board, "KNOWN");
	await leave(board, "KNOWN");
	await board.pass(Math.max(0, begun + duration - board.now()));
	const before = starts(board.seen);
	const start = board.now();
	board.setOnline(true);
	told();
	const came = await board.until((seen) => starts(seen) > before);
	await board.until(({ state }) => state?.queueLength === 0);
	return came - start;
}

function starts({ received }: Seen): number {
	return received.filter((action) => action === "StartTransaction").length;
}
