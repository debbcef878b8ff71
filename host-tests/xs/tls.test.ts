import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { type CertificateAuthority, certificateAuthority } from "../net/certificates";
import { Firmware } from "./firmware";

let trusted: CertificateAuthority;
let stranger: CertificateAuthority;
let server: Server | undefined;
let firmware: Firmware | undefined;

beforeAll(async () => {
	trusted = await certificateAuthority("Trusted");
	stranger = await certificateAuthority("Stranger");
});

afterEach(async () => {
	await firmware?.close();
	server?.closeAllConnections();
	server?.close();
});

/** A server that answers each text with the same, and its port. */
async function serve(options: { key: string; cert: string; minVersion?: "TLSv1.3" }): Promise<number> {
	server = createServer(options);
	const sockets = new WebSocketServer({ server, handleProtocols: () => "ocpp1.6" });
	sockets.on("connection", (peer) => peer.on("message", () => undefined));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
}

async function boot(host: string, port: number): Promise<Firmware> {
	firmware = await Firmware.boot("xs", { csms: `wss://${host}:${port}/ocpp`, ca: trusted.root });
	return firmware;
}

/** The server's own certificate without those behind it. */
function alone(chain: string): string {
	return chain.slice(0, chain.indexOf("-----END CERTIFICATE-----") + "-----END CERTIFICATE-----".length);
}

describe("R-SEC-06 wss on XS", () => {
	test.each([
		["a name", "localhost", { dns: ["localhost"] }, (chain: string) => chain],
		["an address", "127.0.0.1", { ip: ["127.0.0.1"] }, (chain: string) => chain],
		["a name, its certificate sent alone", "localhost", { dns: ["localhost"] }, alone],
	])("connects to %s that the root vouches for", async (_, host, names, send) => {
		const { key, chain } = await trusted.issue(names);
		const connected = await boot(host, await serve({ key, cert: send(chain) }));
		await connected.until("state", (state) => state.connected);
	});

	test.each([
		["another name", () => trusted.issue({ dns: ["example.org"] }), (chain: string) => chain],
		["another name, its certificate sent alone", () => trusted.issue({ dns: ["example.org"] }), alone],
		["another root", () => stranger.issue({ dns: ["localhost"] }), (chain: string) => chain],
		["another root, its certificate sent alone", () => stranger.issue({ dns: ["localhost"] }), alone],
		[
			"dates that have passed",
			() => trusted.issue({ dns: ["localhost"] }, new Date(Date.now() - 1000)),
			(chain: string) => chain,
		],
		[
			"dates that have passed, its certificate sent alone",
			() => trusted.issue({ dns: ["localhost"] }, new Date(Date.now() - 1000)),
			alone,
		],
	])("refuses a certificate with %s, and tries again", async (_, issue, send) => {
		const { key, chain } = await issue();
		const refused = await boot("localhost", await serve({ key, cert: send(chain) }));
		await refused.until("log", (text) => text.includes("no connection"));
		expect(refused.all("state").some((state) => state.connected)).toBe(false);
		const attempts = refused.all("log").length;
		const limit = Date.now() + 10_000;
		while (refused.all("log").length === attempts && Date.now() < limit)
			await new Promise((resolve) => setTimeout(resolve, 50));
		expect(refused.all("log").length).toBeGreaterThan(attempts);
	});

	test.each([
		// Type, version, length; level and number of the alert.
		["close_notify", [21, 3, 3, 0, 2, 1, 0]],
		["handshake_failure", [21, 3, 3, 0, 2, 2, 40]],
		// ServerHello of TLS 1.1: version, 32 random bytes, no session, AES128-SHA, no compression.
		["an old version", [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2, ...new Array(32).fill(7), 0, 0, 0x2f, 0]],
	])(
		"R-SEC-05 says nothing without encryption when the server ends the handshake with %s",
		async (_, reply) => {
			const heard: Buffer[] = [];
			const plain = createTcpServer((socket) => {
				socket.on("error", () => undefined);
				socket.on("data", (data) => {
					heard.push(data);
					if (heard.length === 1) socket.write(Uint8Array.from(reply));
				});
			});
			plain.listen(0, "127.0.0.1");
			await once(plain, "listening");
			const refused = await boot("localhost", (plain.address() as AddressInfo).port);
			await refused.until("log", (text) => text.includes("no connection"));
			expect(Buffer.concat(heard).toString("latin1")).not.toContain("GET ");
			plain.close();
		},
	);

	test("R-SEC-06 refuses a server that has the certificate, but does not sign with its key", async () => {
		const { key, chain } = await trusted.issue({ dns: ["localhost"] });
		const port = await serve({ key, cert: chain });
		// Between the two: the algorithm of the server's signature becomes "none".
		const between = createTcpServer((client) => {
			const upstream = connect(port, "127.0.0.1");
			for (const socket of [client, upstream]) socket.on("error", () => undefined);
			client.pipe(upstream);
			upstream.on("data", (data) => {
				// ServerKeyExchange, named curve secp256r1, then hash and signature behind the point.
				const at = data.indexOf(Uint8Array.of(3, 0, 23, 65, 4));
				if (at >= 0) data[at + 4 + 65] = 0;
				client.write(data);
			});
			client.on("close", () => upstream.destroy());
		});
		between.listen(0, "127.0.0.1");
		await once(between, "listening");
		const refused = await boot("localhost", (between.address() as AddressInfo).port);
		await refused.until("log", (text) => text.includes("does not sign the key exchange"));
		between.close();
	});

	test("refuses a server that speaks TLS 1.3 alone, and stays alive", async () => {
		const { key, chain } = await trusted.issue({ dns: ["localhost"] });
		const refused = await boot("localhost", await serve({ key, cert: chain, minVersion: "TLSv1.3" }));
		await refused.until("log", (text) => text.includes("no connection"));
		expect(await refused.end()).toBe(0);
	});
});
