import { request } from "node:http";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestSimulator, type TestSimulator, until } from "./harness";

let simulator: TestSimulator;
let fixed: TestSimulator;

beforeAll(async () => {
	vi.stubEnv("LC_ALL", "C");
	simulator = await startTestSimulator({ id: "CP/1", connectors: 2, set: { HeartbeatInterval: "60" } });
	fixed = await startTestSimulator({ cable: "fixed" });
});

afterAll(async () => {
	await simulator.close();
	await fixed.close();
	vi.unstubAllEnvs();
});

describe("GET /api/memory", () => {
	it("is of the emulated ESP32 alone", async () => {
		const response = await fetch(`${simulator.panel}/api/memory`);
		expect(response.status).toBe(409);
		expect(await response.json()).toEqual({ error: expect.stringContaining("--engine esp32") });
	});
});

describe("GET /api/state", () => {
	it("shows a new world with everything out", async () => {
		const state = await simulator.state();
		expect(state).toEqual({
			identity: "CP/1",
			power: true,
			network: true,
			connected: false,
			registration: null,
			clock: null,
			queueLength: 0,
			display: { width: 128, height: 64, lines: [] },
			connectors: [1, 2].map((id) => ({
				id,
				status: "Unavailable",
				errorCode: "NoError",
				cable: false,
				ev: false,
				evReady: true,
				locked: false,
				contactor: false,
				offeredA: 0,
				drawnA: 0,
				importWh: 0,
				idTag: null,
				transactionId: null,
				leds: { available: false, charging: false, fault: false },
			})),
		});
		expect((await fixed.state()).connectors[0]).toMatchObject({ cable: true, ev: false, locked: false });
	});

	it("tells the firmware at boot who it is and how it finds the world", async () => {
		const boot = JSON.parse((await simulator.logged("boot ")).replace(/^boot \d+ /, ""));
		expect(boot).toMatchObject({
			identity: "CP/1",
			csms: "ws://127.0.0.1:8180/ocpp",
			connectors: 2,
			cable: "detachable",
			settings: { HeartbeatInterval: "60" },
			language: "en",
			utcOffset: 0 - new Date().getTimezoneOffset(),
		});
		expect(await simulator.logged("found")).toBe(
			"found 1=0 2=0 101=0 104=0 103=0 102=0 105=0 201=0 204=0 203=0 202=0 205=0",
		);
		expect(await fixed.logged("found")).toBe("found 1=0 2=0 103=0 102=0 105=0");
	});

	it("shows what the firmware tells of itself, and its clock goes on", async () => {
		await simulator.command("state");
		await simulator.command("display");
		const state = await until(async () => {
			const state = await simulator.state();
			return state.display.lines.length > 0 ? state : undefined;
		}, "the display");
		expect(state).toMatchObject({
			identity: "CP/1",
			connected: true,
			registration: "Accepted",
			queueLength: 3,
			display: { lines: ["hello"] },
			connectors: [
				{ status: "Charging", idTag: "CARD", transactionId: 7 },
				{ status: "Unavailable", idTag: null },
			],
		});
		const first = Date.parse(state.clock as string);
		expect(first).toBeGreaterThanOrEqual(Date.UTC(2030, 0, 1));
		const later = await until(async () => {
			const clock = Date.parse((await simulator.state()).clock as string);
			return clock > first ? clock : undefined;
		}, "a later clock");
		expect(later - Date.UTC(2030, 0, 1)).toBeLessThan(20_000);
	});

	it("shows what the outputs do", async () => {
		await simulator.command("out 121 1");
		await simulator.command("offer 2 16");
		const state = await until(async () => {
			const state = await simulator.state();
			return state.connectors[1].offeredA ? state : undefined;
		}, "the offer");
		expect(state.connectors[0].leds).toEqual({ available: true, charging: false, fault: false });
		expect(state.connectors[1].offeredA).toBe(16);
	});
});

