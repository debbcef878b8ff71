import { once } from "node:events";
import { createServer, type Socket as NodeSocket } from "node:net";
import { expect, test } from "vitest";
import type { Socket } from "../../modules/net/sockets";
import { NodeSockets } from "../../simulator/node/sockets";
import { listen, openNetwork } from "./loopback";

type Told = { readable: number } | { writable: number } | { error: string | undefined };

/** A socket with all that it told, connected to `peer`. */
async function connected(): Promise<{
	socket: Socket;
	told: Told[];
	peer: NodeSocket;
	next: () => Promise<void>;
}> {
	const server = createServer({ allowHalfOpen: true });
	const accepted = once(server, "connection");
	const port = await listen(server);
	const network = await openNetwork();
	const told: Told[] = [];
	let wake = () => {};
	const record = (event: Told) => {
		told.push(event);
		wake();
	};
	const next = () => new Promise<void>((resolve) => (wake = resolve));
	const first = next();
	const socket = new NodeSockets({ network: network.port }).open("127.0.0.1", port, false, {
		onReadable: (readable) => record({ readable }),
		onWritable: (writable) => record({ writable }),
		onError: (error) => record({ error }),
	});
	expect(told).toEqual([]);
	await first;
	const [peer] = (await accepted) as [NodeSocket];
	return { socket, told, peer, next };
}

const text = (bytes: ArrayBuffer | undefined) => bytes && Buffer.from(bytes).toString();

test("a connection goes through the network, after a line that says where to", async () => {
	const network = await openNetwork();
	const silent = { onReadable() {}, onWritable() {}, onError() {} };
	const sockets = new NodeSockets({ network: network.port });
	const opened = [sockets.open("csms.example.org", 9, false, silent), sockets.open("::1", 9, false, silent)];
	while (network.prefaces.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(network.prefaces.sort()).toEqual(["CONNECT [::1]:9", "CONNECT csms.example.org:9"]);
	for (const socket of opened) socket.close();
	while (network.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

test("what can be read is counted and given in pieces", async () => {
	const { socket, told, peer, next } = await connected();
	peer.write("abc");
	await next();
	expect(told.at(-1)).toEqual({ readable: 3 });
	expect(text(socket.read(2))).toBe("ab");
	peer.write("def");
	await next();
	expect(told.at(-1)).toEqual({ readable: 4 });
	expect(() => socket.read(5)).toThrow(RangeError);
	expect(text(socket.read(4))).toBe("cdef");
	expect(socket.read(1)).toBeUndefined();
});

test("what can be written is limited, and told again when it has left", async () => {
	const { socket, told, peer, next } = await connected();
	expect(told).toEqual([{ writable: 1536 }]);
	expect(() => socket.write(new Uint8Array(1537))).toThrow(RangeError);
	const arrived = once(peer, "data");
	expect(socket.write(Buffer.from("hello"))).toBe(1531);
	await next();
	expect(told).toEqual([{ writable: 1536 }, { writable: 1536 }]);
	expect(String((await arrived)[0])).toBe("hello");
});

test("a written buffer may be used again at once", async () => {
	const { socket, peer } = await connected();
	const bytes = new Uint8Array(3).fill(65);
	const arrived = once(peer, "data");
	socket.write(bytes);
	bytes.fill(66);
	expect(String((await arrived)[0])).toBe("AAA");
});

test("the end comes as an error, after all that was received", async () => {
	const { socket, told, peer, next } = await connected();
	peer.end("bye");
	await next();
	expect(told.at(-1)).toEqual({ readable: 3 });
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(told.at(-1)).toEqual({ readable: 3 });
	const ended = next();
	expect(text(socket.read(3))).toBe("bye");
	await ended;
	expect(told.slice(-1)).toEqual([{ error: undefined }]);
	expect(socket.write(Uint8Array.of(1))).toBeUndefined();
});

test("a network that is not there is an error with its reason", async () => {
	const network = createServer();
	const port = await listen(network);
	await new Promise((resolve) => network.close(resolve));
	for (const secure of [false, true]) {
		const reason = await new Promise<string | undefined>((resolve) => {
			new NodeSockets({ network: port }).open("csms", 80, secure, {
				onReadable() {},
				onWritable() {},
				onError: resolve,
			});
		});
		expect(reason).toMatch(/ECONNREFUSED/);
	}
});

test("close lets what was written leave, and nothing is told after it", async () => {
	const { socket, told, peer } = await connected();
	const chunks: Buffer[] = [];
	peer.on("data", (chunk: Buffer) => chunks.push(chunk));
	const ended = once(peer, "end");
	socket.write(Buffer.alloc(1536, 65));
	socket.close();
	peer.write("unheard");
	await ended;
	expect(Buffer.concat(chunks)).toHaveLength(1536);
	expect(told).toEqual([{ writable: 1536 }]);
});

test("close ends a handshake that hangs", async () => {
	const server = createServer({ allowHalfOpen: true });
	const accepted = once(server, "connection");
	const network = await openNetwork();
	const socket = new NodeSockets({ network: network.port }).open("127.0.0.1", await listen(server), true, {
		onReadable() {},
		onWritable() {},
		onError() {},
	});
	const [peer] = (await accepted) as [NodeSocket];
	await once(peer, "data");
	const ended = once(peer, "end");
	socket.close();
	await ended;
});
