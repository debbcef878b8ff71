import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualTimers } from "../virtual-timers";
import { acceptUpgrade, listen, loopbackPlatform, rawServer } from "./loopback";
import { RecordingClient } from "./recording";

async function client(url: string): Promise<RecordingClient> {
	return new RecordingClient(await loopbackPlatform(), url);
}

test("a header that comes byte by byte is understood", async () => {
	const url = await rawServer(async (socket, request) => {
		socket.setNoDelay(true);
		for (const byte of Buffer.from(`${acceptUpgrade(request)}\x81\x02hi`, "latin1")) {
			socket.write(Uint8Array.of(byte));
			await new Promise((resolve) => setImmediate(resolve));
		}
	});
	expect(await (await client(url)).told(2)).toEqual([{ open: true }, { text: "hi" }]);
});

test("a wrong accept value is refused, and the connection ended", async () => {
	let ended: Promise<unknown> | undefined;
	const url = await rawServer((socket, request) => {
		ended = once(socket, "close");
		socket.write(acceptUpgrade(request).replace(/(Accept: )./, "$1-"));
		socket.resume();
	});
	const told = await client(url);
	expect(await told.told(1)).toEqual([{ refused: 101, reason: "Sec-WebSocket-Accept is wrong" }]);
	await ended;
});

test("a head without end is refused at its limit", async () => {
	const url = await rawServer((socket) => {
		socket.write(`HTTP/1.1 101 Switching Protocols\r\n${"X-Fill: abcdefgh\r\n".repeat(10_000)}`);
	});
	const told = await client(url);
	expect(await told.told(1)).toEqual([{ refused: 101, reason: expect.stringContaining("8192") }]);
});

test("garbage instead of an answer is refused with status 0", async () => {
	const url = await rawServer((socket) => socket.write(Buffer.alloc(20_000, 0xff)));
	expect(await (await client(url)).told(1)).toEqual([{ refused: 0, reason: expect.any(String) }]);
});

test("a server that hangs up instead of an answer is refused with status 0", async () => {
	const url = await rawServer((socket) => socket.end());
	expect(await (await client(url)).told(1)).toEqual([{ refused: 0, reason: expect.any(String) }]);
});

test("garbage instead of frames closes, whatever it is", async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (garbage) => {
			const url = await rawServer((socket, request) => {
				socket.write(acceptUpgrade(request));
				socket.end(garbage);
			});
			const told = await client(url);
			while (!told.events.some((event) => "closed" in event)) await told.told(told.events.length + 1);
			expect(told.events.filter((event) => "closed" in event)).toHaveLength(1);
			expect(told.events.at(-1)).toMatchObject({ closed: expect.any(Number) });
		}),
		{ numRuns: 50 },
	);
});

/** A client on virtual time whose server has taken the upgrade and then does nothing, not even read. */
async function stuck(): Promise<{ told: RecordingClient; timers: VirtualTimers; peer: Socket }> {
	let peer!: Socket;
	const url = await rawServer((socket, request) => {
		peer = socket.pause();
		socket.write(acceptUpgrade(request));
	});
	const timers = new VirtualTimers();
	const told = new RecordingClient({ ...(await loopbackPlatform()), timers }, url);
	await told.told(1);
	return { told, timers, peer };
}

test("a server that stops reading is given up when more than a message of the greatest length waits", async () => {
	const { told, timers } = await stuck();
	let sent = 0;
	while (sent < 1000 && timers.running === 0) {
		told.client.send("x".repeat(65_536));
		sent++;
		await new Promise((resolve) => setImmediate(resolve));
	}
	timers.advance(0);
	expect(told.events[1]).toEqual({ closed: 1006, reason: "the peer does not take what is sent" });
	expect(sent).toBeGreaterThan(2);
});

test("R-CON-12 a planned close ends after 5 s without an answer", async () => {
	const { told, timers } = await stuck();
	told.client.close(1000, "reset");
	timers.advance(4_999);
	expect(told.events).toHaveLength(1);
	timers.advance(1);
	expect(told.events[1]).toEqual({ closed: 1006, reason: "no answer to the closing" });
});

test("a server that closes and then does not end TCP is left after 2 s", async () => {
	const { told, timers, peer } = await stuck();
	const answered = once(peer, "data");
	peer.write(Uint8Array.of(0x88, 2, 3, 232));
	peer.resume();
	await answered;
	timers.advance(1_999);
	expect(told.events).toHaveLength(1);
	timers.advance(1);
	expect(told.events[1]).toEqual({ closed: 1000, reason: "" });
});

test("R-CON-03 a server that never answers is refused after 15 s", async () => {
	const timers = new VirtualTimers();
	const server = createServer();
	const accepted = once(server, "connection");
	const url = `ws://127.0.0.1:${await listen(server)}/`;
	const told = new RecordingClient({ ...(await loopbackPlatform()), timers }, url);
	const [socket] = (await accepted) as [Socket];
	const closed = once(socket.resume(), "close");
	timers.advance(14_999);
	expect(told.events).toEqual([]);
	timers.advance(1);
	expect(told.events).toEqual([{ refused: 0, reason: "no answer in time" }]);
	await closed;
});
