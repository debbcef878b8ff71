import { strict as assert } from "node:assert";
import fc from "fast-check";
import { ReconnectingTransport } from "../../modules/net/reconnecting-transport";
import type { Timers } from "../../modules/timers";
import { Accounts } from "../charge-point/accounts";
import { Rig } from "../charge-point/rig";
import { acceptUpgrade, digests } from "../net/loopback";
import { type ScriptedSocket, ScriptedSockets } from "../net/scripted-sockets";
import { readStream } from "./stream-oracle";

/** Servers that answer an upgrade with whatever they like, and frames that are none. */

const LONGEST = 65_536;
/** The longest wait before another attempt, s. */
const LONGEST_WAIT = 301;

/** One connection to such a server. */
export interface Visit {
	/** What is done to the right answer to the upgrade, or comes in its place; undefined: nothing. */
	upgrade?: Damage | Buffer;
	/** What follows. */
	stream: Buffer;
	/** After so many bytes there is a pause, again and again. */
	pieces: readonly number[];
	/** Of each pause, s. */
	pause: number;
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

/** Something done to bytes at one place. */
interface Damage {
	what: "flip" | "cut" | "insert" | "drop" | "double";
	place: number;
	bit: number;
	extra: Buffer;
}

const damages: fc.Arbitrary<Damage> = fc.record({
	what: fc.constantFrom("flip", "cut", "insert", "drop", "double"),
	place: fc.nat(),
	bit: fc.nat({ max: 7 }),
	extra: bytes(30),
});

function damaged(whole: Buffer, { what, place, bit, extra }: Damage): Buffer {
	const at = place % (whole.length + 1);
	const [before, after] = [whole.subarray(0, at), whole.subarray(at)];
	if (what === "cut") return before;
	if (what === "insert") return Buffer.concat([before, extra, after]);
	if (what === "drop") return Buffer.concat([before, after.subarray(1)]);
	if (what === "double") return Buffer.concat([whole, whole]);
	const flipped = Buffer.from(whole);
	if (at < flipped.length) flipped[at] ^= 1 << bit;
	return flipped;
}

const heads = fc.oneof(
	bytes(300),
	fc
		.tuple(
			fc.constantFrom("HTTP/1.1", "HTTP/2", "http/1.1", "ICY"),
			fc.integer({ min: 0, max: 999 }),
			fc.string(),
		)
		.map(([version, status, reason]) =>
			Buffer.from(`${version} ${status} ${reason}\r\nServer: x\r\n\r\n<html>`),
		),
	fc
		.constantFrom(
			"",
			"\r\n\r\n",
			"HTTP/1.1 101 \r\n\r\n",
			`HTTP/1.1 101 X\r\n${"X-Fill: abcdefgh\r\n".repeat(600)}`,
			`HTTP/1.1 ${"1".repeat(9000)}`,
		)
		.map((text) => Buffer.from(text)),
);

const upgrades: fc.Arbitrary<Visit["upgrade"]> = fc.oneof(
	{ weight: 7, arbitrary: fc.constant(undefined) },
	{ weight: 2, arbitrary: damages },
	{ weight: 1, arbitrary: heads },
);

const payloads = fc.oneof(
	fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
	fc
		.constantFrom('[2,"1","Reset",{"type":7}]', "[3,1,{}]", "", "x".repeat(126), "漢".repeat(9000))
		.map((text) => Buffer.from(text)),
	bytes(200),
	// UTF-8 that is cut, too long, or of half a pair.
	fc
		.constantFrom("c3", "e282", "f09f98", "c080", "eda080", "f4908080", "80", "fe")
		.map((hex) => Buffer.from(hex, "hex")),
);

/** Frames as a server sends them, with now and then something wrong in their headers. */
const frames = fc
	.record({
		payload: payloads,
		opcode: fc.oneof(
			{ weight: 8, arbitrary: fc.constantFrom(0, 1, 1, 1, 8, 9, 10) },
			fc.integer({ min: 0, max: 15 }),
		),
		final: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
		reserved: fc.oneof({ weight: 30, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 7 })),
		masked: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, fc.constant(true)),
		lengthBytes: fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, fc.constantFrom(2, 8)),
		claims: fc.oneof(
			{ weight: 30, arbitrary: fc.constant(undefined) },
			fc.constantFrom(0, 1, 125, 65_535, 65_536, 65_537, 2 ** 31, 2 ** 53, 2 ** 63),
		),
		closing: fc.oneof(fc.constantFrom(1000, 1001, 1005, 999, 5000, 3000), fc.nat({ max: 65_535 })),
	})
	.map(({ payload, opcode, final, reserved, masked, lengthBytes, claims, closing }) => {
		const body = opcode === 8 && payload.length % 3 > 0 ? Buffer.concat([uint16(closing), payload]) : payload;
		const length = claims ?? body.length;
		const first = (final ? 0x80 : 0) | (reserved << 4) | opcode;
		const mask = masked ? 0x80 : 0;
		if (length < 126 && !lengthBytes) return Buffer.concat([Buffer.of(first, mask | length), body]);
		if (length < 65_536 && lengthBytes !== 8)
			return Buffer.concat([Buffer.of(first, mask | 126), uint16(length), body]);
		const long = Buffer.alloc(8);
		long.writeBigUInt64BE(BigInt(length));
		return Buffer.concat([Buffer.of(first, mask | 127), long, body]);
	});

