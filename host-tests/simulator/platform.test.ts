import { type ChildProcess, spawn } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { BootOptions, FromFirmware, ToFirmware } from "../../simulator/protocol";
import { temporaryFolder, until } from "./harness";
import { ROOT } from "./scripted-firmware-command";

let child: ChildProcess | undefined;

afterEach(() => {
	child?.kill("SIGKILL");
});

/** A firmware process on Node.js, with the test in place of the simulator. */
function start(boot: Partial<BootOptions> = {}) {
	const firmware = spawn(process.execPath, ["--import", "tsx", "host-tests/simulator/platform-main.ts"], {
		cwd: ROOT,
	});
	child = firmware;
	const run = { text: "", errors: "", ended: undefined as { status: number | null } | undefined };
	firmware.stdout.on("data", (data) => {
		run.text += data;
	});
	firmware.stderr.on("data", (data) => {
		run.errors += data;
	});
	firmware.on("close", (status) => {
		run.ended = { status };
	});
	const send = (line: ToFirmware) => firmware.stdin.write(`${JSON.stringify(line)}\n`);
	const flash = join(temporaryFolder(), "flash.bin");
	send({ meter: { connector: 1, importWh: 42, powerW: 0, currentA: [0, 0, 0], voltageV: [230, 230, 230] } });
	send({
		boot: {
			identity: "CP001",
			csms: "ws://127.0.0.1:1/ocpp",
			connectors: 2,
			cable: "detachable",
			settings: {},
			flash,
			network: 1,
			language: "en",
			utcOffset: 0,
			...boot,
		},
	});
	const told = () =>
		run.text
			.split("\n")
			.slice(0, -1)
			.filter((line) => line.startsWith("{"))
			.map((line) => JSON.parse(line) as FromFirmware);
	return {
		run,
		send,
		flash,
		told,
		child: firmware,
		command: (idTag: string) => send({ idTag: { connector: 0, idTag } }),
		ready: () => until(() => told().some((message) => "ready" in message), "the firmware"),
		ended: () => until(() => run.ended, "the end"),
		logged: (text: string) =>
			until(
				() =>
					told().flatMap((message) =>
						"log" in message && message.log.includes(text) ? [message.log] : [],
					)[0],
				`"${text}" in the log`,
			),
	};
}

describe("the platform on Node.js", { timeout: 20_000 }, () => {
	it("is found by its specifier, boots over what stood before, and draws its screen", async () => {
		const { ready, told, flash, logged } = start();
		await ready();
		expect(await logged("reads")).toBe("CP001 reads 42 Wh, 144 blocks");
		expect(statSync(flash).size).toBe(144 * 4096);
		const [display] = told().flatMap((message) => ("display" in message ? [message.display] : []));
		expect(display.lines.length).toBeGreaterThan(0);
		const bitmap = Buffer.from(display.bitmap, "base64");
		expect(bitmap).toHaveLength(1024);
		expect(bitmap.some((byte) => byte !== 0)).toBe(true);
		expect(told().at(-1)).toEqual({ ready: true });
	});

	it("speaks the language that the simulator says", async () => {
		const { ready, told } = start({ language: "zh-TW" });
		await ready();
		const [display] = told().flatMap((message) => ("display" in message ? [message.display] : []));
		expect(display.lines.join("")).toMatch(/\p{Script=Han}/u);
	});

	it("ends with its input, and not by a signal to the group", async () => {
		const { ready, run, child, ended, command, logged } = start();
		await ready();
		child.kill("SIGINT");
		child.kill("SIGTERM");
		command("ids");
		const ids = /(\S+) (\S+) (\S+)$/.exec(await logged(" 0.")) as RegExpExecArray;
		const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
		expect(ids[1]).toMatch(uuid);
		expect(ids[2]).toMatch(uuid);
		expect(ids[1]).not.toBe(ids[2]);
		expect(run.ended).toBeUndefined();
		child.stdin?.end();
		expect(await ended()).toEqual({ status: 0 });
	});

	it("restarts with the status that says so", async () => {
		const { ready, command, ended } = start();
		await ready();
		command("restart");
		expect(await ended()).toEqual({ status: 64 });
	});

	it.each([
		["throw", "a bug"],
		["reject", "a later bug"],
	])("the last resort opens the contactor and tells why: %s", async (how, reason) => {
		const { ready, command, ended, told } = start();
		await ready();
		command("close");
		command(how);
		expect(await ended()).toEqual({ status: 1 });
		const contactor = told().flatMap((message) =>
			"digital" in message && message.digital.pin === 112 ? [message.digital.level] : [],
		);
		expect(contactor).toEqual([0, 1, 0]);
		const last = told().at(-1) as { log: string };
		expect(last.log).toContain(`The firmware fails: Error: ${reason}`);
		expect(last.log, "where").toContain("platform-main.ts");
	});

	it("an unusable flash is told, and is no reason to run", async () => {
		const file = join(temporaryFolder(), "short.bin");
		writeFileSync(file, "short");
		const { ended, logged } = start({ flash: file });
		expect(await ended()).toEqual({ status: 1 });
		expect(await logged("flash")).toContain(file);
	});
});
