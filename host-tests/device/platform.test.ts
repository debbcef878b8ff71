import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Host } from "../../modules/hardware/platform";
import { digitalOf, Pins } from "../../simulator/digital";
import { FakePwm } from "../hardware/fake-pins";
import { device } from "./fake-device";
import { preferences } from "./fake-preferences";

/** The ESP32, anew for each boot. */
const chip = vi.hoisted(() => ({
	digital: undefined as unknown,
	pwm: undefined as unknown,
	/** Failures in a row that the supervisor has counted. */
	crashes: 0,
	/** The partition table has the partition "journal". */
	partition: true,
	/** What the supervisor is told, and how outputs are driven. */
	done: [] as string[],
	logged: [] as string[],
}));

vi.mock("embedded:io/digital", () => ({
	get default() {
		return chip.digital;
	},
}));
vi.mock("embedded:io/pwm", () => ({
	get default() {
		return chip.pwm;
	},
}));
vi.mock("embedded:storage/flash", () => ({
	default: {
		open() {
			if (!chip.partition) throw new Error("not found");
			return { status: () => ({ blockLength: 4096, blocks: 144 }) };
		},
	},
}));
vi.mock("device/network", () => ({
	DeviceNetwork: class {
		readonly address = "240AC4000110";
		changed() {}
	},
}));
vi.mock("device/sdk/sockets", () => ({ SdkSockets: class {} }));
vi.mock("modules/ui/piu/screen", () => ({ startScreen() {} }));

/** Lines of the development kit. */
const [CONTACTOR, STOP, FAULT_LED] = [26, 33, 23];
/** Its inputs with a switch or a button to ground, all of them open. */
const OPEN = [13, 18, 27, 32, 16, 4];

let pins: Pins;
let host: Host | undefined;

/** Starts the firmware; `host` is there once the charge point may start. */
async function boot(crashes = 0): Promise<void> {
	Object.assign(chip, { crashes, done: [], logged: [], digital: undefined });
	host = undefined;
	pins = new Pins();
	for (const pin of OPEN) pins.setInput(pin, 1);
	pins.setInput(STOP, 0);
	pins.onOutput = (pin, level) => chip.done.push(`${pin} ${level}`);
	chip.digital = digitalOf(pins);
	chip.pwm = new FakePwm().pwm;
	vi.resetModules();
	const { default: platform } = await import("../../device/platform");
	platform.start((ready) => {
		host = ready;
	});
}

beforeEach(() => {
	chip.partition = true;
	preferences.reset();
	vi.stubGlobal("trace", (text: string) => chip.logged.push(text.trim()));
	vi.stubGlobal("System", { restart: () => chip.done.push("restart") });
	vi.stubGlobal("native", (name: string) => (...values: unknown[]) => {
		chip.done.push([name.replace("xs_supervisor_", ""), ...values].join(" "));
		return chip.crashes;
	});
});

afterEach(() => {
	globalThis.abort = undefined;
	vi.unstubAllGlobals();
});

describe("the ESP32 as a platform", () => {
	test("first of all it guards and opens the contactor; the charge point starts at once", async () => {
		await boot();
		expect(chip.done.slice(0, 3)).toEqual(["start", `guard ${CONTACTOR} false`, `${CONTACTOR} 0`]);
		expect(host?.settings).toMatchObject({
			...{ identity: "CP000110", csms: "ws://csms.invalid/ocpp", serialNumber: "240AC4000110" },
			...{ model: "ESP32 demo", firmwareVersion: "0.1.0", crashed: false, newKey: false },
		});
		expect(host?.flash.blockCount).toBe(144);
	});

	test("an exception opens the contactor; the next boot tells the reason, once", async () => {
		await boot();
		host?.connectors[0].setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(1);
		expect(globalThis.abort?.("unhandled exception", new Error("out of luck"))).toBe(true);
		expect([pins.level(CONTACTOR), globalThis.abort]).toEqual([0, undefined]);
		await boot(1);
		expect(host?.settings.crashed).toBe(true);
		expect(chip.logged[0]).toMatch(/^The firmware had failed, unhandled exception: Error: out of luck/);
		await boot();
		expect([host?.settings.crashed, chip.logged]).toEqual([false, []]);
	});

	test("after the third failure in a row it waits with open contactor, and settles when it has run well", async () => {
		await boot(2);
		expect(host).toBeDefined();
		await boot(3);
		device.timers.advance(9_999);
		expect([host, pins.level(CONTACTOR)]).toEqual([undefined, 0]);
		device.timers.advance(1);
		expect(host).toBeDefined();
		device.timers.advance(599_999);
		expect(chip.done).not.toContain("settle");
		device.timers.advance(1);
		expect(chip.done).toContain("settle");
	});

	test("without its partition it shows a fault and starts no charge point", async () => {
		chip.partition = false;
		await boot();
		device.timers.advance(3_600_000);
		expect([host, pins.level(CONTACTOR), pins.level(FAULT_LED)]).toEqual([undefined, 0, 1]);
		expect(chip.logged).toEqual([
			'The partition table needs a data partition "journal": flash it with device/partitions.csv. ' +
				"Nothing charges until then.",
		]);
	});

	test("a restart that is meant is told to the supervisor first", async () => {
		await boot();
		host?.restart();
		expect(chip.done.slice(-2)).toEqual(["plan", "restart"]);
	});
});
