import { beforeEach, describe, expect, test, vi } from "vitest";
import { askTime } from "../../device/time-server";
import { VirtualTimers } from "../virtual-timers";

type Packet = ArrayBuffer & { address: string; port: number };

/** The network around the board. */
const network = vi.hoisted(() => ({
	names: new Map<string, string>(),
	sockets: 0,
	/** What has been sent, and where to. */
	sent: [] as { bytes: Uint8Array; to: string }[],
	packets: [] as Packet[],
	readable: (_count: number) => {},
	breaks: "",
	random: 0,
}));

vi.mock("rng", () => ({
	default: { get: (count: number) => new Uint8Array(count).fill(++network.random).buffer },
}));
vi.mock("embedded:io/socket/udp", () => ({
	default: class {
		constructor({ port, onReadable }: { port: number; onReadable: (count: number) => void }) {
			expect(port).toBe(0);
			if (network.breaks === "socket") throw new Error("no socket");
			network.sockets++;
			network.readable = (count) => onReadable.call(this, count);
		}
		read() {
			expect(network.sockets).toBe(1);
			return network.packets.shift();
		}
		write(bytes: Uint8Array, address: string, port: number) {
			network.sent.push({ bytes: bytes.slice(), to: `${address} ${port}` });
			if (network.breaks === "link") throw new Error("UDP send failed");
		}
		close() {
			network.sockets--;
		}
	},
}));
vi.stubGlobal("System", {
	resolve: (name: string, callback: (name: string, address: string | undefined) => void) =>
		callback(name, network.names.get(name)),
});

const NOON = Date.UTC(2026, 10, 23, 12);
const TO_1970 = 2_208_988_800;
const SERVER = "203.0.113.5";
let timers: VirtualTimers;
let heard: (string | number)[];

function ask(server = "pool.ntp.org"): void {
	askTime({
		...{ timers, server },
		onTime: (now) => heard.push(now),
		onFailure: (reason) => heard.push(reason),
	});
}

interface Answer {
	/** Leap indicator, version and mode. */
	first?: number;
	stratum?: number;
	originate?: Uint8Array;
	/** Seconds since the beginning of the era, and their fraction in 2^-32 s. */
	time?: [number, number];
	length?: number;
	address?: string;
	port?: number;
}

/** An answer to the last try; `change` says what is wrong with it. */
function answer(change: Answer = {}): Packet {
	const { first = 0x24, stratum = 2, time = [NOON / 1000 + TO_1970, 2 ** 31], length = 48 } = change;
	const bytes = new Uint8Array(68);
	const view = new DataView(bytes.buffer);
	view.setUint8(0, first);
	view.setUint8(1, stratum);
	bytes.set(change.originate ?? lastSent().subarray(40), 24);
	view.setUint32(40, time[0]);
	view.setUint32(44, time[1]);
	const { address = SERVER, port = 123 } = change;
	return Object.assign(bytes.buffer.slice(0, length), { address, port });
}

const lastSent = (): Uint8Array => (network.sent.at(-1) as { bytes: Uint8Array }).bytes;

function arrive(...packets: Packet[]): void {
	network.packets.push(...packets);
	network.readable(packets.length);
}

beforeEach(() => {
	Object.assign(network, { sockets: 0, sent: [], packets: [], breaks: "", random: 0 });
	network.names = new Map([["pool.ntp.org", SERVER]]);
	timers = new VirtualTimers();
	heard = [];
});

describe("the question to a time server", () => {
	test("is 48 bytes of version 4 and mode 3 that tell nothing but a random timestamp", () => {
		ask();
		const question = new Uint8Array(48);
		question[0] = 0b00_100_011;
		question.fill(1, 40);
		expect(network.sent).toEqual([{ bytes: question, to: `${SERVER} 123` }]);
	});

	test("goes to an address in numbers without a name server", () => {
		ask("192.0.2.7");
		expect(network.sent[0].to).toBe("192.0.2.7 123");
	});

	test("is put five times, each with a timestamp of its own, then there is no answer", () => {
		ask();
		timers.advance(24_999);
		expect(network.sent.map(({ bytes }) => bytes[40])).toEqual([1, 2, 3, 4, 5]);
		expect(heard).toEqual([]);
		timers.advance(1);
		expect(heard).toEqual(["no answer"]);
		expect([network.sockets, timers.running]).toEqual([0, 0]);
	});

	test("is put again when it could not be sent", () => {
		network.breaks = "link";
		ask();
		network.breaks = "";
		timers.advance(5_000);
		arrive(answer());
		expect(heard).toEqual([NOON + 500]);
	});

	test("cannot be put without a socket, or to a name that nobody knows", () => {
		network.breaks = "socket";
		ask();
		network.names.clear();
		ask();
		expect(heard).toEqual(["no socket", "its name is not found"]);
		expect([network.sockets, timers.running]).toEqual([0, 0]);
	});
});

describe("the answer of a time server", () => {
	test("is taken once, and the socket closed", () => {
		ask();
		arrive(answer(), answer({ time: [1, 1] }));
		expect(heard).toEqual([NOON + 500]);
		expect([network.sockets, timers.running]).toEqual([0, 0]);
	});

	test("may come after several tries, of any version and with the authentication that nobody asked for", () => {
		ask();
		timers.advance(20_000);
		arrive(answer({ first: 0b01_011_100, stratum: 15, length: 68 }));
		expect(heard).toEqual([NOON + 500]);
	});

	test("may be of the era that begins in 2036", () => {
		ask();
		arrive(answer({ time: [0, 2 ** 30] }));
		ask();
		arrive(answer({ time: [2 ** 31 - 1, 0] }));
		ask();
		arrive(answer({ time: [2 ** 31, 0] }));
		expect(heard).toEqual([
			Date.UTC(2036, 1, 7, 6, 28, 16, 250),
			Date.UTC(2104, 1, 26, 9, 42, 23),
			Date.UTC(1968, 0, 20, 3, 14, 8),
		]);
	});

	test.each<[string, Answer]>([
		["of a client", { first: 0x23 }],
		["of a broadcast", { first: 0x25 }],
		["of a clock that is not set", { first: 0b11_100_100 }],
		["of stratum 16", { stratum: 16 }],
		["without a time", { time: [0, 0] }],
		["to another question", { originate: new Uint8Array(8).fill(7) }],
		["to no question", { originate: new Uint8Array(8) }],
		["that refuses what nobody asked", { stratum: 0, originate: new Uint8Array(8) }],
		["that is cut", { length: 47 }],
		["of nothing", { length: 0 }],
		["from another address", { address: "203.0.113.6" }],
		["from another port", { port: 124 }],
	])("%s is passed over, and the true one behind it is taken", (_, change) => {
		ask();
		arrive(answer(change));
		expect(heard).toEqual([]);
		arrive(answer(change), answer());
		expect(heard).toEqual([NOON + 500]);
	});

	test("to an earlier try is passed over", () => {
		ask();
		const late = answer();
		timers.advance(5_000);
		arrive(late);
		expect(heard).toEqual([]);
		arrive(answer());
		expect(heard).toEqual([NOON + 500]);
	});

	test("of stratum 0 ends the question: the server wants to be left alone", () => {
		ask();
		arrive(answer({ stratum: 0 }));
		expect(heard).toEqual(["it refuses to answer"]);
		expect([network.sockets, timers.running]).toEqual([0, 0]);
	});

	test("is waited for when the driver tells more packets than there are", () => {
		ask();
		network.readable(2);
		arrive(answer());
		expect(heard).toEqual([NOON + 500]);
	});
});
