import type { Pin } from "../modules/hardware/platform";
import type { Board } from "./boards";

/** What is at the other end of a wire. */
export type Part =
	| { kind: "switch" | "button"; pullUp: boolean; series: boolean }
	| { kind: "stop" }
	| { kind: "led"; color: "green" | "blue" | "red" | "yellow"; to: "ground" | "3.3 V" }
	/** A wire to another pin of the board. */
	| { kind: "jumper"; from: number }
	| { kind: "oled"; line: "SDA" | "SCL" | "reset" };

/** One pin of a board in use. */
export interface Wire {
	name: string;
	pin: number;
	direction: "in" | "out" | "bus";
	part: Part;
	/** The part is on the board already. */
	builtIn: boolean;
}

/** Ohm at 3.3 V: 3 to 6 mA, far below what a pin of the ESP32 gives. */
export const LED_RESISTORS = { green: 330, red: 330, yellow: 330, blue: 100 } as const;
/** Of an input without a resistor of its own. */
export const PULL_UP = "10 kΩ";
/** Between a switch and the pin that swings while the ESP32 starts. */
export const SERIES = "1 kΩ";
const SWINGING_PIN = 14;

/** Everything that is wired to a board, as its data say. */
export function wiresOf({ wiring, oled }: Board): Wire[] {
	const wires: Wire[] = [];
	const add = (name: string, pin: number, direction: Wire["direction"], part: Part) =>
		wires.push({ name, pin, direction, part, builtIn: wiring.builtIn?.includes(pin) === true });
	const input = (name: string, pin: Pin | undefined, kind: "switch" | "button" = "switch") => {
		if (pin)
			add(name, pin.pin, "in", { kind, pullUp: pin.pull === "none", series: pin.pin === SWINGING_PIN });
	};
	const led = (name: string, { pin, activeLow }: Pin, color: keyof typeof LED_RESISTORS) =>
		add(name, pin, "out", { kind: "led", color, to: activeLow ? "3.3 V" : "ground" });
	wiring.connectors.forEach((connector, i) => {
		const of = wiring.connectors.length > 1 ? ` ${i + 1}` : "";
		const { cable, ev, evReady, pause, fault, lock, lockFeedback, contactor, contactorFeedback } = connector;
		input(`cable in the socket${of}`, cable);
		input(`vehicle plugged${of}`, ev);
		input(`vehicle asks for energy${of}`, evReady);
		input(`charge point pauses${of}`, pause);
		if (fault) input(`fault (${fault.errorCode})${of}`, fault);
		led(`contactor${of}`, contactor, "yellow");
		if (contactorFeedback)
			add(`contactor feedback${of}`, contactorFeedback.pin, "in", { kind: "jumper", from: contactor.pin });
		if (lock) led(`lock${of}`, lock, "yellow");
		if (lock && lockFeedback)
			add(`lock feedback${of}`, lockFeedback.pin, "in", { kind: "jumper", from: lock.pin });
		led(`LED available${of}`, connector.leds.available, "green");
		led(`LED charging${of}`, connector.leds.charging, "blue");
		led(`LED fault${of}`, connector.leds.fault, "red");
	});
	input("card button", wiring.cardButton, "button");
	if (wiring.emergencyStop) add("emergency stop", wiring.emergencyStop.pin, "in", { kind: "stop" });
	input("tamper contact", wiring.tamper);
	add("OLED SDA", oled.sda_pin, "bus", { kind: "oled", line: "SDA" });
	add("OLED SCL", oled.scl_pin, "bus", { kind: "oled", line: "SCL" });
	if (oled.rst_pin !== undefined) add("OLED reset", oled.rst_pin, "bus", { kind: "oled", line: "reset" });
	return wires;
}

/** What to wire, in words. */
export function wireText({ part, builtIn }: Wire): string {
	if (builtIn) return "on the board";
	switch (part.kind) {
		case "switch":
		case "button":
			return `${part.kind} ${resistorText(part)}`;
		case "stop":
			return "normally closed button to ground";
		case "led":
			return `${part.color} LED with ${LED_RESISTORS[part.color]} Ω to ${part.to}`;
		case "jumper":
			return `wire to pin ${part.from}`;
		case "oled":
			return `${part.line} of the SSD1306`;
	}
}

function resistorText({ pullUp, series }: { pullUp: boolean; series: boolean }): string {
	if (pullUp) return `to ground, and ${PULL_UP} to 3.3 V`;
	return series ? `with ${SERIES} to ground` : "to ground";
}

/** The wiring table of a board in Markdown. */
export function wiringTable(board: Board): string {
	const rows = wiresOf(board).map((wire) => `| ${wire.name} | ${wire.pin} | ${wireText(wire)} |`);
	return ["| line | pin | wire |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Where the table of a board stands in the documentation. */
export function marks({ platform }: Board): [begin: string, end: string] {
	return [`<!-- wiring of ${platform} -->`, `<!-- end of ${platform} -->`];
}
