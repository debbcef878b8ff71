import { createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { HttpTransfer } from "../../modules/net/http-transfer";
import { VirtualTimers } from "../virtual-timers";
import { fileServer, fileTransfer, put, type Serve } from "./file-server";
import { listen } from "./loopback";
import { ScriptedSockets } from "./scripted-sockets";

const LINES = Array.from({ length: 500 }, (_, i) => `2026-11-22T10:00:00.000Z line ${i} 充電 🚗`);
const FILE = { lines: () => LINES };
const TEXT = LINES.map((line) => `${line}\n`).join("");

/** Takes the whole body, and keeps it under the request's path. */
function taking(taken: Map<string, string>, status = 201): Serve {
	return (request, response) => {
		const parts: Buffer[] = [];
		request.on("data", (part) => parts.push(part));
		request.on("end", () => {
			taken.set(request.url!, Buffer.concat(parts).toString());
			response.writeHead(status).end("thanks");
		});
	};
}

test("R-DIAG-01 a text goes as one PUT with its length, in UTF-8", async () => {
	const taken = new Map<string, string>();
	const { url, requests } = await fileServer(taking(taken));
	const address = url.replace("//", "//evse:se%3Acret@");
	expect(await put(await fileTransfer(), `${address}/logs/a b%20充.txt?key=1&x#there`, FILE)).toEqual({});
	const path = "/logs/a%20b%20%E5%85%85.txt?key=1&x";
	expect(taken.get(path)).toBe(TEXT);
	const { method, headers } = requests[0];
	expect(method).toBe("PUT");
	expect(headers).toMatchObject({
		"content-length": String(Buffer.byteLength(TEXT)),
		"content-type": "text/plain; charset=utf-8",
		authorization: `Basic ${Buffer.from("evse:se:cret").toString("base64")}`,
	});
});

test("an empty file, and a piece longer than all buffers", async () => {
	const taken = new Map<string, string>();
	const { url } = await fileServer(taking(taken));
	const transfer = await fileTransfer();
	const long = "é".repeat(5001);
	expect(await put(transfer, `${url}/empty`, { lines: () => [] })).toEqual({});
	expect(await put(transfer, `${url}/long`, { lines: () => ["a", long, ""] })).toEqual({});
	expect([taken.get("/empty"), taken.get("/long")]).toEqual(["", `a\n${long}\n\n`]);
});

test.each([
	[400, "bad"],
	[401, "refused"],
	[403, "refused"],
	[404, "failed"],
	[405, "unsupported"],
	[500, "failed"],
])("HTTP %i is told as %s", async (status, failure) => {
	const { url } = await fileServer(taking(new Map(), status));
	const told = await put(await fileTransfer(), url, FILE);
	expect(told.failure).toBe(failure);
	expect(told.reason).toContain(`HTTP ${status}`);
});

test("the file goes on to where the server leads", async () => {
	const taken = new Map<string, string>();
	const take = taking(taken);
	const { url } = await fileServer((request, response, count) => {
		if (request.url === "/old") response.writeHead(307, { location: "/new" }).end();
		else take(request, response, count);
	});
	expect(await put(await fileTransfer(), `${url}/old`, FILE)).toEqual({});
	expect(taken.get("/new")).toBe(TEXT);
	const loop = await fileServer((_, response) => response.writeHead(308, { location: "/" }).end());
	expect(await put(await fileTransfer(), loop.url, FILE)).toMatchObject({ failure: "bad" });
});

test.each([
	[403, "refused"],
	[200, "bad"],
])("HTTP %i before the server has the whole file is told as %s", (status, failure) => {
	const sockets = new ScriptedSockets();
	const timers = new VirtualTimers();
	const told = vi.fn();
	new HttpTransfer({ sockets, timers }).upload("http://host/", FILE, { onDone: told, onFailed: told });
	sockets.last.grant(1000);
	sockets.last.receive(`HTTP/1.1 100 Continue\r\n\r\n`);
	sockets.last.grant(1000);
	const { length } = sockets.last.written;
	sockets.last.receive(`HTTP/1.1 ${status} Early\r\n\r\n`);
	sockets.last.grant(1000);
	timers.advance(60_000);
	expect(told.mock.calls).toEqual([[failure, expect.any(String)]]);
	expect(length).toBeGreaterThan(1500);
	expect(sockets.last.written.length).toBe(length);
	expect(sockets.openCount + timers.running).toBe(0);
});

test("a server that ends the connection, or never answers", async () => {
	const transfer = await fileTransfer();
	const cut = await listen(createServer((socket) => socket.once("data", () => socket.destroy())));
	expect(await put(transfer, `http://127.0.0.1:${cut}/`, FILE)).toMatchObject({ failure: "failed" });
	const silent = await listen(createServer((socket) => socket.resume()));
	expect(await put(transfer, `http://127.0.0.1:${silent}/`, FILE)).toEqual({
		failure: "failed",
		reason: "nothing from the server in 30 s",
	});
});

test("R-DIAG-02 schemes other than HTTP are refused", async () => {
	const told = await put(await fileTransfer(), "ftp://user:secret@host/logs/", FILE);
	expect(told.failure).toBe("unsupported");
	expect(told.reason).not.toContain("secret");
});

test("a file that changes while it is sent is not sent", async () => {
	let reading = 0;
	const changing = { lines: () => LINES.slice(0, reading++ === 0 ? 500 : 400) };
	const { url } = await fileServer(taking(new Map()));
	expect(await put(await fileTransfer(), url, changing)).toEqual({
		failure: "failed",
		reason: "the file has changed while it was sent",
	});
});

test("a cancelled upload tells nothing", async () => {
	const { url, requests } = await fileServer(taking(new Map()));
	const told = vi.fn();
	const transfer = await fileTransfer();
	transfer.upload(url, FILE, { onDone: told, onFailed: told }).cancel();
	transfer.upload("ftp://host/", FILE, { onDone: told, onFailed: told }).cancel();
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect(told).not.toHaveBeenCalled();
	expect(requests).toEqual([]);
});