describe("GET /api/display.png", () => {
	it("is 128 x 64 pixels of one bit", async () => {
		await simulator.command("display");
		await until(async () => (await simulator.state()).display.lines.length > 0, "the display");
		const response = await fetch(`${simulator.panel}/api/display.png`);
		expect(response.headers.get("content-type")).toBe("image/png");
		const bytes = Buffer.from(await response.arrayBuffer());
		// Bit depth and colour type of the IHDR chunk: 1 bit, gray.
		expect([bytes[24], bytes[25]]).toEqual([1, 0]);
		const png = PNG.sync.read(bytes);
		expect([png.width, png.height]).toEqual([128, 64]);
		const lit = Array.from({ length: 128 * 64 }, (_, pixel) => pixel).filter((pixel) => png.data[pixel * 4]);
		expect(lit).toEqual(Array.from({ length: 16 }, (_, byte) => byte * 8));
	});
});

describe("POST /api/inputs", () => {
	it.each([
		["an unknown input", 1, "coffee", true],
		["no input", 1, undefined, true],
		["an input of an object's prototype", 1, "constructor", true],
		["an unknown connector", 3, "cable", true],
		["a negative connector", -1, "cable", true],
		["half a connector", 1.5, "cable", true],
		["a connector in text", "1", "cable", true],
		["no connector", undefined, "cable", true],
		["a cable of the whole charge point", 0, "cable", true],
		["a vehicle of the whole charge point", 0, "ev", true],
		["a plug of the whole charge point", 0, "plug", true],
		["a lock of the whole charge point", 0, "lockJam", true],
		["an emergency stop of one connector", 1, "emergencyStop", true],
		["a housing of one connector", 1, "tamper", true],
		["an OLED of one connector", 1, "oled", true],
		["a cable that is no boolean", 1, "cable", "true"],
		["a vehicle that is no boolean", 1, "ev", 1],
		["a plug without a value", 1, "plug", undefined],
		["a wish that is null", 1, "evReady", null],
		["a demand in text", 1, "demandA", "16"],
		["a negative demand", 1, "demandA", -1],
		["an id that is a number", 1, "idTag", 7],
		["an empty id", 1, "idTag", ""],
		["an id of 21 characters", 1, "idTag", "123456789012345678901"],
		["a fault by name", 1, "fault", "OverCurrentFailure"],
		["an unknown fault", 1, "fault", { errorCode: "Boredom", active: true }],
		["a fault of nothing", 1, "fault", { errorCode: "NoError", active: true }],
		["a fault neither there nor gone", 1, "fault", { errorCode: "OverVoltage" }],
		["an emergency stop that is no boolean", 0, "emergencyStop", "pressed"],
		["a housing that closes", 0, "tamper", false],
		["a jam that is no boolean", 1, "lockJam", 0],
		["an OLED that is no boolean", 0, "oled", "out"],
		["an unknown fault of a meter", 1, "meter", "sideways"],
		["a meter of the whole charge point", 0, "meter", "stuck"],
	])("400 for %s", async (_what, connector, name, value) => {
		const { status, error } = await simulator.input(connector, name, value);
		expect(status).toBe(400);
		expect(error).toMatch(/\.$/);
	});

	it("400 for a body that is no object, no JSON or not there", async () => {
		for (const body of ["null", "[]", "7", '"cable"', "{", ""]) {
			const response = await fetch(`${simulator.panel}/api/inputs`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body,
			});
			expect(response.status, body).toBe(400);
			expect(((await response.json()) as { error: string }).error).not.toBe("");
		}
	});

	it("gives the firmware what is meant for it", async () => {
		const from = simulator.log.length;
		for (const [connector, name, value] of [
			[0, "idTag", "CARD"],
			[2, "idTag", "卡 1"],
			[1, "fault", { errorCode: "GroundFailure", active: true }],
			[1, "fault", { errorCode: "GroundFailure", active: false }],
			[0, "fault", { errorCode: "HighTemperature", active: true }],
			[0, "fault", { errorCode: "HighTemperature", active: false }],
			[0, "emergencyStop", true],
			[0, "emergencyStop", false],
			[0, "oled", false],
			[0, "oled", true],
			[0, "tamper", true],
		] as const)
			expect(await simulator.input(connector, name, value)).toEqual({ status: 204, error: "" });
		await simulator.logged('got {"digital":{"pin":2,"level":0}}', from);
		expect(simulator.log.slice(from)).toEqual([
			'got {"idTag":{"connector":0,"idTag":"CARD"}}',
			'got {"idTag":{"connector":2,"idTag":"卡 1"}}',
			'got {"fault":{"connector":1,"errorCode":"GroundFailure","active":true}}',
			'got {"fault":{"connector":1,"errorCode":"GroundFailure","active":false}}',
			'got {"fault":{"connector":0,"errorCode":"HighTemperature","active":true}}',
			'got {"fault":{"connector":0,"errorCode":"HighTemperature","active":false}}',
			'got {"digital":{"pin":1,"level":1}}',
			'got {"digital":{"pin":1,"level":0}}',
			'got {"oled":false}',
			'got {"oled":true}',
			'got {"digital":{"pin":2,"level":1}}',
			'got {"digital":{"pin":2,"level":0}}',
		]);
	});

	it("moves cable and vehicle, each end by itself and both by the plug", async () => {
		expect((await simulator.input(2, "cable", true)).status).toBe(204);
		expect((await simulator.state()).connectors[1]).toMatchObject({ cable: true, ev: false });
		expect((await simulator.input(2, "ev", true)).status).toBe(204);
		expect((await simulator.state()).connectors[1]).toMatchObject({ cable: true, ev: true });
		expect((await simulator.input(2, "plug", false)).status).toBe(204);
		expect((await simulator.state()).connectors[1]).toMatchObject({ cable: false, ev: false });
		expect((await simulator.input(2, "plug", true)).status).toBe(204);
		expect((await simulator.state()).connectors[1]).toMatchObject({ cable: true, ev: true });
		await simulator.input(2, "plug", false);
	});

	it("400 for a locked cable, and nothing moves", async () => {
		await simulator.input(1, "plug", true);
		await simulator.command("out 111 1");
		await until(async () => (await simulator.state()).connectors[0].locked, "the lock");
		for (const name of ["cable", "plug"]) {
			const { status, error } = await simulator.input(1, name, false);
			expect(status).toBe(400);
			expect(error).toMatch(/locked/);
			expect((await simulator.state()).connectors[0]).toMatchObject({ cable: true, ev: true, locked: true });
		}
		expect((await simulator.input(1, "ev", false)).status).toBe(204);
		expect((await simulator.input(1, "plug", true)).status).toBe(204);
		expect((await simulator.state()).connectors[0]).toMatchObject({ cable: true, ev: true, locked: true });
		await simulator.command("out 111 0");
		await until(async () => !(await simulator.state()).connectors[0].locked, "the lock to open");
		expect((await simulator.input(1, "plug", false)).status).toBe(204);
		expect((await simulator.state()).connectors[0]).toMatchObject({ cable: false, ev: false });
	});

	it("a fixed cable is always in and never locked", async () => {
		await fixed.command("out 111 1");
		expect((await fixed.input(1, "cable", false)).status).toBe(204);
		expect((await fixed.state()).connectors[0]).toMatchObject({ cable: true, ev: false });
		expect((await fixed.input(1, "plug", true)).status).toBe(204);
		expect((await fixed.state()).connectors[0]).toMatchObject({ cable: true, ev: true });
		expect((await fixed.input(1, "plug", false)).status).toBe(204);
		expect((await fixed.state()).connectors[0]).toMatchObject({ cable: true, ev: false, locked: false });
	});

	it("keeps the vehicle's wish over plug and unplug", async () => {
		expect((await simulator.input(1, "evReady", false)).status).toBe(204);
		await simulator.input(1, "plug", true);
		await simulator.input(1, "plug", false);
		expect((await simulator.state()).connectors[0].evReady).toBe(false);
		await simulator.input(1, "evReady", true);
		expect((await simulator.state()).connectors[0].evReady).toBe(true);
	});
});

