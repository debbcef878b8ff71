import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Socket as NodeSocket, type Server } from "node:net";
import { onTestFinished } from "vitest";
import { type ServerOptions, WebSocketServer } from "ws";
import type { TlsSettings } from "../../modules/charge-point/interfaces";
import { acceptFor } from "../../modules/net/upgrade";
import type { WebSocketPlatform } from "../../modules/net/web-socket-client";
import type { Timers } from "../../modules/timers";
import { NodeSockets } from "../../simulator/node/sockets";

/** Timers on the real clock, for what happens over real sockets. */
const realTimers: Timers = {
	now: () => performance.now(),
	set: (callback, delay) => setTimeout(callback, delay),
	clear: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

export const digests = {
	sha1: (bytes: Uint8Array) => new Uint8Array(createHash("sha1").update(bytes).digest()),
	randomBytes: (count: number) => new Uint8Array(randomBytes(count)),
};

/** The port on which `server` listens on the loopback, until the test has finished. */
export async function listen(server: Server): Promise<number> {
	const open = new Set<NodeSocket>();
	server.on("connection", (socket) => {
		open.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => open.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		for (const socket of open) socket.destroy();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

export interface LoopbackNetwork {
	port: number;
	/** The first line of each connection. */
	prefaces: string[];
	/** How many connections of the firmware are open now. */
	open: () => number;
}

/** A network of the simulator's kind: every connection says first where it wants to go; names are 127.0.0.1. */
export async function openNetwork(): Promise<LoopbackNetwork> {
	const prefaces: string[] = [];
	let count = 0;
	const server = createServer((inner) => {
		count++;
		inner.on("close", () => count--);
		let head = Buffer.alloc(0);
		const onData = (chunk: Buffer) => {
			head = Buffer.concat([head, chunk]);
			const end = head.indexOf("\n");
			if (end < 0) return;
			inner.off("data", onData);
			inner.pause();
			const preface = head.toString("latin1", 0, end);
			prefaces.push(preface);
			const outer = connect(Number(/:(\d+)$/.exec(preface)?.[1]), "127.0.0.1");
			outer.on("error", () => inner.destroy());
			inner.on("error", () => outer.destroy());
			outer.on("close", () => inner.destroySoon());
			inner.on("close", () => outer.destroySoon());
			outer.write(head.subarray(end + 1));
			inner.pipe(outer);
			outer.pipe(inner);
		};
		inner.on("data", onData);
	});
	return { port: await listen(server), prefaces, open: () => count };
}

/** What a WebSocket needs, over real sockets. */
export async function loopbackPlatform(
	ca?: string,
): Promise<WebSocketPlatform & { network: LoopbackNetwork; tls?: TlsSettings }> {
	const network = await openNetwork();
	const sockets = new NodeSockets({ network: network.port });
	const tls = ca === undefined ? undefined : { roots: [new X509Certificate(ca).raw] };
	return { timers: realTimers, sockets, ...digests, network, tls };
}

/** A server of the `ws` package that takes ocpp1.6, until the test has finished. */
export async function webSocketServer(
	options: ServerOptions = {},
): Promise<{ server: WebSocketServer; url: string }> {
	const http = createHttpServer();
	const server = new WebSocketServer({ server: http, ...options });
	const port = await listen(http);
	return { server, url: `ws://127.0.0.1:${port}/ocpp/CP001` };
}

/** The upgrade accepted by hand, for servers that then go their own way. */
export function acceptUpgrade(request: string, changes = ""): string {
	const key = /^Sec-WebSocket-Key: (.*)\r$/m.exec(request)?.[1] ?? "";
	return (
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		`Sec-WebSocket-Accept: ${acceptFor(key, digests.sha1)}\r\nSec-WebSocket-Protocol: ocpp1.6\r\n${changes}\r\n`
	);
}

/** A server that does whatever `serve` does, once it has read the upgrade request. */
export async function rawServer(serve: (socket: NodeSocket, request: string) => void): Promise<string> {
	const server = createServer((socket) => {
		let request = "";
		const onData = (chunk: Buffer) => {
			request += chunk.toString("latin1");
			if (!request.includes("\r\n\r\n")) return;
			socket.off("data", onData);
			serve(socket, request);
		};
		socket.on("data", onData);
	});
	return `ws://127.0.0.1:${await listen(server)}/`;
}
