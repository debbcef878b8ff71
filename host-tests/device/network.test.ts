import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeviceNetwork } from "../../device/network";
import { type DeviceSettings, saveSetup } from "../../device/settings";
import type { ChargePointState } from "../../modules/charge-point/state";
import { ScreenModel } from "../../modules/ui/screen-model";
import { VirtualTimers } from "../virtual-timers";
import { preferences } from "./fake-preferences";

/** The board around the network: what was asked of it, and how it tells something. */
const board = vi.hoisted(() => ({
	asked: [] as string[],
	notify: [] as ((notice: string, reason?: number) => void)[],
	found: (_: { ssid: string; rssi: number } | null) => {},
	names: undefined as { onReadable: (count: number) => void } | undefined,
	packets: [] as unknown[],
	breaks: "",
}));

vi.mock("time", () => ({ default: { set: () => {} } }));
vi.mock("../../device/time-server", () => ({ askTime() {} }));
vi.mock("mc/config", () => ({ default: {} }));
vi.mock("embedded:storage/flash", () => ({ default: { open: () => ({ read: () => new ArrayBuffer(11) }) } }));
vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));
vi.mock("rng", () => ({ default: { get: (count: number) => new ArrayBuffer(count) } }));
vi.mock("embedded:io/socket/tcp", () => ({ default: class {} }));
vi.mock("embedded:io/socket/listener", () => ({
	default: class {
		readonly port: number;
		constructor({ port }: { port: number }) {
			if (board.breaks === "listener") throw new Error("bind socket failed");
			board.asked.push(`listen ${port}`);
			this.port = port;
		}
		close() {
			board.asked.push("no listener");
		}
	},
}));
vi.mock("embedded:io/socket/udp", () => ({
	default: class {
		constructor(options: { port: number; onReadable: (count: number) => void }) {
			board.asked.push(`names ${options.port}`);
			board.names = { onReadable: (count) => options.onReadable.call(this, count) };
		}
		read() {
			return board.packets.shift();
		}
		write(bytes: Uint8Array, address: string, port: number) {
			board.asked.push(`answer ${bytes.length} ${address} ${port}`);
			if (board.breaks === "names") throw new Error("UDP send failed");
		}
		close() {
			board.asked.push("no names");
		}
	},
}));
vi.mock("wifi", () => ({
	default: class {
		static Mode = { none: 0, station: 1, accessPoint: 2 };
		static gotIP = "gotIP";
		static disconnected = "disconnect";
		static station_connect = "station_connect";
		static station_disconnect = "station_disconnect";
		constructor(_: undefined, notify: (notice: string) => void) {
			board.notify.push(notify);
		}
		close() {
			board.asked.push("close");
		}
		static set mode(mode: number) {
			board.asked.push(`mode ${mode}`);
			if (board.breaks === "radio") throw new Error("no radio");
		}
		static connect({ ssid }: { ssid: string }) {
			board.asked.push(`join ${ssid}`);
		}
		static disconnect() {
			board.asked.push("leave");
		}
		static scan(_: object, found: typeof board.found) {
			board.asked.push("scan");
			if (board.breaks === "scan") throw new Error("scan request failed");
			board.found = found;
		}
		static accessPoint({ ssid, password }: { ssid: string; password: string }) {
			board.asked.push(`open ${ssid} ${password}`);
		}
	},
}));

vi.stubGlobal("native", (name: string) => () => {
	expect(name).toBe("xs_wifi_station_address");
	return "240AC4000110";
});

const MINUTE = 60_000;
let timers: VirtualTimers;
let heard: string[];
let views: unknown[];
let logged: string[];
let trial: boolean;

function start(
	setup: Partial<DeviceSettings["setup"]> = {},
	wantsSetup = false,
	hasScreen = true,
): DeviceNetwork {
	const screen = new ScreenModel({ timers, language: "en" });
	screen.setSetup = (view) => views.push(view);
	screen.setNetwork = (up) => heard.push(`screen ${up}`);
	return new DeviceNetwork({
		...{ timers, screen, hasScreen: () => hasScreen, isOnTrial: () => trial, wantsSetup },
		settings: {
			setup: { ssid: "", password: "", csms: "", id: "", key: "", language: "en", ...setup },
			...{ newKey: false, cards: ["ALICE"], utcOffset: 0, sntp: "ntp", version: "" },
		},
		save: saveSetup,
		onLink: () => heard.push("link"),
		onTime: (time) => heard.push(time),
		restart: () => heard.push("restart"),
		log: (text) => logged.push(text),
	});
}

const KNOWN = { ssid: "Garage", csms: "ws://csms/ocpp" };
const OPEN = "open xs-evse-000110 aaaaaaaaaa";
const stateOf = (connected: boolean) =>
	({ connected, clock: null, connectors: [] }) as unknown as ChargePointState;