describe("who is answered", () => {
	const ask = (host: string, path = "/api/state", method = "GET") =>
		new Promise<number | undefined>((resolve, reject) => {
			const { port } = new URL(simulator.panel);
			const asked = request({ host: "127.0.0.1", port, path, method, headers: { host } }, (response) => {
				response.resume();
				resolve(response.statusCode);
			});
			asked.on("error", reject);
			asked.end();
		});

	it("loopback names are, other names are not", async () => {
		for (const host of ["127.0.0.1", "localhost:8181", "LOCALHOST", "[::1]:8181"])
			expect(await ask(host), host).toBe(200);
		for (const host of [
			"evil.example",
			"evil.example:8181",
			"127.0.0.1.evil.example",
			"localhost.evil.example",
		])
			expect(await ask(host), host).toBe(403);
		expect(await ask("evil.example", "/api/events")).toBe(403);
		expect(await ask("evil.example", "/")).toBe(403);
		expect(await ask("evil.example", "/api/power", "POST")).toBe(403);
	});

	it("only JSON is, which a page of another site cannot send unasked", async () => {
		for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
			const response = await fetch(`${simulator.panel}/api/power`, {
				method: "POST",
				headers: { "content-type": type },
				body: '{"on":false}',
			});
			expect(response.status, type).toBe(415);
			expect(await response.json()).toEqual({
				error: "The body is JSON, with content-type application/json.",
			});
		}
		expect((await simulator.state()).power).toBe(true);
	});

	it("404 with a sentence for what there is not", async () => {
		const response = await fetch(`${simulator.panel}/api/coffee`);
		expect(response.status).toBe(404);
		expect(await response.json()).toEqual({ error: "There is no GET /api/coffee here." });
	});
});

