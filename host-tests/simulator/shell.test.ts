import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ObservedState } from "../../simulator/observed-state";
import { alive, temporaryFolder, until } from "./harness";
import { ROOT } from "./scripted-firmware-command";

const running: ChildProcess[] = [];

afterEach(async () => {
	for (const child of running.splice(0)) {
		if (child.exitCode !== null || child.signalCode !== null) continue;
		child.kill("SIGKILL");
		await once(child, "close");
	}
});

/** Starts Node.js as the shell of somebody in Taiwan without a Moddable SDK and an emulator would. */
function start(...argv: string[]) {
	const env = { ...process.env, LC_ALL: "zh_TW.UTF-8", MODDABLE: "/nowhere", QEMU_XTENSA: "/nowhere/qemu" };
	const child = spawn(process.execPath, ["--import", "tsx", ...argv], { cwd: ROOT, env });
	running.push(child);
	const run = { child, out: "", log: "", ended: undefined as { status: number | null } | undefined };
	child.stdout.on("data", (data) => {
		run.out += data;
	});
	child.stderr.on("data", (data) => {
		run.log += data;
	});
	child.on("close", (status) => {
		run.ended = { status };
	});
	return run;
}

const withScript = (...argv: string[]) =>
	start("host-tests/simulator/shell-simulator.ts", "--panel", "0", "--headless", ...argv);
const refused = async (...argv: string[]) => {
	const run = start(
		"simulator/simulator.ts",
		"--panel",
		"0",
		"--headless",
		"--data",
		temporaryFolder(),
		...argv,
	);
	const { status } = await until(() => run.ended, "the end");
	expect(status).toBe(1);
	expect(run.out).toBe("");
	return run.log;
};