beforeEach(() => {
	Object.assign(board, { asked: [], notify: [], names: undefined, packets: [], breaks: "" });
	preferences.reset();
	timers = new VirtualTimers();
	heard = [];
	trial = false;
	views = [];
	logged = [];
});
afterEach(() => vi.restoreAllMocks());

describe("the network of a board", () => {
	test("joins what it was set up with; a dead link is joined anew, then the radio is restarted", () => {
		const network = start(KNOWN);
		expect(network.address).toBe("240AC4000110");
		expect(board.asked).toEqual(["mode 1", "join Garage"]);
		board.notify[0]("gotIP");
		expect(heard).toEqual(["screen false", "screen true", "link"]);
		network.changed(stateOf(true));
		timers.advance(60 * MINUTE);
		expect(board.asked).toHaveLength(2);
		network.changed(stateOf(false));
		timers.advance(5 * MINUTE);
		expect(board.asked.slice(2)).toEqual(["leave"]);
		timers.advance(1000);
		board.notify[0]("gotIP");
		timers.advance(10 * MINUTE);
		expect(board.asked.slice(3)).toEqual(["join Garage", "mode 0"]);
		timers.advance(2000);
		expect(board.asked.slice(5)).toEqual(["mode 1", "join Garage"]);
		expect(heard).not.toContain("restart");
	});

	test("without a CSMS a quiet link is no dead one", () => {
		start({ ssid: "Garage" });
		board.notify[0]("gotIP");
		timers.advance(600 * MINUTE);
		expect(board.asked).toEqual(["mode 1", "join Garage"]);
	});

	test("without a radio the board starts all the same", () => {
		board.breaks = "radio";
		expect(start(KNOWN).address).toBe("");
		expect(() => timers.advance(60 * MINUTE)).not.toThrow();
	});

	test("that nobody has set up looks for networks, then opens its own with page and names", () => {
		start();
		expect(board.asked).toEqual(["mode 1", "scan"]);
		board.found({ ssid: "Garage", rssi: -70 });
		board.found({ ssid: "", rssi: -10 });
		board.found(null);
		expect(board.asked.slice(2)).toEqual([OPEN, "listen 80", "names 53"]);
		expect(views).toEqual([{ network: "xs-evse-000110", password: "aaaaaaaaaa", address: "192.168.4.1" }]);
		expect(logged).toEqual(["Set-up: network xs-evse-000110, http://192.168.4.1"]);
		// The search has ended in time.
		timers.advance(10_000);
		expect(board.asked).toHaveLength(5);
		timers.advance(600 * MINUTE);
		expect(board.asked).toHaveLength(5);
	});

	test("tells the password on the console where there is no screen", () => {
		start({}, false, false);
		board.found(null);
		expect(logged.at(-1)).toBe("Set-up: without a screen, the password is aaaaaaaaaa");
	});

	test("a search that fails or never ends keeps nobody from the set-up", () => {
		board.breaks = "scan";
		start();
		expect(board.asked).toContain(OPEN);
		board.breaks = "";
		board.asked.length = 0;
		start();
		timers.advance(10_000);
		expect(board.asked).toContain(OPEN);
		board.found(null);
		expect(board.asked.filter((one) => one === OPEN)).toHaveLength(1);
	});

	test("the button opens the set-up; when nobody comes the known network is joined", () => {
		start(KNOWN, true);
		board.found(null);
		board.notify[0]("station_connect");
		timers.advance(60 * MINUTE);
		expect(board.asked.at(-1)).toBe("names 53");
		board.notify[0]("station_disconnect");
		timers.advance(15 * MINUTE);
		expect(board.asked.slice(5)).toEqual(["no listener", "no names", "close", "mode 1", "join Garage"]);
		expect(views.at(-1)).toBeUndefined();
		board.notify[1]("gotIP");
		expect(heard).toContain("link");
	});

	test("a page that cannot be opened gives way to the known network", () => {
		board.breaks = "listener";
		start(KNOWN, true);
		board.found(null);
		expect(board.asked.slice(2)).toEqual([OPEN, "close", "mode 1", "join Garage"]);
	});

	test("names are answered as far as they are questions, and a radio that cannot send does no harm", () => {
		start();
		board.found(null);
		const question = Uint8Array.from([1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0, 1]).buffer;
		const packet = (bytes: ArrayBuffer) => Object.assign(bytes, { address: "192.168.4.2", port: 5353 });
		board.packets = [packet(new ArrayBuffer(3)), packet(question)];
		board.names?.onReadable(3);
		expect(board.asked.at(-1)).toBe("answer 35 192.168.4.2 5353");
		board.breaks = "names";
		board.packets = [packet(question)];
		expect(() => board.names?.onReadable(1)).not.toThrow();
	});
});
