/**
 * `npm run bench:start`: from `npm start` in a fresh copy of this tree to the first charge, step by step. The ports
 * of `npm start`, 8180 and 8181, have to be free.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { ROOT } from "../tools/moddable";
import { benchmark, progress } from "./command";
import { publish } from "./page";
import { median } from "./quantiles";
import { grouped, table } from "./table";

/** Not of the sources. */
const LEFT_OUT = ["node_modules", ".git", ".build", ".data"];
/** What each start goes through, in order. */
const STEPS = [
	["npm", "npm itself"],
	["pages", "programs loaded, pages there"],
	["addresses", "CSMS and charge point started, both addresses printed"],
	["available", "charge point accepted and Available"],
	["registered", "driver registered over REST"],
	["charging", "cable in, id presented, contactor closed"],
] as const;
type Step = (typeof STEPS)[number][0];
/** Seconds since the start. */
type Times = Record<Step, number>;

const FURTHER_STARTS = 5;
const TRIES = 5;
/** s */
const PATIENCE = 120;

await benchmark("start", "From npm start in a fresh copy of this tree to the first charge.", async () => {
	for (const port of [8180, 8181]) await checkFree(port);
	const folder = mkdtempSync(join(tmpdir(), "xs-evse-start-"));
	try {
		const project = copyProject(folder);
		progress("The first start, which builds the pages");
		const first = await start(project, folder);
		const further: Times[] = [];
		for (let i = 1; i <= FURTHER_STARTS; i++) {
			progress(`Start ${i} of ${FURTHER_STARTS} with the pages built and a fresh data folder`);
			further.push(await start(project, folder));
		}
		const bare = seconds(["-e", "0"]);
		const tsx = seconds(["--import", "tsx", "-e", "0"]);
		const middle = (step: Step) => median(further.map((times) => times[step]));
		const last = middle("charging");
		const rows = STEPS.map(([step, name]) => [name, grouped(first[step], 2), grouped(middle(step), 2)]);
		publish(
			"start",
			[
				table(
					["seconds since the start, until", "the first start", `median of ${FURTHER_STARTS} more`],
					rows,
				),
				"",
				table(
					["for comparison, in the same run", "seconds", "a further start takes"],
					[
						["`node -e 0`", grouped(bare, 2), `${grouped(last / bare)} times as long`],
						["`node --import tsx -e 0`", grouped(tsx, 2), `${grouped(last / tsx, 1)} times as long`],
					],
				),
			].join("\n"),
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

function checkFree(port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", () => reject(new Error(`Port ${port} is taken; npm start needs it.`)));
		server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
	});
}

/** The sources as a clone has them, with the packages that are installed here. */
function copyProject(folder: string): string {
	const project = join(folder, "project");
	cpSync(ROOT, project, {
		recursive: true,
		filter: (path) => !LEFT_OUT.includes(path.slice(ROOT.length + 1).split(sep)[0]),
	});
	symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
	return project;
}

/** Starts with a fresh data folder, and ends when energy flows. */
async function start(project: string, folder: string): Promise<Times> {
	rmSync(join(project, ".data"), { recursive: true, force: true });
	// What tsx keeps of a start is there: it is not to find what others have left.
	const temporary = join(folder, "tmp");
	mkdirSync(temporary, { recursive: true });
	const begun = performance.now();
	const child = spawn("npm", ["start"], {
		cwd: project,
		// npm tells by its first lines that it has come so far; "npm run --silent" would be handed on.
		env: { ...process.env, TMPDIR: temporary, npm_config_loglevel: "notice" },
		stdio: ["ignore", "pipe", "pipe"],
		detached: true,
	});
	const ended = once(child, "close");
	const kill = () => child.pid !== undefined && process.kill(-child.pid, "SIGKILL");
	process.once("exit", kill);
	try {
		const times: Partial<Times> = {};
		const passed = (step: Step) => {
			times[step] = (performance.now() - begun) / 1000;
		};
		const { csms, panel } = await addresses(child, passed);
		await charge(csms, panel, passed);
		return times as Times;
	} finally {
		process.off("exit", kill);
		if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
		await ended;
	}
}

/** Reads what `npm start` prints. Rejects when it ends before it has told its addresses. */
async function addresses(
	child: ChildProcess,
	passed: (step: Step) => void,
): Promise<{ csms: string; panel: string }> {
	let errors = "";
	child.stderr?.on("data", (data) => {
		errors = `${errors}${data}`.slice(-1000);
	});
	let csms: string | undefined;
	for await (const line of createInterface({ input: child.stdout! })) {
		if (line.startsWith("> exec node")) passed("npm");
		else if (/pages/.test(line)) passed("pages");
		const [, name, url] = /^ {2}(CSMS|Charge point) +(http:\S+)/.exec(line) ?? [];
		if (name === "CSMS") csms = url;
		if (name !== "Charge point" || csms === undefined) continue;
		passed("addresses");
		return { csms, panel: url };
	}
	throw new Error(`npm start has ended: ${errors}`);
}

/** As somebody would who has both pages open. */
async function charge(csms: string, panel: string, passed: (step: Step) => void): Promise<void> {
	await until(panel, ({ registration, connectors: [{ status }] }) => {
		return registration === "Accepted" && status === "Available";
	});
	passed("available");
	const idTag = "FIRST-CHARGE";
	const driver = { name: "First Driver", email: "first@example.com", idTag, consent: true };
	await post(`${csms}/api/v1/registrations`, driver);
	passed("registered");
	for (const [input, value] of [
		["plug", true],
		["idTag", idTag],
	])
		await post(`${panel}/api/inputs`, { connector: 1, input, value });
	await until(panel, ({ connectors: [{ contactor }] }) => contactor);
	passed("charging");
}

async function post(url: string, body: object): Promise<void> {
	const headers = { "content-type": "application/json", origin: new URL(url).origin };
	const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
	if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

/** What the panel tells of the charge point. */
interface Panel {
	registration: string | null;
	connectors: [{ status: string; contactor: boolean }];
}

async function until(panel: string, condition: (state: Panel) => boolean): Promise<void> {
	const limit = performance.now() + PATIENCE * 1000;
	while (!condition((await (await fetch(`${panel}/api/state`)).json()) as Panel)) {
		if (performance.now() > limit) throw new Error(`It did not come to ${condition} in ${PATIENCE} s.`);
		await pause(10);
	}
}

/** The median of some runs of Node.js. */
function seconds(parameters: readonly string[]): number {
	const times = Array.from({ length: TRIES }, () => {
		const begun = performance.now();
		const { status } = spawnSync(process.execPath, parameters, { cwd: ROOT });
		if (status !== 0) throw new Error(`node ${parameters.join(" ")} ended with status ${status}.`);
		return (performance.now() - begun) / 1000;
	});
	return median(times);
}