const firmwarePid = (log: string) => Number(/boot (\d+)/.exec(log)?.[1]);
async function post(panel: string, path: string, body: unknown): Promise<void> {
	const headers = { "content-type": "application/json" };
	await fetch(`${panel}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

describe("from a shell", { timeout: 20_000 }, () => {
	it("is ready with one line, also after a restart of the firmware, and ends with SIGTERM", async () => {
		const run = withScript("--data", temporaryFolder(), "--id", "A B");
		const { panel, identity } = JSON.parse(await until(() => /^.*\n/.exec(run.out)?.[0], "the ready line"));
		expect(identity).toBe("A B");
		expect(run.log).toContain('"language":"zh-TW"');
		expect(panel).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		await post(panel, "/api/inputs", { connector: 0, input: "idTag", value: "exit 64" });
		await until(() => run.log.split("boot ").length > 2, "the second boot");
		await post(panel, "/api/inputs", { connector: 0, input: "idTag", value: "state" });
		const pid = firmwarePid(run.log.slice(run.log.lastIndexOf("boot ")));
		run.child.kill("SIGTERM");
		expect(await until(() => run.ended, "the end")).toEqual({ status: 0 });
		expect(alive(pid)).toBe(false);
		expect(run.out).toBe(`${JSON.stringify({ panel, identity })}\n`);
		for (const line of run.log.trim().split("\n")) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z /);
	});

	it("ends by SIGINT while the firmware still starts, or will not end", async () => {
		const starting = withScript("--data", temporaryFolder(), "--set", "Slow=20000");
		await until(() => firmwarePid(starting.log), "the boot");
		starting.child.kill("SIGINT");
		expect(await until(() => starting.ended, "the end")).toEqual({ status: 0 });
		expect(starting.out).toBe("");
		await until(() => !alive(firmwarePid(starting.log)), "the end of the firmware");

		const hanging = withScript("--data", temporaryFolder());
		const { panel } = JSON.parse(await until(() => /^.*\n/.exec(hanging.out)?.[0], "the ready line"));
		await post(panel, "/api/inputs", { connector: 0, input: "idTag", value: "hang" });
		await until(() => hanging.log.includes('"hang"'), "the firmware to hang");
		hanging.child.kill("SIGINT");
		expect(await until(() => hanging.ended, "the end")).toEqual({ status: 0 });
		expect(alive(firmwarePid(hanging.log))).toBe(false);
	});

	it("killed by itself, it takes the firmware with it, and its energy stays", async () => {
		const data = temporaryFolder();
		let shown = 0;
		for (let round = 0; round < 2; round++) {
			const run = withScript("--data", data);
			const { panel } = JSON.parse(await until(() => /^.*\n/.exec(run.out)?.[0], "the ready line"));
			const connector = async () =>
				((await (await fetch(`${panel}/api/state`)).json()) as ObservedState).connectors[0];
			expect(await connector(), "everything out").toMatchObject({ cable: false, ev: false });
			expect((await connector()).importWh).toBeGreaterThanOrEqual(shown);
			await post(panel, "/api/inputs", { connector: 1, input: "plug", value: true });
			for (const value of ["out 112 1", "offer 1 32"])
				await post(panel, "/api/inputs", { connector: 0, input: "idTag", value });
			const target = shown + 2;
			shown = await until(async () => {
				const { importWh } = await connector();
				return importWh >= target && importWh;
			}, "two Wh");
			run.child.kill("SIGKILL");
			await until(() => !alive(firmwarePid(run.log)), "the end of the firmware");
		}
	});

	it("refuses a file that is no flash, before any boot", async () => {
		const data = temporaryFolder();
		// As large as it was in earlier versions.
		writeFileSync(join(data, "flash.bin"), Buffer.alloc(2 ** 20, 0xff));
		const log = await refused("--data", data);
		expect(log).toContain("flash.bin has 1048576 bytes and is not a flash of 589824: choose another folder");
		expect(log.trimEnd().split("\n")).toHaveLength(1);
	});

	it("says in one sentence why it cannot start", async () => {
		const file = join(temporaryFolder(), "file");
		writeFileSync(file, "");
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		const sentences = await Promise.all([
			refused("--panel", `${port}`),
			refused("--data", join(file, "data")),
			refused("--engine", "esp32"),
			refused("--engine", "xs"),
			refused("--connectors", "9"),
		]);
		server.close();
		expect(sentences).toEqual([
			`Port ${port} of 127.0.0.1 is taken; choose another with --panel.\n`,
			`The folder ${join(file, "data")} cannot be written (ENOTDIR); choose another with --data.\n`,
			"--engine esp32 needs Espressif's QEMU, and /nowhere/qemu cannot be started: install it with " +
				'"idf_tools.py install qemu-xtensa" and put qemu-system-xtensa on the PATH, or let QEMU_XTENSA name the ' +
				"program.\n",
			expect.stringMatching(/^[^\n]*Moddable SDK[^\n]*\.\n$/),
			"error: option '--connectors <N>' argument '9' is invalid. It is a whole number from 1 to 4.\n",
		]);
	});

	it("says so when the file of the flash is none, and ends", async () => {
		const data = temporaryFolder();
		writeFileSync(join(data, "flash.bin"), "short");
		const run = start("simulator/simulator.ts", "--headless", "--panel", "0", "--data", data);
		expect(await until(() => run.ended, "the end")).toEqual({ status: 1 });
		expect(run.out).toBe("");
		expect(run.log).toMatch(/^[^\n]*flash\.bin has 5 bytes and is not a flash of 589824: [^\n]*\n$/);
	});

	it.each(["16.20.2", "18.20.8", "20.18.3"])(
		"says in one sentence that Node.js %s is too old",
		async (version) => {
			const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
			const run = start(
				"--import",
				`data:text/javascript,${pretend}`,
				"simulator/simulator.ts",
				"--headless",
			);
			expect(await until(() => run.ended, "the end")).toEqual({ status: 1 });
			expect(run.log).toBe(`Node.js 20.19 or newer is needed; this is ${version}.\n`);
		},
	);

	it("does not share a flash with another", async () => {
		const data = temporaryFolder();
		const first = withScript("--data", data);
		await until(() => first.out, "the ready line");
		const second = withScript("--data", data);
		expect(await until(() => second.ended, "the end")).toEqual({ status: 1 });
		expect(second.log).toBe(
			`The folder ${data} is in use by another simulator; choose another with --data.\n`,
		);
	});
});
