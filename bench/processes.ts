import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";

/** The servers that are compared. */
export const SERVERS = ["bare", "durable", "ocpp-rpc", "csms"] as const;
export type ServerName = (typeof SERVERS)[number];

/** The bearer token that the CSMS under test takes. */
export const TOKEN = "token-of-the-benchmark";

/** Lines of JSON that a process prints, one after another. */
interface Lines {
	/** The next line; rejects when the process has ended before it. */
	// biome-ignore lint/suspicious/noExplicitAny: whoever started the process knows what it prints
	next(): Promise<any>;
}

export interface Server {
	/** Charge points append their identity, as `ws://127.0.0.1:8180/ocpp`. */
	ocpp: string;
	/** Of the CSMS: of its REST interface. */
	csms?: string;
	/** Resident memory in bytes. */
	memory(): number;
	/** Bytes that live in the heap and the buffers of JavaScript, after a garbage collection. */
	liveMemory(): Promise<number>;
	/** Processor time used so far, seconds. */
	cpu(): number;
	/** What of it the first thread used, which has the connections. */
	firstThreadCpu(): number;
	stop(): Promise<void>;
}

export interface ServerOptions {
	/** `postgres://…` for the CSMS instead of SQLite. */
	database?: string;
	/** Where processor profiles go. */
	profile?: string;
}

/** Starts a server in a process of its own with an empty database. */
export async function startServer(name: ServerName, { database, profile }: ServerOptions): Promise<Server> {
	const folder = mkdtempSync(join(tmpdir(), "bench-"));
	const node = ["--inspect=0", ...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [])];
	const child =
		name === "csms"
			? run("../csms/main.ts", ["--port", "0", "--data", folder, "--accept-unknown"], node, {
					...(database ? { DATABASE_URL: database } : {}),
					CSMS_API_TOKEN: TOKEN,
					CSMS_ADMIN_PASSWORD: "of nobody",
				})
			: run(`servers/${name}.ts`, [folder], node);
	const inspector = inspectorOf(child);
	const ready = await linesOf(child).next();
	return {
		...ready,
		memory: () => memoryOf(child.pid!),
		liveMemory: async () => liveMemoryOf(await inspector),
		cpu: () => cpuOf(`${child.pid}`),
		firstThreadCpu: () => cpuOf(`${child.pid}/task/${child.pid}`),
		async stop() {
			const end = once(child, "close");
			child.kill("SIGTERM");
			await end;
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Starts a load generator. */
export function startGenerator(file: string, parameters: readonly (string | number)[]): Lines {
	return linesOf(run(file, parameters.map(String)));
}

/** Nothing is left running when the benchmark ends. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});

function run(
	file: string,
	parameters: readonly string[],
	node: readonly string[] = [],
	environment: Record<string, string> = {},
): ChildProcess {
	const path = fileURLToPath(new URL(file, import.meta.url));
	const child = spawn(process.execPath, [...node, "--import", "tsx", path, ...parameters], {
		env: { ...process.env, ...environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	running.add(child);
	child.once("exit", () => running.delete(child));
	return child;
}

function linesOf(child: ChildProcess): Lines {
	let errors = "";
	child.stderr!.on("data", (data) => {
		errors = `${errors}${data}`.slice(-2000);
	});
	const lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
	return {
		async next() {
			const { value, done } = await lines.next();
			if (done) throw new Error(`A process of the benchmark ended: ${errors}`);
			return JSON.parse(value);
		},
	};
}

function memoryOf(pid: number): number {
	const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
	return Number(pages) * 4096;
}

/** Of a process, or of a thread of it. */
function cpuOf(place: string): number {
	const fields = readFileSync(`/proc/${place}/stat`, "utf8").split(") ")[1].split(" ");
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The address at which a process listens for its inspector. */
function inspectorOf(child: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		createInterface(child.stderr!).on("line", (line) => {
			const [, address] = /^Debugger listening on (ws:\S+)/.exec(line) ?? [];
			if (address !== undefined) resolve(address);
		});
	});
}

async function liveMemoryOf(inspector: string): Promise<number> {
	const socket = new WebSocket(inspector);
	await once(socket, "open");
	const ask = async (method: string, params = {}) => {
		socket.send(JSON.stringify({ id: 1, method, params }));
		const [answer] = await once(socket, "message");
		return JSON.parse(String(answer)).result;
	};
	await ask("HeapProfiler.collectGarbage");
	const expression = "process.memoryUsage().heapUsed + process.memoryUsage().external";
	const { result } = await ask("Runtime.evaluate", { expression });
	socket.close();
	await once(socket, "close");
	return result.value;
}
