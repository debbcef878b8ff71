/**
 * `npm run bench:work`: how many instructions a processor executes for what the charge point does, on XS. Needs
 * the Moddable SDK and valgrind.
 */
import { LOCAL_LIST, profile } from "../host-tests/xs/scripted-messages";
import { buildXs } from "../tools/build-xs";
import { ROOT } from "../tools/moddable";
import type { BenchBoard } from "./board";
import type { Profile } from "./callgrind";
import { benchmark, progress, sdkVersion } from "./command";
import { CountedRun, valgrindVersion } from "./counted-run";
import { publish } from "./page";
import { enter, leave, prepare, SETTINGS } from "./reactions";
import { grouped, table } from "./table";
import { XsBoard } from "./xs-board";

interface Step {
	name: string;
	/** How often it is done at a time, and how many times that is counted. */
	often: number;
	counts?: number;
	do(board: BenchBoard): Promise<void>;
}

/** Seconds without anything to do. */
const IDLE = 20;

/** In this order: some need what others have left. */
const STEPS: readonly Step[] = [
	{
		name: "charging cycle: cable, id, StartTransaction, id, StopTransaction, cable",
		often: 5,
		counts: 3,
		do: (board) => cycle(board, "KNOWN"),
	},
	{
		name: "the same with an id that is asked for: Authorize beside it",
		often: 5,
		counts: 2,
		do: (board) => cycle(board, `GUEST-${++guests}`),
	},
	{ name: "Heartbeat, with TriggerMessage", often: 10, do: triggered("Heartbeat") },
	{ name: "StatusNotification, with TriggerMessage", often: 10, do: triggered("StatusNotification") },
	{ name: "MeterValues, with TriggerMessage", often: 10, do: triggered("MeterValues") },
	{
		name: "ChangeConfiguration of one key",
		often: 10,
		do: (board) => board.command("ChangeConfiguration", { key: "ConnectionTimeOut", value: "60" }),
	},
	{
		name: "GetConfiguration of one key",
		often: 10,
		do: (board) => board.command("GetConfiguration", { key: ["ConnectionTimeOut"] }),
	},
	{ name: "GetConfiguration of all keys", often: 5, do: (board) => board.command("GetConfiguration", {}) },
	{
		name: "SetChargingProfile, 24 periods",
		often: 5,
		do: (board) =>
			board.command("SetChargingProfile", {
				connectorId: 1,
				csChargingProfiles: profile(1, "TxDefaultProfile"),
			}),
	},
	{
		name: "GetCompositeSchedule of a day with it",
		often: 5,
		do: (board) => board.command("GetCompositeSchedule", { connectorId: 1, duration: 86_400 }),
	},
	{
		name: "SendLocalList, 48 entries",
		often: 3,
		do: (board) => board.command("SendLocalList", { ...LOCAL_LIST, listVersion: ++version }),
	},
];

let guests = 0;
let version = 0;

await benchmark("work", "Instructions of the processor for what the charge point does, on XS.", async () => {
	const valgrind = valgrindVersion();
	const command = { ...(await buildXs("instrument", progress)), cwd: ROOT };
	const run = new CountedRun(command);
	const rows: string[][] = [];
	try {
		progress("The firmware starts; callgrind makes it some fifty times slower.");
		const board = await XsBoard.start(run.command, SETTINGS);
		try {
			await board.until(({ state }) => state?.registration === "Accepted");
			await board.pass(1000);
			rows.push(row("boot, until it is registered", [run.count()], 1));
			await prepare(board);
			await board.pass(1000);
			run.count();
			for (const step of STEPS) rows.push(await counted(step, board, run));
			progress(`Idle for ${IDLE} s`);
			await board.pass(IDLE * 1000);
			rows.push(row("a minute without anything to do", [run.count()], IDLE / 60));
		} finally {
			await board.close();
		}
	} finally {
		run.close();
	}
	const conditions = `Moddable SDK ${sdkVersion()}, ${valgrind}; XS compiled by gcc with -O3 for 64 bits.`;
	const head = [
		"thousands of instructions",
		"in all",
		"differing by",
		"of these: screen",
		"garbage collection",
	];
	publish("work", `${conditions}\n\n${table(head, rows)}`);
});

async function counted({ name, often, counts = 2, do: act }: Step, board: BenchBoard, run: CountedRun) {
	progress(`${counts} x ${often} times: ${name}`);
	const profiles: Profile[] = [];
	for (let i = 0; i < counts; i++) {
		for (let j = 0; j < often; j++) await act(board);
		await board.pass(300);
		profiles.push(run.count());
	}
	return row(name, profiles, often);
}

/** Each profile is one of so many times the same. */
function row(name: string, profiles: readonly Profile[], often: number): string[] {
	const thousands = (value: number) => grouped(value / often / 1000);
	const mean = (of: (profile: Profile) => number) =>
		profiles.reduce((sum, profile) => sum + of(profile), 0) / profiles.length;
	const totals = profiles.map(({ total }) => total);
	const all = mean(({ total }) => total);
	const differing = (100 * (Math.max(...totals) - Math.min(...totals))) / all;
	return [
		name,
		thousands(all),
		profiles.length > 1 ? `${differing.toFixed(1)} %` : "",
		thousands(mean((profile) => profile.within("PiuViewUpdate"))),
		thousands(mean((profile) => profile.within("fxCollect"))),
	];
}

async function cycle(board: BenchBoard, idTag: string): Promise<void> {
	await enter(board, idTag);
	await board.until(({ state }) => typeof state?.connectors[0].transactionId === "number");
	await leave(board, idTag);
	await board.until(({ state }) => state?.queueLength === 0);
}

function triggered(requestedMessage: string): (board: BenchBoard) => Promise<void> {
	return async (board) => {
		const before = board.seen.received.length;
		await board.command("TriggerMessage", { requestedMessage, connectorId: 1 });
		await board.until(({ received }) => received.length > before);
	};
}
