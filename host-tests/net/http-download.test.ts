import type { ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { certificateAuthority } from "./certificates";
import { begun, fetched, fileOf, fileServer, fileTransfer } from "./file-server";
import { listen, rawServer } from "./loopback";

const FILE = fileOf(50_000);

/** Sends the part that was asked for, cut off after `most` bytes by the end of the connection. */
function sendCut(response: ServerResponse, from: number, most: number, headers: object = {}): void {
	const range = `bytes ${from}-${FILE.length - 1}/${FILE.length}`;
	const partial = from > 0 ? { "content-range": range } : {};
	response.writeHead(from > 0 ? 206 : 200, {
		...{ "content-length": FILE.length - from, ...partial, ...headers },
	});
	response.write(FILE.subarray(from, from + most));
	if (from + most >= FILE.length) response.end();
	else setTimeout(() => response.destroy(), 20);
}

function startOf(range: string | undefined): number {
	return Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
}

test("R-FW-01 a file with its length is fetched in pieces of at most 1 KiB", async () => {
	const { url, requests } = await fileServer((_, response) => response.end(FILE));
	const { bytes, begins, longest, failure } = await fetched(await fileTransfer(), `${url}/image.bin?v=1`);
	expect(failure).toBeUndefined();
	expect(bytes.equals(FILE)).toBe(true);
	expect(begins).toBe(1);
	expect(longest).toBeLessThanOrEqual(1024);
	expect(requests[0].url).toBe("/image.bin?v=1");
	expect(requests[0].headers).toMatchObject({ "accept-encoding": "identity", connection: "close" });
});

test("a chunked file, an empty one, and one that only the end of the connection ends", async () => {
	const transfer = await fileTransfer();
	const { url } = await fileServer((request, response) => {
		if (request.url === "/empty") {
			response.end();
			return;
		}
		for (let at = 0; at < FILE.length; at += 777) response.write(FILE.subarray(at, at + 777));
		response.end();
	});
	expect((await fetched(transfer, `${url}/chunked`)).bytes.equals(FILE)).toBe(true);
	expect(await fetched(transfer, `${url}/empty`)).toMatchObject({ begins: 1, longest: 0 });
	const old = await rawServer((socket) =>
		socket.end(Buffer.concat([Buffer.from("HTTP/1.0 200 OK\n\n"), FILE])),
	);
	const { bytes, failure } = await fetched(transfer, old.replace("ws:", "http:"));
	expect(failure).toBeUndefined();
	expect(bytes.equals(FILE)).toBe(true);
});

test("over TLS, with the server's name checked", async () => {
	const authority = await certificateAuthority("Root");
	const { key, chain } = await authority.issue({ dns: ["files.example"] });
	const server = createTlsServer({ key, cert: chain }, (_, response) => response.end(FILE));
	const port = await listen(server);
	const transfer = await fileTransfer(authority.root);
	const { bytes } = await fetched(transfer, `https://files.example:${port}/`);
	expect(bytes.equals(FILE)).toBe(true);
	const wrong = await fetched(transfer, `https://other.example:${port}/`);
	expect(wrong).toMatchObject({ failure: "failed", begins: 0 });
	expect(wrong.reason).toMatch(/altnames/i);
});

test("a transfer that breaks goes on where it broke, if the file is still the same", async () => {
	const { url, requests } = await fileServer((request, response) =>
		sendCut(response, startOf(request.headers.range), 20_000, { etag: '"v1"' }),
	);
	const { bytes, begins, failure } = await fetched(await fileTransfer(), url);
	expect(failure).toBeUndefined();
	expect(bytes.equals(FILE)).toBe(true);
	expect(begins).toBe(1);
	expect(requests.map(({ headers }) => [headers.range, headers["if-range"]])).toEqual([
		[undefined, undefined],
		["bytes=20000-", '"v1"'],
		["bytes=40000-", '"v1"'],
	]);
});

test("without a strong ETag the date holds the parts together, a weak one does not", async () => {
	const date = "Sun, 22 Nov 2026 10:00:00 GMT";
	const { url, requests } = await fileServer((request, response) =>
		sendCut(response, startOf(request.headers.range), 30_000, { etag: 'W/"1"', "last-modified": date }),
	);
	expect((await fetched(await fileTransfer(), url)).bytes.equals(FILE)).toBe(true);
	expect(requests[1].headers["if-range"]).toBe(date);
});

test("a server that knows no ranges, or has another file by now, makes it begin anew", async () => {
	const { url } = await fileServer((_, response, count) => sendCut(response, 0, count * 20_000));
	const { bytes, begins } = await fetched(await fileTransfer(), url);
	expect(bytes.equals(FILE)).toBe(true);
	expect(begins).toBe(3);
});

test("a part of a file of another length makes it begin anew", async () => {
	const other = Buffer.alloc(70, "x");
	const { url } = await fileServer((request, response, count) => {
		if (count === 1) sendCut(response, 0, 20_000);
		else if (request.headers.range)
			response.writeHead(206, { "content-range": "bytes 20000-20069/20070" }).end(other);
		else response.end(other);
	});
	const { bytes, begins } = await fetched(await fileTransfer(), url);
	expect(bytes.equals(other)).toBe(true);
	expect(begins).toBe(2);
});

test("a chunked file that breaks after its last byte is whole when the server has no more", async () => {
	const { url } = await fileServer((request, response) => {
		if (request.headers.range) {
			response.writeHead(416, { "content-range": `bytes */${FILE.length}` }).end();
			return;
		}
		response.write(FILE);
		setTimeout(() => response.destroy(), 20);
	});
	const { bytes, failure, begins } = await fetched(await fileTransfer(), url);
	expect(failure).toBeUndefined();
	expect(begins).toBe(1);
	expect(bytes.equals(FILE)).toBe(true);
});

test("R-FW-03 a server that always breaks at the same place is given up", async () => {
	const { url, requests } = await fileServer((_, response) => sendCut(response, 0, 10_000));
	expect(await fetched(await fileTransfer(), url)).toMatchObject({ failure: "failed" });
	expect(requests).toHaveLength(5);
});

test("a server that has sent a part and then nothing any more is given up", async () => {
	const { url, requests } = await fileServer((_, response, count) => {
		if (count > 1) return;
		response.writeHead(200, { "content-length": FILE.length });
		response.write(FILE.subarray(0, 1000));
	});
	const { failure, reason } = await fetched(await fileTransfer(), url);
	expect([failure, reason]).toEqual(["failed", "nothing from the server in 30 s"]);
	expect(requests).toHaveLength(5);
}, 20_000);

test("a slow server is waited for as long as it sends anything", async () => {
	const { url } = await fileServer((_, response) => {
		response.writeHead(200, { "content-length": 6 });
		let sent = 0;
		const timer = setInterval(() => {
			response.write("x");
			if (++sent === 6) clearInterval(timer);
		}, 150);
	});
	expect((await fetched(await fileTransfer(), url)).bytes.toString()).toBe("xxxxxx");
});

test.each([
	[400, "bad"],
	[401, "refused"],
	[403, "refused"],
	[404, "failed"],
	[405, "unsupported"],
	[503, "failed"],
])("HTTP %i is told as %s", async (status, failure) => {
	const { url, requests } = await fileServer((_, response) => response.writeHead(status).end("no"));
	const told = await fetched(await fileTransfer(), url);
	expect(told).toMatchObject({ failure, begins: 0 });
	expect(told.reason).toContain(`HTTP ${status}`);
	expect(requests).toHaveLength(1);
});

test("redirects are followed, to relative places too; the credentials stay with their server", async () => {
	const other = await fileServer((_, response) => response.end(FILE));
	const { url, requests } = await fileServer((request, response) => {
		const to = { "/a/b": "c?d", "/a/c?d": "/e", "/e": `${other.url}/f` }[request.url!];
		response.writeHead(302, { location: to }).end();
	});
	const { bytes } = await fetched(await fileTransfer(), url.replace("//", "//user:p%40ss@").concat("/a/b"));
	expect(bytes.equals(FILE)).toBe(true);
	expect(requests.map((request) => request.url)).toEqual(["/a/b", "/a/c?d", "/e"]);
	const basic = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
	expect(requests.every(({ headers }) => headers.authorization === basic)).toBe(true);
	expect(other.requests[0].headers.authorization).toBeUndefined();
});

test.each([
	["a redirect loop", "/again", "bad"],
	["a redirect to FTP", "ftp://host/file", "unsupported"],
	["a redirect to nowhere", "", "bad"],
])("%s ends the transfer", async (_, location, failure) => {
	const { url, requests } = await fileServer((_, response) => {
		response.writeHead(301, location === "" ? {} : { location }).end();
	});
	expect(await fetched(await fileTransfer(), url)).toMatchObject({ failure });
	expect(requests.length).toBeLessThanOrEqual(6);
});

test.each([
	["ftp://host/file", "unsupported", "ftp://"],
	["sftp://host/file", "unsupported", "sftp://"],
	["file.bin", "bad", "http:// or https://"],
	["http://ho st/", "bad", "host"],
	["http://host:99999/", "bad", "port"],
	["http://us%er@host/", "bad", "percent-encoded"],
])("%s is refused without a connection", async (url, failure, words) => {
	const told = await fetched(await fileTransfer(), url);
	expect(told.failure).toBe(failure);
	expect(told.reason).toContain(words);
});

test("a server that is not there", async () => {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	expect(await fetched(await fileTransfer(), `http://127.0.0.1:${port}/`)).toMatchObject({
		failure: "failed",
	});
});

test.each([
	["what is no HTTP", "SSH-2.0-OpenSSH\r\n\r\n"],
	["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"],
	["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"],
	["an unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nhello"],
	["a compressed file", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"],
	["a chunk without length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n"],
	[
		"a chunk that is too long",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
	],
	["a head without end", `HTTP/1.1 200 OK\r\n${"X-Padding: y\r\n".repeat(1000)}`],
])("%s is bad", async (_, answer) => {
	const url = await rawServer((socket) => socket.end(answer));
	expect(await fetched(await fileTransfer(), url.replace("ws:", "http:"))).toMatchObject({ failure: "bad" });
});

test("an answer that comes byte by byte, with an interim one before it", async () => {
	const answer =
		"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" +
		"5;x=y\r\nhello\r\n006\r\n world\r\n0\r\nTrailer: z\r\n\r\nmore";
	const url = await rawServer(async (socket) => {
		socket.setNoDelay(true);
		for (const byte of answer) {
			socket.write(byte);
			await new Promise((resolve) => setImmediate(resolve));
		}
	});
	const { bytes, failure } = await fetched(await fileTransfer(), url.replace("ws:", "http:"));
	expect(failure).toBeUndefined();
	expect(bytes.toString()).toBe("hello world");
});

test("who takes the file may fail, or cancel in the midst of it", async () => {
	const transfer = await fileTransfer();
	const { url } = await fileServer((_, response) => response.end(FILE));
	const full = await fetched(transfer, url, (_, { bytes }) => {
		if (bytes.length > 3000) throw new Error("the flash is full");
	});
	expect(full).toMatchObject({ failure: "failed", reason: "the flash is full" });
	const told = vi.fn();
	const count = await new Promise<number>((resolve) => {
		let pieces = 0;
		const download = begun(transfer, url, {
			onBytes: () => {
				pieces++;
				download.cancel();
				setTimeout(() => resolve(pieces), 50);
			},
			onDone: told,
			onFailed: told,
		});
	});
	expect(count).toBe(1);
	expect(told).not.toHaveBeenCalled();
});
