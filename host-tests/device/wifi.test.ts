import { beforeEach, describe, expect, test, vi } from "vitest";
import { Station } from "../../device/wifi";
import { VirtualTimers } from "../virtual-timers";

/** The radio: what it was asked, and what it reports. */
const radio = vi.hoisted(() => ({
	connection: 200,
	tries: [] as unknown[],
	fails: false,
	changed: () => {},
}));

vi.mock("embedded:network/interface/wifi", () => ({
	default: class {
		constructor(options: { onChanged(): void }) {
			radio.changed = options.onChanged;
		}
		get connection() {
			return radio.connection;
		}
		connect(options: unknown) {
			radio.tries.push(options);
			if (radio.fails) throw new Error("connect failed");
			radio.connection = 300;
		}
	},
}));

let timers: VirtualTimers;
let heard: string[];

function report(connection: number): void {
	radio.connection = connection;
	radio.changed();
}

function start(password?: string): void {
	new Station({
		ssid: "net",
		password,
		timers,
		onChange: (up) => heard.push(up ? "up" : "down"),
		log: (text) => heard.push(text),
	});
}

beforeEach(() => {
	Object.assign(radio, { connection: 200, tries: [], fails: false });
	timers = new VirtualTimers();
	heard = [];
});

describe("the Wi-Fi station", () => {
	test("joins, with and without a password, and tells when there is an address", () => {
		start("secret");
		expect(radio.tries).toEqual([{ SSID: "net", password: "secret", secure: true }]);
		report(400);
		expect(heard).toEqual([]);
		report(500);
		report(500);
		expect(heard).toEqual(["up"]);
		start();
		expect(radio.tries[1]).toEqual({ SSID: "net" });
	});

	test("tries for ever with growing pauses while there is no network, and anew after one was lost", () => {
		start();
		const pauses: number[] = [];
		for (let i = 0; i < 10; i++) {
			const tries = radio.tries.length;
			const from = timers.now();
			report(200);
			while (radio.tries.length === tries) timers.advance(500);
			pauses.push(timers.now() - from);
		}
		expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
		report(500);
		report(200);
		timers.advance(1000);
		expect(radio.tries).toHaveLength(12);
		expect(heard).toEqual(["up", "down"]);
	});

	test("a radio that refuses at once is asked again", () => {
		radio.fails = true;
		start();
		timers.advance(1000);
		expect(radio.tries).toHaveLength(2);
		radio.fails = false;
		timers.advance(2000);
		expect(radio.tries).toHaveLength(3);
		report(500);
		expect(heard).toEqual(["Wi-Fi: connect failed", "Wi-Fi: connect failed", "up"]);
	});

	test("several reports of the same loss lead to one try", () => {
		start();
		report(200);
		report(200);
		timers.advance(10_000);
		expect(radio.tries).toHaveLength(2);
	});
});