describe("GET /api/events", () => {
	it("streams the state on each change, frames and the log", async () => {
		const stream = await listen(simulator.panel);
		const [first] = await stream.until((events) => events.length > 0);
		expect(first.event).toBe("state");
		expect(first.data).toEqual({ ...(await simulator.state()), clock: expect.anything() });

		const states = async (count: number) => {
			const isState = ({ event }: Sent) => event === "state";
			return (await stream.until((events) => events.filter(isState).length >= count)).filter(isState);
		};
		await simulator.input(2, "plug", true);
		expect((await states(2))[1].data).toMatchObject({ connectors: [{}, { cable: true, ev: true }] });
		await simulator.input(2, "plug", true);
		await simulator.input(2, "plug", false);
		expect((await states(3))[2].data, "no event without a change").toMatchObject({
			connectors: [{}, { cable: false, ev: false }],
		});

		await simulator.command("frame");
		await simulator.command("garbage");
		const all = await stream.until((events) => events.filter(({ event }) => event === "ocpp").length > 1);
		expect(all.filter(({ event }) => event === "ocpp").map(({ data }) => data)).toEqual([
			{ direction: "out", frame: [2, "1", "Heartbeat", {}] },
			{ direction: "in", frame: "no json" },
		]);
		expect(all.filter(({ event }) => event === "log").map(({ data }) => data)).toContain(
			'got {"idTag":{"connector":0,"idTag":"frame"}}',
		);
		stream.close();
	});
});

interface Sent {
	event: string;
	data: unknown;
}

async function listen(panel: string) {
	const abort = new AbortController();
	const response = await fetch(`${panel}/api/events`, { signal: abort.signal });
	expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
	const events: Sent[] = [];
	void (async () => {
		let text = "";
		for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
			text += chunk;
			const blocks = text.split("\n\n");
			text = blocks.pop() as string;
			for (const block of blocks) {
				const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
				if (event) events.push({ event, data: JSON.parse(data) });
			}
		}
	})().catch(() => undefined);
	return {
		until: (enough: (events: Sent[]) => boolean) => until(() => enough(events) && [...events], "events"),
		close: () => abort.abort(),
	};
}
