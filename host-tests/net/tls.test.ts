import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { createServer as createTcpServer } from "node:net";
import type { TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { type CertificateAuthority, certificateAuthority } from "./certificates";
import { listen, loopbackPlatform } from "./loopback";
import { RecordingClient } from "./recording";

let authority: CertificateAuthority;
let stranger: CertificateAuthority;

beforeAll(async () => {
	[authority, stranger] = await Promise.all([certificateAuthority("Root"), certificateAuthority("Stranger")]);
});

interface SecureServer {
	server: Server;
	sockets: WebSocketServer;
	port: number;
}

async function secureServer(
	issuer: CertificateAuthority,
	names: { dns?: string[]; ip?: string[] },
	options: {
		maxVersion?: "TLSv1.1" | "TLSv1.2";
		minVersion?: "TLSv1";
		ciphers?: string;
		notAfter?: Date;
	} = {},
): Promise<SecureServer> {
	const { key, chain } = await issuer.issue(names, options.notAfter);
	const server = createServer({ key, cert: chain, ...options });
	const sockets = new WebSocketServer({ server });
	return { server, sockets, port: await listen(server) };
}

describe("with a trusted root", () => {
	test.each([
		["a name", "csms.example.org", { dns: ["csms.example.org"] }],
		["a wildcard name", "csms.example.org", { dns: ["*.example.org"] }],
		["an address", "127.0.0.1", { ip: ["127.0.0.1"] }],
	])(
		"R-SEC-06 %s that the certificate has is connected to, and messages of all sizes come back",
		async (_, host, names) => {
			const { sockets, port } = await secureServer(authority, names);
			sockets.on("connection", (peer: WebSocket) => peer.on("message", (data) => peer.send(data.toString())));
			const platform = await loopbackPlatform(authority.root);
			const told = new RecordingClient(platform, `wss://${host}:${port}/ocpp/CP001`, 200_000);
			await told.told(1);
			const texts = ["", "a", "充電".repeat(500), "x".repeat(100_000)];
			for (const text of texts) told.client.send(text);
			await told.told(1 + texts.length);
			expect(told.texts).toEqual(texts);
			expect(platform.network.prefaces).toEqual([`CONNECT ${host}:${port}`]);
		},
	);

	test("the host name is asked for in the handshake", async () => {
		const { server, port } = await secureServer(authority, { dns: ["csms.example.org"] });
		const secured = once(server, "secureConnection");
		new RecordingClient(await loopbackPlatform(authority.root), `wss://csms.example.org:${port}/`);
		const [socket] = (await secured) as [TLSSocket & { servername: string }];
		expect(socket.servername).toBe("csms.example.org");
		expect(["TLSv1.2", "TLSv1.3"]).toContain(socket.getProtocol());
	});

	test("R-SEC-05 TLS 1.2 is enough", async () => {
		const { port } = await secureServer(authority, { dns: ["csms"] }, { maxVersion: "TLSv1.2" });
		const told = new RecordingClient(await loopbackPlatform(authority.root), `wss://csms:${port}/`);
		expect(await told.told(1)).toEqual([{ open: true }]);
	});

	test("R-CON-12 a planned close is in order", async () => {
		const { sockets, port } = await secureServer(authority, { dns: ["csms"] });
		const accepted = once(sockets, "connection");
		const told = new RecordingClient(await loopbackPlatform(authority.root), `wss://csms:${port}/`);
		const [peer] = (await accepted) as [WebSocket];
		await told.told(1);
		const closed = once(peer, "close");
		told.client.send("last");
		told.client.close(1001, "reset");
		expect((await closed)[0]).toBe(1001);
		expect((await told.told(2))[1]).toEqual({ closed: 1001, reason: "reset" });
	});
});

describe("R-SEC-06 refused, with the reason, is", () => {
	async function refusal(url: string, root?: string) {
		const platform = await loopbackPlatform(root);
		const told = new RecordingClient(platform, url);
		const [event] = await told.told(1);
		// Neither end of the connection stays behind.
		while (platform.network.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
		return event;
	}

	test("a certificate of an unknown root", async () => {
		const { port } = await secureServer(stranger, { dns: ["csms"] });
		const event = await refusal(`wss://csms:${port}/`, authority.root);
		const reason = expect.stringMatching(/self-signed|issuer/);
		expect(event).toEqual({ refused: 0, reason, failure: "certificate" });
	});

	test("a private root when none is given", async () => {
		const { port } = await secureServer(authority, { dns: ["csms"] });
		expect(await refusal(`wss://csms:${port}/`)).toMatchObject({ refused: 0 });
	});

	test("a certificate for another host", async () => {
		const { port } = await secureServer(authority, { dns: ["other.example.org"] });
		const event = await refusal(`wss://csms.example.org:${port}/`, authority.root);
		expect(event).toEqual({
			refused: 0,
			reason: expect.stringContaining("csms.example.org"),
			failure: "certificate",
		});
	});

	test("a certificate for another address", async () => {
		const { port } = await secureServer(authority, { ip: ["127.0.0.2"] });
		expect(await refusal(`wss://127.0.0.1:${port}/`, authority.root)).toMatchObject({ refused: 0 });
	});

	test("a certificate that has expired", async () => {
		const notAfter = new Date(Date.now() - 60_000);
		const { port } = await secureServer(authority, { dns: ["csms"] }, { notAfter });
		const event = await refusal(`wss://csms:${port}/`, authority.root);
		expect(event).toEqual({ refused: 0, reason: expect.stringContaining("expired"), failure: "certificate" });
	});

	test("R-SEC-05 a server that speaks at most TLS 1.1", async () => {
		const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
		const { port } = await secureServer(authority, { dns: ["csms"] }, old);
		const event = await refusal(`wss://csms:${port}/`, authority.root);
		expect(event).toMatchObject({ refused: 0, failure: "version" });
	});

	test("a server without TLS", async () => {
		const port = await listen(createTcpServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
		expect(await refusal(`wss://127.0.0.1:${port}/`, authority.root)).toMatchObject({ refused: 0 });
	});
});
