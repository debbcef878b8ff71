import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SocketEvents } from "../../modules/net/sockets";
import { HttpServer, type Listen, type Request } from "../../modules/setup/http-server";
import { nodeListen } from "../../simulator/node/listener";
import { VirtualTimers } from "../virtual-timers";

/** A listener with one connection, whose bytes come and go as the test says. */
class ScriptedWire {
	sent = "";
	closed = false;
	#accept: Parameters<Listen>[1] | undefined;
	#events: SocketEvents | undefined;
	#held = Buffer.alloc(0);
	#room = 0;
	readonly listen: Listen = (port, onConnection) => {
		this.#accept = onConnection;
		return { port, close() {} };
	};

	connect(): void {
		this.#accept?.((events) => {
			this.#events = events;
			return {
				read: (count) => {
					if (count > this.#held.length) throw new RangeError("more than is readable");
					const bytes = new Uint8Array(this.#held.subarray(0, count)).buffer;
					this.#held = this.#held.subarray(count);
					return bytes;
				},
				write: (bytes) => {
					if (bytes.length > this.#room) throw new RangeError("more than is writable");
					this.#room -= bytes.length;
					this.sent += Buffer.from(bytes).toString("latin1");
					return this.#room;
				},
				close: () => {
					this.closed = true;
				},
			};
		});
	}

	receive(bytes: Buffer): void {
		if (this.closed || bytes.length === 0) return;
		this.#held = Buffer.concat([this.#held, bytes]);
		this.#events?.onReadable(this.#held.length);
	}

	makeRoom(room: number): void {
		if (this.closed) return;
		this.#room = room;
		this.#events?.onWritable(room);
	}
}

let timers: VirtualTimers;
let server: HttpServer;
let requests: Request[];
let body: string[];
const sockets: Socket[] = [];

beforeEach(async () => {
	timers = new VirtualTimers();
	requests = [];
	body = ["<p>", "好", "</p>"];
	const answer = (request: Request) => {
		requests.push(request);
		return { status: "200 OK", headers: ["X-Test: yes"], body };
	};
	server = new HttpServer({ timers, listen: nodeListen, port: 0, answer });
	await new Promise((resolve) => setImmediate(resolve));
});

afterEach(() => {
	server.close();
	for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection, and all that comes until its end. */
async function open(): Promise<{ socket: Socket; answer: Promise<string> }> {
	const socket = connect(server.port, "127.0.0.1");
	sockets.push(socket);
	const chunks: Buffer[] = [];
	socket.on("data", (chunk) => chunks.push(chunk));
	socket.on("error", () => undefined);
	const answer = new Promise<string>((resolve) => {
		socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
	});
	await new Promise((resolve) => socket.once("connect", resolve));
	return { socket, answer };
}

async function ask(...pieces: (string | Buffer)[]): Promise<string> {
	const { socket, answer } = await open();
	for (const piece of pieces) {
		socket.write(piece);
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	return answer;
}

const statusOf = (answer: string) => answer.split("\r\n")[0];

describe("the HTTP server of the set-up page", () => {
	test("answers a request with its pieces as UTF-8, and closes", async () => {
		const answer = await ask("GET /x?y=1 HTTP/1.1\r\nHost: me\r\nACCEPT-Language:  zh \r\n\r\n");
		expect(statusOf(answer)).toBe("HTTP/1.1 200 OK");
		expect(answer).toContain("\r\nX-Test: yes\r\n");
		expect(answer).toContain("\r\nConnection: close\r\n");
		expect(answer).toContain("default-src 'none'");
		expect(answer).toMatch(/\r\n\r\n<p>好<\/p>$/);
		const [{ method, path, header }] = requests;
		expect([method, path, header("host"), header("accept-language"), header("origin")]).toEqual([
			...["GET", "/x?y=1", "me", "zh", ""],
		]);
	});

	test("takes a request that comes byte by byte, and its body as far as it is told", async () => {
		const text = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na=b%2";
		await ask(...text, "and more");
		expect(requests.map((request) => request.body)).toEqual(["a=b%2"]);
	});

	test("an answer longer than the socket's window arrives whole", async () => {
		body = Array.from({ length: 40 }, (_, i) => `${i}`.repeat(300));
		const answer = await ask("GET / HTTP/1.1\r\n\r\n");
		expect(answer.split("\r\n\r\n")[1]).toBe(body.join(""));
	});

	test.each([
		["no HTTP", "HELLO\r\n\r\n"],
		["a first line without a path", "GET HTTP/1.1\r\n\r\n"],
		["a path that is none", "GET http://me/ HTTP/1.1\r\n\r\n"],
		["a fourth word", "GET / HTTP/1.1 x\r\n\r\n"],
		["another version", "GET / HTTP/2.0\r\n\r\n"],
		["a header without colon", "GET / HTTP/1.1\r\nHost\r\n\r\n"],
		["a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n"],
		["a space before the colon", "GET / HTTP/1.1\r\nHost : me\r\n\r\n"],
		["a folded header", "GET / HTTP/1.1\r\nHost: me\r\n more: x\r\n\r\n"],
		["a length that is none", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"],
		["TLS", Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3])],
		["a bad first line, before the rest has come", "GET  /\r\nHost: me"],
	])("%s is 400", async (_, text) => {
		expect(statusOf(await ask(text))).toBe("HTTP/1.1 400 Bad Request");
		expect(requests).toEqual([]);
	});

	test("what is too long or has no length is refused before it is held", async () => {
		const long = `GET / HTTP/1.1\r\nX: ${"x".repeat(5000)}`;
		expect(statusOf(await ask(long))).toBe("HTTP/1.1 431 Request Header Fields Too Large");
		expect(statusOf(await ask("x".repeat(100_000)))).toBe("HTTP/1.1 400 Bad Request");
		expect(statusOf(await ask("POST / HTTP/1.1\r\nContent-Length: 2049\r\n\r\n"))).toBe(
			"HTTP/1.1 413 Content Too Large",
		);
		expect(statusOf(await ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"))).toBe(
			"HTTP/1.1 411 Length Required",
		);
		expect(requests).toEqual([]);
	});

	test("whatever comes, in whatever pieces, is answered or left, and nothing stays", () => {
		const words = ["GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n", "Host: me\r\n", "Content-Length: 3\r\n"];
		const piece = fc.oneof(
			fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
			fc.constantFrom(...words, "\r\n", "\r\n\r\n", "a=b", ":", " ", "\n").map((text) => Buffer.from(text)),
			fc.integer({ min: 0, max: 6000 }).map((length) => Buffer.alloc(length, "x")),
		);
		const property = fc.property(
			fc.array(piece, { maxLength: 12 }),
			fc.integer({ min: 1, max: 700 }),
			(pieces, room) => {
				const wire = new ScriptedWire();
				const time = new VirtualTimers();
				const answer = () => ({ status: "200 OK", body: ["x".repeat(1000), "好"] });
				const fuzzed = new HttpServer({ timers: time, listen: wire.listen, port: 0, answer });
				wire.connect();
				for (const bytes of pieces) wire.receive(bytes);
				for (let turn = 0; turn < 40; turn++) wire.makeRoom(room);
				time.advance(20_000);
				expect([wire.closed, time.running]).toEqual([true, 0]);
				expect(wire.sent).toMatch(/^(|HTTP\/1\.1 (200|400|411|413|431) [\s\S]*)$/);
				fuzzed.close();
			},
		);
		fc.assert(property, { numRuns: 300 });
	});

	test("who is slow is left after ten seconds, however it drips", async () => {
		const { socket, answer } = await open();
		socket.write("GET / HT");
		await new Promise((resolve) => setTimeout(resolve, 10));
		timers.advance(9000);
		socket.write("TP/1.1\r\nX");
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect(timers.running).toBe(1);
		timers.advance(1000);
		expect(await answer).toBe("");
		expect(timers.running).toBe(0);
	});

	test("four connections are served at the same time, a fifth is closed, and room comes back", async () => {
		const open4 = await Promise.all([open(), open(), open(), open()]);
		expect(await (await open()).answer).toBe("");
		open4[0].socket.end();
		open4[0].socket.destroy();
		await open4[0].answer;
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect(statusOf(await ask("GET / HTTP/1.1\r\n\r\n"))).toBe("HTTP/1.1 200 OK");
		expect(timers.running).toBe(3);
	});

	test("after close nothing is left", async () => {
		const { answer } = await open();
		await new Promise((resolve) => setTimeout(resolve, 10));
		server.close();
		await answer;
		expect(timers.running).toBe(0);
		const refused = connect(server.port, "127.0.0.1");
		sockets.push(refused);
		expect(await new Promise((resolve) => refused.once("error", () => resolve("refused")))).toBe("refused");
	});
});
