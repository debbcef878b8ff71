import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, expect, it, vi } from "vitest";
import { FirmwareProcess, PowerLostError } from "../../simulator/firmware-process";
import type { BootOptions } from "../../simulator/protocol";
import { alive } from "./harness";
import { ROOT } from "./scripted-firmware-command";

afterEach(() => {
	vi.useRealTimers();
});

/** A firmware that is a program of one line, its log, its boots and a promise of its first end. */
function build(command: string, program: string) {
	const log: string[] = [];
	const boots = vi.fn((_crashed: boolean) => []);
	let onDown = (): void => undefined;
	const down = new Promise<void>((resolve) => {
		onDown = resolve;
	});
	const firmware = new FirmwareProcess({
		command: { command, args: ["-e", program], cwd: "/" },
		bootLines: boots,
		onMessage: () => undefined,
		onUp: () => undefined,
		onDown: () => onDown(),
		log: (text) => {
			log.push(text);
		},
	});
	return { firmware, boots, log, down };
}

it("after a crash the watchdog starts it again, a second later, and says so", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	const { firmware, boots, log, down } = build(process.execPath, "process.exit(3)");
	const up = firmware.powerOn();
	await down;
	expect(log).toEqual(["The firmware ended with status 3; the watchdog starts it again."]);
	vi.advanceTimersByTime(999);
	expect(boots).toHaveBeenCalledTimes(1);
	vi.advanceTimersByTime(1);
	expect(boots.mock.calls).toEqual([[false], [true]]);
	const lost = expect(up).rejects.toThrow(PowerLostError);
	await firmware.powerOff();
	await lost;
});

it("without power there is no watchdog", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	const { firmware, boots, down } = build(process.execPath, "process.exit(3)");
	const lost = expect(firmware.powerOn()).rejects.toThrow(PowerLostError);
	await down;
	await firmware.powerOff();
	await lost;
	vi.advanceTimersByTime(10_000);
	expect(boots).toHaveBeenCalledTimes(1);
});

it("a program that is not there is named", async () => {
	const { firmware, log, down } = build("/nowhere/firmware", "");
	const lost = expect(firmware.powerOn()).rejects.toThrow(PowerLostError);
	await down;
	expect(log).toEqual([
		"The firmware could not be started (spawn /nowhere/firmware ENOENT); the watchdog starts it again.",
	]);
	await firmware.powerOff();
	await lost;
});

/**
 * An emulator: its firmware starts, is ready after its boot line, restarts when somebody presents "again", and fails
 * in the second start before it takes inputs. It writes a byte at a time, and does not end with its input.
 */
const EMULATOR = `
	const { writeSync } = require("node:fs");
	const tell = (line) => { for (const byte of JSON.stringify(line) + "\\n") writeSync(1, byte); };
	let booted = 0;
	require("node:readline").createInterface({ input: process.stdin }).on("line", (text) => {
		const line = JSON.parse(text);
		if ("boot" in line && ++booted !== 2) tell({ ready: true });
		else if ("boot" in line || "idTag" in line) {
			if ("idTag" in line) tell({ restarting: true });
			writeSync(1, '{"state":{"ident\\n');
			tell({ starting: true });
		}
		tell({ log: "got " + Object.keys(line)[0] });
	});
	setInterval(() => undefined, 1000);
	tell({ starting: true });
`;

function buildEmulator() {
	const told: unknown[] = [];
	const downs: (string | undefined)[] = [];
	const log: string[] = [];
	let ups = 0;
	const firmware = new FirmwareProcess({
		command: {
			...{ command: process.execPath, args: ["-e", EMULATOR], cwd: "/" },
			emulator: { page: "", close: () => undefined },
		},
		bootLines: (crashed) => [{ oled: true }, { boot: { crashed } as BootOptions }],
		onMessage: (message) => told.push(message),
		onUp: () => ups++,
		onDown: (crash) => downs.push(crash),
		log: (text) => log.push(text),
	});
	return { firmware, told, downs, log, ups: () => ups };
}

const AGAIN = { idTag: { connector: 0, idTag: "again" } };

it("the firmware in an emulator gets its boot lines when it asks, and nothing before", async () => {
	const { firmware, told, downs } = buildEmulator();
	const up = firmware.powerOn();
	firmware.send(AGAIN);
	await up;
	await vi.waitFor(() => expect(told).toEqual([{ log: "got oled" }, { log: "got boot" }]));
	expect(downs).toEqual([]);
	await firmware.powerOff();
});

it("it may start again within the emulator: once as it should, and once before it takes inputs", async () => {
	const { firmware, downs, log, ups } = buildEmulator();
	await firmware.powerOn();
	firmware.send(AGAIN);
	await vi.waitFor(() => expect(ups()).toBe(2));
	expect(downs).toEqual([undefined, "fails and starts again"]);
	expect(log).toEqual(["The firmware restarts.", "The firmware has failed and starts again."]);
	await firmware.powerOff();
	expect(downs).toHaveLength(3);
});

it("what an emulator says byte by byte arrives whole, however late it is read", async () => {
	const { firmware, told } = buildEmulator();
	await firmware.powerOn();
	for (let i = 0; i < 100; i++) firmware.send({ oled: true });
	const end = performance.now() + 300;
	while (performance.now() < end);
	await vi.waitFor(() => expect(told).toHaveLength(102));
	await firmware.close();
});

it("an emulator does not end with its input, but it ends", async () => {
	const { firmware, downs } = buildEmulator();
	await firmware.powerOn();
	await firmware.close();
	expect([firmware.running, downs]).toEqual([false, [undefined]]);
});

it("an emulator dies with the simulator, even when that is killed", async () => {
	const starter = `
		import { FirmwareProcess } from "./simulator/firmware-process";
		const firmware = new FirmwareProcess({
			command: {
				command: process.execPath,
				args: ["-e", 'setInterval(() => undefined, 1000); console.error(process.pid)'],
				cwd: "/",
				emulator: { page: "", close: () => undefined },
			},
			bootLines: () => [],
			onMessage: () => undefined,
			onUp: () => undefined,
			onDown: () => undefined,
			log: (text) => console.log(text),
		});
		firmware.powerOn();
	`;
	const simulator = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", starter], {
		cwd: ROOT,
	});
	const [line] = (await once(createInterface(simulator.stdout), "line")) as [string];
	expect(alive(Number(line))).toBe(true);
	simulator.kill("SIGKILL");
	await vi.waitFor(() => expect(alive(Number(line))).toBe(false));
});
