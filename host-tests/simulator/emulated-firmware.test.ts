import { PNG } from "pngjs";
import { afterEach, describe, expect, test } from "vitest";
import { startTestSimulator, type TestSimulator, until } from "./harness";

const MEMORY = {
	system: { free: 5, largest: 4, least: 3 },
	chunks: { living: 1, size: 2 },
	slots: { living: 3, size: 4 },
	stack: { most: 5, size: 6 },
};

/**
 * Firmware in an emulator. It draws a dot on its SSD1306, and takes some time to see an input; the OLED is pulled out
 * for it, and it does not tell of its memory, while the button is pressed.
 */
const EMULATOR = `
	const tell = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
	const transfer = (...bytes) => [0x3c, 0, bytes.length, ...bytes];
	let pressed;
	require("node:readline").createInterface({ input: process.stdin }).on("line", (text) => {
		const line = JSON.parse(text);
		if ("boot" in line) {
			const bytes = [...transfer(0, 0xa1), ...transfer(0, 0xc8), ...transfer(0, 0xaf), ...transfer(0x40, 1)];
			tell({ oled: { lines: ["dot"], i2c: Buffer.from(bytes).toString("base64") } });
			tell({ ready: true });
		} else if ("digital" in line && line.digital.pin === 1) pressed = line.digital.level === 1;
		else if ("settle" in line) setTimeout(() => {
			if (pressed) tell({ oled: null });
			tell({ settled: line.settle });
		}, 300);
		else if ("measure" in line && !pressed) tell({ [line.measure]: ${JSON.stringify(MEMORY)} });
	});
	tell({ starting: true });
`;

let simulator: TestSimulator;

afterEach(() => simulator.close());

async function start(): Promise<void> {
	simulator = await startTestSimulator({
		firmware: {
			...{ command: process.execPath, args: ["-e", EMULATOR], cwd: "/" },
			emulator: { page: "127.0.0.1:1234", close: () => undefined },
		},
	});
}

async function litPixels(): Promise<number[]> {
	const response = await fetch(`${simulator.panel}/api/display.png`);
	const { data } = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
	return Array.from({ length: data.length / 4 }, (_, i) => i).filter((i) => data[i * 4] >= 128);
}

describe("firmware in an emulator", () => {
	test("the display is what its SSD1306 was sent, and dark out of its socket", async () => {
		await start();
		await until(async () => (await simulator.state()).display.lines.length === 1, "the picture");
		expect(await litPixels()).toEqual([0]);
		await simulator.input(0, "emergencyStop", true);
		expect((await simulator.state()).display.lines).toEqual([]);
		expect(await litPixels()).toEqual([]);
	});

	test("its memory is what it tells when it is asked, and no answer without power", async () => {
		await start();
		const memory = () => fetch(`${simulator.panel}/api/memory`);
		expect(await (await memory()).json()).toEqual(MEMORY);
		await simulator.input(0, "emergencyStop", true);
		const cut = memory();
		await new Promise((resolve) => setTimeout(resolve, 50));
		await simulator.post("/api/power", { on: false });
		for (const answer of [await cut, await memory()]) {
			expect(answer.status).toBe(409);
			expect(await answer.json()).toEqual({ error: expect.stringContaining("--engine esp32") });
		}
	});

	test("an input is answered when the firmware says that it has seen it, or is gone", async () => {
		await start();
		const began = performance.now();
		expect((await simulator.input(1, "plug", true)).status).toBe(204);
		expect(performance.now() - began).toBeGreaterThan(290);
		const answer = simulator.input(1, "plug", false);
		await new Promise((resolve) => setTimeout(resolve, 50));
		await simulator.post("/api/power", { on: false });
		expect((await answer).status).toBe(204);
	});
});