function uint16(value: number): Buffer {
	return Buffer.of(value >> 8, value & 0xff);
}

const whole = fc.array(frames, { maxLength: 8 }).map((list) => Buffer.concat(list));
const streams = fc.oneof(
	{ weight: 6, arbitrary: whole },
	{ weight: 2, arbitrary: fc.tuple(whole, damages).map(([stream, damage]) => damaged(stream, damage)) },
	{ weight: 1, arbitrary: bytes(500) },
);

export const visits: fc.Arbitrary<Visit> = fc.record({
	upgrade: upgrades,
	stream: streams,
	pieces: fc.array(fc.constantFrom(1, 2, 7, 100, 5000), { minLength: 1, maxLength: 6 }),
	pause: fc.constantFrom(0, 0, 0.001, 0.3),
});

/** A charge point with a session whose connections come to such servers, and at last to a good one. */
export function visitServers(list: readonly Visit[]): void {
	const bench = new ServerBench();
	bench.serve();
	bench.rig.charge("ALICE");
	bench.rig.advance(5);
	assert(bench.rig.connector.contactor, "the session begins");
	for (const visit of list) bench.visit(visit);
	bench.finish();
}

class ServerBench {
	readonly rig: Rig;
	readonly #sockets = new ScriptedSockets();
	readonly #accounts: Accounts;
	#transport!: ReconnectingTransport;
	#texts: string[] = [];
	/** The last socket's connection has opened. */
	#opened = false;

	constructor() {
		this.rig = new Rig({
			defaults: { MeterValueSampleInterval: "60", TransactionMessageAttempts: "1000", MessageTimeout: "10" },
			transport: (timers) => this.#listen(timers),
		});
		this.#accounts = new Accounts(this.rig);
		this.rig.csms.answer("StartTransaction", (start) => ({
			idTagInfo: { status: "Accepted" },
			transactionId: this.#accounts.idFor(start as never),
		}));
	}

