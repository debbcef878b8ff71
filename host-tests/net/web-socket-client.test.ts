import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { listen, loopbackPlatform, webSocketServer } from "./loopback";
import { RecordingClient } from "./recording";

/** A connected client and the server's end of it. */
async function connected(maxMessage?: number): Promise<{ told: RecordingClient; peer: WebSocket }> {
	const { server, url } = await webSocketServer();
	const accepted = once(server, "connection");
	const told = new RecordingClient(await loopbackPlatform(), url, maxMessage);
	const [peer] = (await accepted) as [WebSocket];
	await told.told(1);
	return { told, peer };
}

describe("messages", () => {
	test.each([0, 1, 125, 126, 127, 4096, 65_535, 65_536])("a text of %i bytes comes back", async (size) => {
		const { told, peer } = await connected();
		peer.on("message", (data) => peer.send(data.toString()));
		const text = "0123456789abcdef".repeat(4096).slice(0, size);
		told.client.send(text);
		expect((await told.told(2))[1]).toEqual({ text });
	});

	test("a text longer than 64 KiB, Chinese and emoji among it, comes back where the limit allows", async () => {
		const { told, peer } = await connected(100_000);
		peer.on("message", (data) => peer.send(data.toString()));
		const text = "充電樁⚡🔌 charging ".repeat(2_600);
		expect(Buffer.byteLength(text)).toBeGreaterThan(65_536);
		told.client.send(text);
		expect((await told.told(2))[1]).toEqual({ text });
	});

	test("many messages sent at once arrive whole and in order", async () => {
		const { told, peer } = await connected();
		const arrived: string[] = [];
		const sent = Array.from({ length: 100 }, (_, index) => `${index} ${"電".repeat(index * 4)}`);
		const all = new Promise<void>((resolve) => {
			peer.on("message", (data) => {
				if (arrived.push(data.toString()) === sent.length) resolve();
			});
		});
		for (const text of sent) told.client.send(text);
		await all;
		expect(arrived).toEqual(sent);
	});

	test("a message that the server cuts into fragments arrives as one, with a ping between answered", async () => {
		const { told, peer } = await connected();
		const pong = once(peer, "pong");
		const bytes = Buffer.from("分段⚡message");
		for (let at = 0; at < bytes.length; at++) {
			if (at === 4) peer.ping("between");
			peer.send(bytes.subarray(at, at + 1), { binary: false, fin: false });
		}
		peer.send("", { fin: true });
		expect((await told.told(2))[1]).toEqual({ text: bytes.toString() });
		expect(String((await pong)[0])).toBe("between");
	});

	test("a message right behind the upgrade is not lost", async () => {
		const { server, url } = await webSocketServer();
		server.on("connection", (peer: WebSocket) => peer.send("welcome"));
		const told = new RecordingClient(await loopbackPlatform(), url);
		expect(await told.told(2)).toEqual([{ open: true }, { text: "welcome" }]);
	});

	test("nothing is sent before the upgrade", async () => {
		const { server, url } = await webSocketServer();
		const arrived: string[] = [];
		server.on("connection", (peer: WebSocket) => {
			peer.on("message", (data) => arrived.push(data.toString()));
			peer.on("ping", () => arrived.push("ping"));
		});
		const told = new RecordingClient(await loopbackPlatform(), url);
		told.client.send("too early");
		told.client.ping();
		await told.told(1);
		told.client.send("in time");
		told.client.close(1000, "");
		await told.told(2);
		expect(arrived).toEqual(["in time"]);
	});
});

describe("pings", () => {
	test("R-CON-05 a ping is answered", async () => {
		const { told, peer } = await connected();
		const ping = once(peer, "ping");
		told.client.ping();
		await ping;
		expect((await told.told(2))[1]).toEqual({ pong: true });
	});

	test.each([0, 1, 125])("R-CON-06 a server's ping of %i bytes is answered with the same", async (size) => {
		const { peer } = await connected();
		const pong = once(peer, "pong");
		peer.ping("p".repeat(size));
		expect(String((await pong)[0])).toBe("p".repeat(size));
	});
});

describe("the request", () => {
	test("R-CON-10 no compression is offered, nor used with a server that would like it", async () => {
		const { server, url } = await webSocketServer({ perMessageDeflate: { threshold: 0 } });
		const accepted = once(server, "connection");
		const told = new RecordingClient(await loopbackPlatform(), url);
		const [peer, request] = await accepted;
		expect(request.headers["sec-websocket-extensions"]).toBeUndefined();
		expect(peer.extensions).toBe("");
		peer.send("plain".repeat(1000));
		expect((await told.told(2))[1]).toEqual({ text: "plain".repeat(1000) });
	});

	test("R-CON-02 ocpp1.6 is asked for, R-SEC-03 with the credentials, over more than one write", async () => {
		const { server, url } = await webSocketServer();
		const accepted = once(server, "connection");
		const authorization = `Basic ${"QUJD".repeat(1000)}`;
		const told = new RecordingClient(await loopbackPlatform(), url, undefined, authorization);
		const [peer, request] = await accepted;
		expect(peer.protocol).toBe("ocpp1.6");
		expect(request.headers.authorization).toBe(authorization);
		expect(request.url).toBe("/ocpp/CP001");
		await told.told(1);
		expect(told.events).toEqual([{ open: true }]);
	});
});

