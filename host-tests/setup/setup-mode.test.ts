import { beforeEach, describe, expect, test } from "vitest";
import type { ChargePointState } from "../../modules/charge-point/state";
import type { SocketEvents } from "../../modules/net/sockets";
import type { Listen } from "../../modules/setup/http-server";
import {
	IDLE_TIME,
	isUnused,
	networkPassword,
	SetupMode,
	type SetupModeOptions,
} from "../../modules/setup/setup-mode";
import { VirtualTimers } from "../virtual-timers";
import { FRESH } from "./setup-page";

let timers: VirtualTimers;
let heard: string[];
let open: boolean;
let idle: boolean;
let connect: ((text: string) => string) | undefined;

/** A listener that gives each request whole and takes each answer whole. */
const listen: Listen = (port, onConnection) => {
	open = true;
	connect = (text) => {
		let answer = "";
		let events: SocketEvents | undefined;
		let request = Buffer.from(text);
		onConnection((given) => {
			events = given;
			return {
				read(count) {
					const piece = request.subarray(0, count);
					request = request.subarray(count);
					return new Uint8Array(piece).buffer;
				},
				write(bytes) {
					answer += Buffer.from(bytes).toString();
					return 1000;
				},
				close() {},
			};
		});
		events?.onWritable(1000);
		events?.onReadable(request.length);
		return answer.slice(0, answer.indexOf("\r\n"));
	};
	return {
		port,
		close() {
			open = false;
		},
	};
};

function start(changes: Partial<SetupModeOptions> = {}): SetupMode {
	return new SetupMode({
		...{ timers, listen, port: 80, host: "192.168.4.1", settings: FRESH, networks: [] },
		save: ({ ssid }) => heard.push(`save ${ssid}`),
		restart: () => heard.push("restart"),
		onIdle: () => heard.push("idle"),
		isUnused: () => idle,
		...changes,
	});
}

const GET = "GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n";
const BODY = "ssid=Garage&csms=ws%3A%2F%2Fa%2F&language=en";
const POST =
	"POST / HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
	`Content-Length: ${BODY.length}\r\n\r\n${BODY}`;

beforeEach(() => {
	timers = new VirtualTimers();
	heard = [];
	idle = true;
});

describe("the set-up while it is open", () => {
	test("ends after a quarter of an hour in which nobody has come", () => {
		start();
		timers.advance(IDLE_TIME - 1);
		expect(open).toBe(true);
		timers.advance(1);
		expect([open, heard, timers.running]).toEqual([false, ["idle"], 0]);
	});

	test("stays while somebody is in the network or uses the page", () => {
		const mode = start();
		mode.setVisitors(true);
		timers.advance(4 * IDLE_TIME);
		mode.setVisitors(false);
		timers.advance(IDLE_TIME - 1);
		expect(connect?.(GET)).toBe("HTTP/1.1 200 OK");
		timers.advance(IDLE_TIME - 1);
		expect(heard).toEqual([]);
		timers.advance(1);
		expect(heard).toEqual(["idle"]);
	});

	test("stays for ever where there is nothing else to do", () => {
		start({ onIdle: undefined });
		timers.advance(100 * IDLE_TIME);
		expect([open, timers.running]).toEqual([true, 0]);
	});

	test("after saving the last page leaves, then the charge point restarts", () => {
		start();
		expect(connect?.(POST)).toBe("HTTP/1.1 200 OK");
		timers.advance(1999);
		expect(heard).toEqual(["save Garage"]);
		timers.advance(1);
		expect([open, heard]).toEqual([false, ["save Garage", "restart"]]);
	});

	test("the restart waits for who charges, and comes once", () => {
		const mode = start();
		idle = false;
		connect?.(POST);
		timers.advance(10 * IDLE_TIME);
		mode.proceed();
		expect(heard).toEqual(["save Garage"]);
		// Meanwhile something can be set right.
		expect(connect?.(POST)).toBe("HTTP/1.1 200 OK");
		idle = true;
		mode.proceed();
		timers.advance(2000);
		mode.proceed();
		expect(heard).toEqual(["save Garage", "save Garage", "restart"]);
	});

	test("what could not be stored does not restart", () => {
		const save = () => {
			throw new Error("full");
		};
		const mode = start({ save });
		expect(connect?.(POST)).toBe("HTTP/1.1 500 Internal Server Error");
		timers.advance(5000);
		mode.proceed();
		expect([open, heard]).toEqual([true, []]);
	});
});

test("a charge point is unused while no id is taken, no cable is held and no firmware is written", () => {
	const state = (...connectors: object[]) => ({ connectors }) as ChargePointState;
	expect(isUnused(undefined)).toBe(true);
	expect(isUnused(state({ idTag: null, locked: false }))).toBe(true);
	expect(isUnused(state({ idTag: null, locked: false }, { idTag: "A", locked: false }))).toBe(false);
	expect(isUnused(state({ idTag: null, locked: true }))).toBe(false);
	expect(isUnused({ ...state({ idTag: null, locked: false }), update: "installing" })).toBe(false);
});

test("the network's password fits WPA2 and is read without doubt", () => {
	const password = networkPassword((count) => Uint8Array.from({ length: count }, (_, i) => i * 29));
	expect(password).toMatch(/^[a-z2-9]{10}$/);
	expect(password).not.toMatch(/[0o1il]/);
	const all = new Set([...Array(256).keys()].map((byte) => networkPassword(() => Uint8Array.of(byte))));
	expect(all.size).toBe(31);
});
