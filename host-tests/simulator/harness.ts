import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { ObservedState } from "../../simulator/observed-state";
import { type SimulatorOptions, startSimulator } from "../../simulator/simulator";
import { SCRIPTED_FIRMWARE } from "./scripted-firmware-command";

const folders: string[] = [];

afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "xs-evse-simulator-"));
	folders.push(folder);
	return folder;
}

type Truthy<Value> = Exclude<Value, undefined | null | false | 0 | "">;

/** Looks until `probe` gives something that is true; fails after some seconds. */
export async function until<Value>(
	probe: () => Value | Promise<Value>,
	what: string,
): Promise<Truthy<Awaited<Value>>> {
	const end = performance.now() + 8000;
	for (;;) {
		const value = await probe();
		if (value) return value as Truthy<Awaited<Value>>;
		if (performance.now() > end) throw new Error(`In vain waited for ${what}.`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Whether a process runs; one that is dead and not yet buried by whoever inherited it does not. */
export const alive = (pid: number) => {
	try {
		process.kill(pid, 0);
		return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
	} catch (error) {
		return (error as NodeJS.ErrnoException).path !== undefined && process.platform !== "linux";
	}
};

/** A simulator with the scripted firmware, and the shell of somebody who drives it. */
export async function startTestSimulator(options: SimulatorOptions = {}) {
	const log: string[] = [];
	const simulator = await startSimulator({
		firmware: SCRIPTED_FIRMWARE,
		data: temporaryFolder(),
		panel: 0,
		headless: true,
		log: (text) => log.push(text),
		...options,
	});
	const post = (path: string, body: unknown) =>
		fetch(`${simulator.panel}${path}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});
	const input = async (connector: unknown, name: unknown, value: unknown) => {
		const response = await post("/api/inputs", { connector, input: name, value });
		const body = await response.text();
		return { status: response.status, error: body && (JSON.parse(body) as { error: string }).error };
	};
	return {
		...simulator,
		/** What simulator and firmware have logged. */
		log,
		post,
		input,
		/** Has the scripted firmware do something. */
		command: (text: string) => input(0, "idTag", text),
		state: async () => (await (await fetch(`${simulator.panel}/api/state`)).json()) as ObservedState,
		/** Waits for a line of the log that contains `text`, from line `from` on. */
		logged: (text: string, from = 0) =>
			until(() => log.slice(from).find((line) => line.includes(text)), `"${text}" in the log`),
	};
}

export type TestSimulator = Awaited<ReturnType<typeof startTestSimulator>>;
