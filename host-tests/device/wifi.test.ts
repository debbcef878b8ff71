import { beforeEach, describe, expect, test, vi } from "vitest";
import { Station, startRadio } from "../../device/wifi";
import { VirtualTimers } from "../virtual-timers";

/** The radio: what it was asked, and what it tells. */
const radio = vi.hoisted(() => ({
	asked: [] as unknown[],
	fails: false,
	notify: (_notice: string, _reason?: number) => {},
}));

vi.mock("wifi", () => ({
	default: class {
		static Mode = { none: 0, station: 1, accessPoint: 2 };
		static gotIP = "gotIP";
		static disconnected = "disconnect";
		constructor(_: undefined, notify: (notice: string, reason?: number) => void) {
			radio.notify = notify;
		}
		static set mode(mode: number) {
			radio.asked.push(`mode ${mode}`);
			if (radio.fails) throw new Error("invalid mode");
		}
		static connect(options: unknown) {
			radio.asked.push(options);
			if (radio.fails) throw new Error("esp_wifi_connect failed");
		}
		static disconnect() {
			radio.asked.push("disconnect");
		}
	},
}));

let timers: VirtualTimers;
let heard: string[];
const TRY = { ssid: "net", password: "secret" };

function start(password = "secret"): Station {
	return new Station({
		ssid: "net",
		password,
		timers,
		onChange: (up) => heard.push(up ? "up" : "down"),
		log: (text) => heard.push(text),
	});
}

const tries = () => radio.asked.filter((one) => typeof one === "object").length;

beforeEach(() => {
	Object.assign(radio, { asked: [], fails: false });
	timers = new VirtualTimers();
	heard = [];
});

describe("the radio", () => {
	test("is a station, and tells its address", () => {
		vi.stubGlobal("native", (name: string) => () => {
			radio.asked.push(name);
			return "240AC4000110";
		});
		expect(startRadio()).toBe("240AC4000110");
		expect(radio.asked).toEqual(["mode 1", "xs_wifi_station_address"]);
		vi.unstubAllGlobals();
	});

	test("that cannot be started is an error", () => {
		radio.fails = true;
		expect(startRadio).toThrow("invalid mode");
	});
});

describe("the Wi-Fi station", () => {
	test("joins, with and without a password, and tells when there is an address", () => {
		start();
		expect(radio.asked).toEqual([TRY]);
		radio.notify("connect");
		expect(heard).toEqual([]);
		radio.notify("gotIP");
		radio.notify("gotIP");
		expect(heard).toEqual(["up"]);
		expect(timers.running).toBe(0);
		start("");
		expect(radio.asked[1]).toEqual({ ssid: "net" });
	});

	test("tries for ever with growing pauses, and restarts the radio each fifth time", () => {
		start();
		const pauses: number[] = [];
		for (let i = 0; i < 12; i++) {
			const from = timers.now();
			const before = tries();
			radio.notify("disconnect", 0);
			while (tries() === before) timers.advance(500);
			pauses.push(timers.now() - from);
		}
		expect(pauses).toEqual([
			...[1000, 2000, 4000, 8000, 2000],
			...[32_000, 60_000, 60_000, 60_000, 2000],
			...[60_000, 60_000],
		]);
		expect(radio.asked.filter((one) => typeof one === "string")).toEqual([
			"mode 0",
			"mode 1",
			"mode 0",
			"mode 1",
		]);
		expect(heard).toEqual(["Wi-Fi: no answer from the network"]);
		radio.notify("gotIP");
		radio.notify("disconnect", 0);
		timers.advance(1000);
		expect(heard.slice(1)).toEqual(["up", "down"]);
		expect(tries()).toBe(14);
	});

	test("a try that leads to no address is given up after half a minute", () => {
		start();
		radio.notify("connect");
		timers.advance(29_999);
		expect(radio.asked).toEqual([TRY]);
		timers.advance(1);
		expect(radio.asked).toEqual([TRY, "disconnect"]);
		// The echo of that leaves the pause as it is.
		radio.notify("disconnect", 0);
		timers.advance(1000);
		expect(radio.asked).toEqual([TRY, "disconnect", TRY]);
		expect(heard).toEqual(["Wi-Fi: no address"]);
	});

	test("a refused password is told once", () => {
		start();
		radio.notify("disconnect", -1);
		timers.advance(1000);
		radio.notify("disconnect", -1);
		expect(heard).toEqual(["Wi-Fi: the password is refused"]);
	});

	test("a radio that refuses at once is asked again, and never throws", () => {
		radio.fails = true;
		const station = start();
		timers.advance(3 * 60_000);
		expect(tries()).toBeGreaterThan(5);
		station.restartRadio();
		timers.advance(2000);
		radio.fails = false;
		timers.advance(60_000);
		radio.notify("gotIP");
		expect(heard.at(-1)).toBe("up");
	});

	test("several notices of the same loss lead to one try", () => {
		start();
		radio.notify("gotIP");
		radio.notify("disconnect", 0);
		radio.notify("disconnect", 0);
		timers.advance(10_000);
		expect(tries()).toBe(2);
	});

	test("joins anew when told so, by itself or with the radio", () => {
		const station = start();
		radio.notify("gotIP");
		station.rejoin();
		radio.notify("disconnect", 0);
		timers.advance(1000);
		expect(radio.asked).toEqual([TRY, "disconnect", TRY]);
		radio.notify("gotIP");
		station.restartRadio();
		radio.notify("disconnect", 0);
		timers.advance(2000);
		expect(radio.asked.slice(3)).toEqual(["mode 0", "mode 1", TRY]);
		radio.notify("gotIP");
		expect(heard).toEqual(["up", "down", "up", "down", "up"]);
	});
});
