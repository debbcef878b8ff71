import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startTestSimulator, type TestSimulator, temporaryFolder, until } from "./harness";

let simulator: TestSimulator;

afterEach(() => simulator.close());

const boots = () => simulator.log.filter((line) => line.startsWith("boot "));

describe("POST /api/power", { timeout: 20_000 }, () => {
	it("kills the firmware at that instant, and nothing is written after it", async () => {
		const data = temporaryFolder();
		simulator = await startTestSimulator({ data });
		await simulator.command("write x");
		const flash = join(data, "flash.bin");
		const size = () => readFileSync(flash, { flag: "a+" }).length;
		await until(() => size() > 10, "the firmware to write");
		expect((await simulator.post("/api/power", { on: false })).status).toBe(204);
		const written = size();
		const pid = Number(boots()[0].split(" ")[1]);
		expect(() => process.kill(pid, 0)).toThrow("ESRCH");
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(size()).toBe(written);
		expect(boots()).toHaveLength(1);
	});

	it("off: dark, open, and deaf to what is for the firmware, while cables still move", async () => {
		simulator = await startTestSimulator();
		for (const command of ["state", "display", "out 112 1", "out 121 1", "offer 1 16"])
			await simulator.command(command);
		await until(async () => (await simulator.state()).connectors[0].offeredA === 16, "the offer");
		expect((await simulator.state()).connectors[0].contactor).toBe(true);
		await simulator.post("/api/power", { on: false });
		expect(await simulator.state()).toMatchObject({
			power: false,
			network: true,
			connected: false,
			registration: null,
			clock: null,
			queueLength: 3,
			display: { lines: [] },
			connectors: [
				{
					status: "Unavailable",
					contactor: false,
					offeredA: 0,
					idTag: null,
					transactionId: null,
					leds: { available: false, charging: false, fault: false },
				},
			],
		});
		for (const [connector, name, value] of [
			[0, "idTag", "CARD"],
			[1, "fault", { errorCode: "GroundFailure", active: true }],
			[0, "emergencyStop", true],
			[0, "tamper", true],
		] as const)
			expect(await simulator.input(connector, name, value)).toEqual({
				status: 409,
				error: "The power is off.",
			});
		expect((await simulator.input(0, "idTag", 7)).status, "a bad value is one").toBe(400);
		for (const [name, value] of [
			["cable", true],
			["ev", true],
			["evReady", false],
			["demandA", 10],
			["lockJam", false],
		] as const)
			expect((await simulator.input(1, name, value)).status, name).toBe(204);
		expect((await simulator.state()).connectors[0]).toMatchObject({ cable: true, ev: true, evReady: false });
	});

	it("on: answers when the firmware takes inputs, and the world is as it was left", async () => {
		simulator = await startTestSimulator();
		await simulator.input(1, "plug", true);
		await simulator.command("out 111 1");
		await until(async () => (await simulator.state()).connectors[0].locked, "the lock");
		await simulator.input(0, "emergencyStop", true);
		await simulator.input(1, "fault", { errorCode: "GroundFailure", active: true });
		await simulator.input(1, "fault", { errorCode: "OverVoltage", active: true });
		await simulator.input(1, "fault", { errorCode: "GroundFailure", active: false });
		await simulator.post("/api/power", { on: false });
		expect((await simulator.input(1, "plug", false)).status, "the lock holds").toBe(400);
		await simulator.input(1, "ev", false);
		const from = simulator.log.length;
		expect((await simulator.post("/api/power", { on: true })).status).toBe(204);
		expect((await simulator.input(0, "idTag", "at once")).status).toBe(204);
		expect((await simulator.state()).connectors[0]).toMatchObject({ cable: true, ev: false, locked: true });
		expect(await simulator.logged("found", from)).toBe("found 1=1 2=0 101=1 104=1 103=0 102=0 105=0");
		await simulator.logged("at once", from);
		expect(simulator.log.slice(from).filter((line) => line.includes("fault"))).toEqual([
			'got {"fault":{"connector":1,"errorCode":"OverVoltage","active":true}}',
		]);
	});

	it("may be said twice, and off while it starts", async () => {
		simulator = await startTestSimulator({ set: { Slow: "300" } });
		expect((await simulator.post("/api/power", { on: true })).status).toBe(204);
		expect(boots()).toHaveLength(1);
		await simulator.post("/api/power", { on: false });
		expect((await simulator.post("/api/power", { on: false })).status).toBe(204);
		const first = simulator.post("/api/power", { on: true });
		const second = simulator.post("/api/power", { on: true });
		await until(() => boots().length === 2, "the second boot");
		expect(await simulator.input(0, "idTag", "CARD")).toEqual({
			status: 409,
			error: "The firmware is still starting.",
		});
		expect((await simulator.input(1, "cable", true)).status).toBe(204);
		await simulator.post("/api/power", { on: false });
		expect([(await first).status, (await second).status]).toEqual([409, 409]);
		expect((await simulator.post("/api/power", { on: true })).status).toBe(204);
		expect(boots()).toHaveLength(3);
	});

	it("400 for a body without a boolean", async () => {
		simulator = await startTestSimulator();
		for (const body of [{}, { on: "false" }, { off: true }, null]) {
			const response = await simulator.post("/api/power", body);
			expect(response.status).toBe(400);
			expect(await response.json()).toEqual({ error: '"on" is true or false.' });
		}
		expect((await simulator.state()).power).toBe(true);
	});
});

describe("the firmware ends by itself", { timeout: 20_000 }, () => {
	it("with the restart status: starts again at once, and its outputs fall", async () => {
		simulator = await startTestSimulator();
		await simulator.input(1, "plug", true);
		await simulator.command("out 111 1");
		await simulator.command("out 112 1");
		await simulator.command("state");
		await until(async () => (await simulator.state()).connectors[0].locked, "the lock");
		await simulator.command("exit 64");
		await until(async () => !(await simulator.state()).connected, "the end");
		expect((await simulator.state()).power).toBe(true);
		expect((await simulator.state()).connectors[0]).toMatchObject({ contactor: false, locked: true });
		await until(() => boots().length === 2, "the second boot");
		await until(async () => (await simulator.input(0, "idTag", "CARD")).status === 204, "inputs");
		expect(simulator.log).toContain("The firmware restarts.");
		expect(
			simulator.log.filter((line) => line.includes("watchdog")),
			"the watchdog's second",
		).toEqual([]);
	});

	it("in a crash: the reason is logged, and the watchdog starts it again", async () => {
		simulator = await startTestSimulator();
		await simulator.command("die");
		await simulator.logged("The firmware ended with status 1; the watchdog starts it again.");
		expect(simulator.log).toContain("reason of the crash");
		await until(() => boots().length === 2, "the second boot");
	});

	it("by a signal: it is named", async () => {
		simulator = await startTestSimulator();
		process.kill(Number(boots()[0].split(" ")[1]), "SIGSEGV");
		await simulator.logged("The firmware was ended by SIGSEGV;");
	});

	it("what it says besides the protocol is logged", async () => {
		simulator = await startTestSimulator();
		await simulator.command("stray");
		await simulator.logged("a stray line");
	});
});