describe("refusals", () => {
	test.each([
		[401, "Unauthorized"],
		[404, "Not Found"],
		[500, "Internal Server Error"],
	])("R-CON-03 R-CON-04 the status %i is told", async (status, reason) => {
		const { url } = await webSocketServer({ verifyClient: (_, answer) => answer(false, status, reason) });
		const told = new RecordingClient(await loopbackPlatform(), url);
		expect(await told.told(1)).toEqual([{ refused: status, reason }]);
	});

	test.each([
		["none", false as const],
		["another one", "ocpp2.0.1"],
	])("R-CON-02 with %s for a subprotocol the connection is closed", async (_, protocol) => {
		const { server, url } = await webSocketServer({ handleProtocols: () => protocol });
		const accepted = once(server, "connection");
		const told = new RecordingClient(await loopbackPlatform(), url);
		const [peer] = (await accepted) as [WebSocket];
		expect((await once(peer, "close"))[0]).toBe(1002);
		expect(await told.told(1)).toEqual([{ refused: 101, reason: expect.stringContaining("ocpp1.6") }]);
	});

	test("R-CON-03 a port where nobody listens is refused with status 0", async () => {
		const closed = createServer();
		const port = await listen(closed);
		await new Promise((resolve) => closed.close(resolve));
		const told = new RecordingClient(await loopbackPlatform(), `ws://127.0.0.1:${port}/`);
		expect(await told.told(1)).toEqual([{ refused: 0, reason: expect.any(String) }]);
	});
});

describe("the end", () => {
	test("R-CON-12 a planned close comes after all that was sent, with code and reason", async () => {
		const { told, peer } = await connected();
		const arrived: string[] = [];
		peer.on("message", (data) => arrived.push(data.toString()));
		const closed = once(peer, "close");
		const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(2000));
		for (const text of texts) told.client.send(text);
		told.client.close(1001, "重新啟動");
		told.client.send("too late");
		const [code, reason] = await closed;
		expect([code, String(reason)]).toEqual([1001, "重新啟動"]);
		expect(arrived).toEqual(texts);
		expect((await told.told(2))[1]).toEqual({ closed: 1001, reason: "重新啟動" });
	});

	test("what the server sends after our Close frame is not told", async () => {
		const { told, peer } = await connected();
		told.client.close(1000, "");
		peer.send("crossing");
		expect(await told.told(2)).toEqual([{ open: true }, { closed: 1000, reason: "" }]);
	});

	test.each([1000, 1001, 1012, 3000])("the server's close with %i is answered and told", async (code) => {
		const { told, peer } = await connected();
		const closed = once(peer, "close");
		peer.close(code, "again later");
		expect((await told.told(2))[1]).toEqual({ closed: code, reason: "again later" });
		expect((await closed)[0]).toBe(code);
	});

	test("a close without a code is told as 1005", async () => {
		const { told, peer } = await connected();
		peer.close();
		expect((await told.told(2))[1]).toEqual({ closed: 1005, reason: "" });
	});

	test("a connection that breaks is told as 1006", async () => {
		const { told, peer } = await connected();
		peer.terminate();
		expect((await told.told(2))[1]).toEqual({ closed: 1006, reason: expect.any(String) });
	});

	test("R-CON-11 a message of the limit is taken, a longer one closes with 1009", async () => {
		const { told, peer } = await connected(16_384);
		const closed = once(peer, "close");
		peer.send("a".repeat(16_384));
		peer.send("a".repeat(16_385));
		peer.send("not told");
		expect((await closed)[0]).toBe(1009);
		expect((await told.told(3)).slice(1)).toEqual([
			{ text: "a".repeat(16_384) },
			{ closed: 1009, reason: "a message is longer than 16384 bytes" },
		]);
	});

	test("text that is no UTF-8 closes with 1007, binary with 1003", async () => {
		for (const [options, code] of [
			[{ binary: false }, 1007],
			[{ binary: true }, 1003],
		] as const) {
			const { told, peer } = await connected();
			const closed = once(peer, "close");
			peer.send(Buffer.from([0xe9, 0x9b]), options);
			expect((await closed)[0]).toBe(code);
			expect((await told.told(2))[1]).toMatchObject({ closed: code });
		}
	});

	test("an exception in a callback closes with 1011 and comes no further", async () => {
		const { told, peer } = await connected();
		told.onText = () => {
			throw new Error("no such connector");
		};
		const closed = once(peer, "close");
		peer.send("anything");
		expect(((await closed) as [number, Buffer])[0]).toBe(1011);
		expect((await told.told(3))[2]).toEqual({ closed: 1011, reason: "no such connector" });
	});

	test("a dropped connection tells nothing more, not even of what is being read", async () => {
		const { told, peer } = await connected();
		told.onText = () => told.client.drop();
		const closed = once(peer, "close");
		peer.send("first");
		peer.send("second");
		await closed;
		expect(told.events).toEqual([{ open: true }, { text: "first" }]);
	});
});
