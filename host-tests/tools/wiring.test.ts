import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ConnectorStatus } from "../../modules/ocpp/types";
import { type LedPattern, ledsOf } from "../../modules/ui/leds";
import { readBoards } from "../../tools/boards";
import { marks, type Wire, wiresOf, wiringTable } from "../../tools/wiring";
import { wiringPicture } from "../../tools/wiring-picture";

const HARDWARE = readFileSync(new URL("../../docs/hardware.md", import.meta.url), "utf8");
const RENEW = "npm run wiring renews it";

/** Of the ESP32's data sheet: what a WROOM module leaves for a board. */
const GPIO = [0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 32, 33];
const INPUT_ONLY = [34, 35, 36, 37, 38, 39];
const CONSOLE = [1, 3];
const STRAPPING = [0, 2, 5, 12, 15];
/** ESP-IDF: no interrupts of these while Wi-Fi or the analog converter runs, which pulls them low (errata 3.11). */
const GLITCHES = [36, 39];
/** What comes out of each board and is not used by it, of those above. */
const FREE: Record<string, readonly number[]> = {
	esp32: [...GPIO.filter((pin) => ![21, 22].includes(pin)), 34, 35, 36, 39],
	"esp32/heltec_wifi_kit_32": [
		...GPIO.filter((pin) => ![4, 13, 15, 16, 21].includes(pin)),
		...INPUT_ONLY.filter((pin) => pin !== 37),
	],
	"esp32/wemos_oled_lolin32": [0, 2, 12, 13, 14, 15, 25, 26, 36, 39],
};
/** The level that a strapping pin needs while the ESP32 starts from its flash of 3.3 V. */
const STRAPPED: Record<number, "ground" | "3.3 V"> = { 2: "ground", 12: "ground", 15: "3.3 V" };
/** The boot button's: high unless it is pressed. */
const BOOT = 0;

const boards = await readBoards();

describe.each(boards)("the wiring of $platform", (board) => {
	const wires = wiresOf(board);
	const wired = wires.filter(({ direction }) => direction !== "bus");

	test("uses each pin for one thing", () => {
		const pins = wires.map(({ pin }) => pin);
		expect(new Set(pins).size).toBe(pins.length);
	});

	test("uses what comes out of the board, and nothing that the board uses itself", () => {
		expect(wired.map(({ pin }) => pin).filter((pin) => !FREE[board.platform].includes(pin))).toEqual([]);
		expect(wired.map(({ pin }) => pin).filter((pin) => CONSOLE.includes(pin))).toEqual([]);
	});

	test("drives no pin that is an input only, and gives each of those a level", () => {
		const inputs = wired.filter(({ pin }) => INPUT_ONLY.includes(pin));
		expect(inputs.filter(({ direction }) => direction === "out")).toEqual([]);
		for (const { part } of inputs)
			expect(part.kind === "jumper" || ("pullUp" in part && part.pullUp)).toBe(true);
	});

	test("leaves the pins that decide how the ESP32 starts alone, or at the level that they need", () => {
		for (const { pin, part } of wired.filter(({ pin }) => STRAPPING.includes(pin))) {
			if (pin === BOOT) expect(part.kind).toBe("button");
			else expect(part.kind === "led" && part.to).toBe(STRAPPED[pin]);
		}
	});

	test("has no contactor and no lock where a pin swings at the start", () => {
		const dangerous = (wire: Wire) => wire.name.startsWith("contactor") || wire.name.startsWith("lock");
		for (const { pin } of wired.filter(dangerous)) expect([0, 1, 3, 5, 14, 15]).not.toContain(pin);
	});

	test("listens to no pin that the ESP32 pulls low by itself", () => {
		for (const { pin } of wired.filter(({ direction }) => direction === "in"))
			expect(GLITCHES).not.toContain(pin);
	});

	test("has a resistor where a switch is at a pin that swings at the start", () => {
		for (const { pin, part, direction } of wired)
			if (pin === 14 && direction === "in") expect("series" in part && part.series).toBe(true);
	});

	test("has its emergency stop normally closed with a resistor of the ESP32", () => {
		const { emergencyStop } = board.wiring;
		expect(emergencyStop).toMatchObject({ pull: "up" });
		expect(emergencyStop?.activeLow).not.toBe(true);
	});

	test("has no more PWM lines than the SDK has channels", () => {
		expect(board.wiring.connectors.length).toBeLessThanOrEqual(4);
	});

	test("has ids that OCPP can tell: the model", () => {
		expect(board.wiring.model).toMatch(/^[ -~]{1,20}$/);
	});

	test("stands in the documentation", () => {
		const [begin, end] = marks(board);
		const table = HARDWARE.split(begin)[1]?.split(end)[0].trim();
		expect(table, RENEW).toBe(wiringTable(board));
	});
});

test("the picture of the wiring is that of the boards", () => {
	const picture = readFileSync(new URL("../../docs/wiring.svg", import.meta.url), "utf8");
	expect(picture, RENEW).toBe(wiringPicture(boards));
});

test("the documentation's table of the LEDs is that of the code", () => {
	const [table] = HARDWARE.slice(HARDWARE.indexOf("| booting |")).split("\n\n");
	const rows = table.split("\n").map((row) => row.slice(2, -2).split(" | "));
	const statuses = new Set<string>();
	for (const [name, available, charging, fault] of rows) {
		const [status, offline] = name.split(", ");
		statuses.add(status);
		const expected = { available, charging, fault } as Record<string, LedPattern>;
		const connected = offline === undefined;
		expect(ledsOf(status === "booting" ? null : (status as ConnectorStatus), connected)).toEqual(expected);
	}
	expect(statuses.size).toBe(10);
});