	/** The transport as the charge point has it, overheard. */
	#listen(timers: Timers): ReconnectingTransport {
		const transport = new ReconnectingTransport({ ...digests, timers, sockets: this.#sockets });
		this.#transport = transport;
		timers.set(() => {
			const { listener } = transport;
			transport.listener = {
				opened: () => {
					this.#opened = true;
					listener?.opened();
				},
				received: (text) => {
					this.#texts.push(text);
					listener?.received(text);
				},
				closed: (code, reason) => listener?.closed(code, reason),
				refused: (status, reason, failure) => listener?.refused(status, reason, failure),
			};
		}, 0);
		return transport;
	}

	/** The newest socket leads to a CSMS. */
	serve(): void {
		const { rig } = this;
		const socket = this.#sockets.last;
		this.#opened = false;
		socket.accept();
		let taken = 0;
		socket.onWritten = () =>
			rig.timers.set(() => {
				if (socket.closed) return;
				const { frames } = socket;
				while (taken < frames.length) {
					const frame = frames[taken++];
					if ("text" in frame) rig.csms.receive(frame.text);
					else if ("ping" in frame) socket.receive(Buffer.of(0x8a, 0));
				}
			}, 0);
		rig.csms.connected((text) => {
			if (!socket.closed) socket.receive(textFrame(text));
		});
		socket.onWritten();
		rig.advance(1);
		assert(this.#opened, "a good server is taken");
	}

	/** The connection is lost, and the next one comes to the given server. */
	visit({ upgrade, stream, pieces, pause }: Visit): void {
		const { rig } = this;
		const socket = this.#next();
		socket.grant(1 << 20);
		const right = Buffer.from(acceptUpgrade(socket.request), "latin1");
		const answer = answerOf(upgrade, right);
		this.#texts = [];
		this.#opened = false;
		let at = 0;
		const sent = Buffer.concat([answer, stream]);
		for (let piece = 0; at < sent.length && !socket.closed; piece++) {
			const length = pieces[piece % pieces.length];
			socket.receive(sent.subarray(at, at + length));
			at += length;
			if (piece < 40) rig.advance(pause);
		}
		rig.advance(0);
		const isRight = answer.equals(right);
		if (isRight) assert(this.#opened, "the right answer opens");
		if (this.#opened) this.#checkHead(sent, right);
		const head = headLength(sent);
		if (this.#opened && (isRight || answer.length === head)) this.#checkStream(socket, sent.subarray(head));
		assert(rig.connector.contactor, "energy flows");
		assert(rig.timers.running < 20, `${rig.timers.running} timers run`);
		assert(this.#sockets.openCount <= 1, "one connection at a time");
	}

	/** Nothing but an answer that says all that RFC 6455 asks for opens a connection. */
	#checkHead(sent: Buffer, right: Buffer): void {
		const head = sent.toString("latin1", 0, headLength(sent));
		const said = (name: string, text: string) =>
			new RegExp(`^${name}:(.*)$`, "im").exec(text)?.[1].trim().toLowerCase();
		assert.match(head, /^HTTP\/1\.\d 101/);
		// Connection is a list of tokens (RFC 9110 section 7.6.1): others may stand beside the one.
		assert.match(said("Connection", head) ?? "", /(^|,)[\t ]*upgrade[\t ]*(,|$)/, `Connection of ${head}`);
		for (const name of ["Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol"])
			assert.equal(said(name, head), said(name, right.toString("latin1")), `${name} of ${head}`);
	}

	#checkStream(socket: ScriptedSocket, stream: Buffer): void {
		const { texts, pings, closes } = readStream(stream, LONGEST);
		assert.deepEqual(this.#texts, texts, "the texts that came");
		const { frames } = socket;
		const own = frames.filter((frame) => "close" in frame);
		assert.equal(own.length, closes ? 1 : 0, `Close frames of the client, expected ${closes}`);
		if (closes) {
			const code = (own[0] as { close: number }).close;
			assert(closes.includes(code), `closed with ${code}, expected ${closes}`);
		}
		const pongs = frames.flatMap((frame) => ("pong" in frame ? [frame.pong] : []));
		assert.deepEqual(pongs, pings, "a Pong to each Ping");
	}

	/** Breaks the connection and waits for the next. */
	#next(): ScriptedSocket {
		const { rig } = this;
		const before = this.#sockets.all.length;
		if (!this.#sockets.last.closed) this.#sockets.last.events.onError("broken");
		rig.csms.disconnected();
		for (let waited = 0; this.#sockets.all.length === before; waited++) {
			assert(waited <= LONGEST_WAIT, "another attempt is made");
			rig.advance(1);
		}
		return this.#sockets.last;
	}

	/** A good server again: the session is whole. */
	finish(): void {
		const { rig } = this;
		this.#next();
		this.serve();
		rig.advance(120);
		assert.equal(rig.chargePoint.state.queueLength, 0, "the queue is empty");
		const [start] = rig.csms.all("StartTransaction");
		const seconds = (time: string) => (Date.parse(time) - Date.parse(start.timestamp)) / 1000;
		const samples = rig.csms
			.all("MeterValues")
			.map(({ meterValue }) => Math.round(seconds(meterValue[0].timestamp)));
		const due = Array.from({ length: Math.floor(seconds(rig.csms.time) / 60) }, (_, i) => 60 * (i + 1));
		assert.deepEqual([...new Set(samples)], due, "the samples of the session");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(5);
		this.#accounts.close();
		assert.equal(this.#accounts.closed, 1, "the session is delivered");
		this.#transport.close(1000, "");
	}
}

function answerOf(upgrade: Visit["upgrade"], right: Buffer): Buffer {
	if (upgrade === undefined) return right;
	return Buffer.isBuffer(upgrade) ? upgrade : damaged(right, upgrade);
}

/** Up to the empty line; a line may end without the carriage return (RFC 9112 section 2.2). */
function headLength(bytes: Buffer): number {
	const end = /\r?\n\r?\n/.exec(bytes.toString("latin1"));
	return end ? end.index + end[0].length : 0;
}

function textFrame(text: string): Buffer {
	const body = Buffer.from(text);
	const head =
		body.length < 126
			? Buffer.of(0x81, body.length)
			: Buffer.concat([Buffer.of(0x81, 126), uint16(body.length)]);
	return Buffer.concat([head, body]);
}
