import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { buildXs } from "../../tools/build-xs";
import { creationText, LIMIT } from "../../tools/footprint/budget";
import { MissingToolError, ROOT } from "../../tools/moddable";
import { Firmware } from "./firmware";

let command: Awaited<ReturnType<typeof buildXs>> | undefined;
let missing = "";
const undo: (() => unknown)[] = [];

beforeAll(async () => {
	try {
		command = await buildXs("measure", () => undefined);
	} catch (error) {
		if (!(error instanceof MissingToolError)) throw error;
		missing = error.message;
	}
}, 600_000);

afterEach(async () => {
	for (const step of undo.splice(0).reverse()) await step();
});

/** A CSMS without a library that would mend or refuse what it sends. */
class RawCsms {
	readonly answers = new Map<string, unknown[]>();
	connections = 0;
	closed: number | undefined;
	socket!: WebSocket;

	constructor(readonly server: WebSocketServer) {
		server.on("connection", (socket) => {
			this.socket = socket;
			this.connections++;
			socket.on("close", (code) => {
				this.closed = code;
			});
			socket.on("message", (data) => {
				const [type, id, action] = JSON.parse(String(data));
				if (type !== 2) {
					this.answers.set(id, JSON.parse(String(data)));
					return;
				}
				const boot = { status: "Accepted", interval: 300, currentTime: new Date().toISOString() };
				socket.send(JSON.stringify([3, id, action === "BootNotification" ? boot : {}]));
			});
		});
	}
}

/** The charge point in a heap that cannot grow: what it has no memory for would restart a board. */
async function booted(): Promise<{ firmware: Firmware; csms: RawCsms; alive: () => boolean }> {
	const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
	await once(server, "listening");
	const csms = new RawCsms(server);
	const firmware = await Firmware.run(
		{ ...command!, cwd: ROOT },
		{
			boot: { csms: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp` },
			// A message of 16 KiB is there twice, as text and taken apart.
			env: { XS_CREATION: creationText({ ...LIMIT.ws, chunks: 46 * 1024 }) },
		},
	);
	undo.push(() => {
		for (const client of server.clients) client.terminate();
		server.close();
		return firmware.close();
	});
	await firmware.until("state", ({ registration }) => registration === "Accepted");
	return { firmware, csms, alive: () => firmware.measured("abort") === undefined };
}

async function eventually(condition: () => boolean): Promise<void> {
	const limit = Date.now() + 10_000;
	while (!condition()) {
		if (Date.now() > limit) throw new Error(`in vain: ${condition}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

const dataTransfer = (id: string, bytes: number) => {
	const empty = JSON.stringify([2, id, "DataTransfer", { vendorId: "x", data: "" }]);
	return empty.replace('""', `"${"d".repeat(bytes - empty.length)}"`);
};

describe("in a heap that cannot grow", () => {
	test("R-CON-11 a message of 16 KiB is taken, whole and in many frames, a longer one closes the connection", {
		timeout: 60_000,
	}, async ({ skip }) => {
		if (!command) return skip(missing);
		const { csms, alive } = await booted();
		csms.socket.send(dataTransfer("whole", 16_384));
		const text = dataTransfer("parts", 16_384);
		for (let at = 0; at < text.length; at += 64)
			csms.socket.send(text.slice(at, at + 64), { fin: at + 64 >= text.length });
		await eventually(() => csms.answers.has("parts"));
		for (const id of ["whole", "parts"])
			expect(csms.answers.get(id)).toEqual([3, id, { status: "UnknownVendorId" }]);
		csms.socket.send(dataTransfer("long", 16_385));
		await eventually(() => csms.connections === 2);
		expect(csms.closed).toBe(1009);
		expect(alive()).toBe(true);
	});

	test("R-FRM-16 a list that no memory holds is refused", { timeout: 60_000 }, async ({ skip }) => {
		if (!command) return skip(missing);
		const { csms, alive } = await booted();
		const payloads = {
			objects: { localAuthorizationList: Array.from({ length: 5000 }, () => ({})) },
			numbers: { numbers: Array.from({ length: 8000 }, () => 1) },
			keys: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, 1])),
		};
		for (const [id, payload] of Object.entries(payloads)) {
			csms.socket.send(JSON.stringify([2, id, "SendLocalList", payload]));
			await eventually(() => csms.answers.has(id));
			expect(csms.answers.get(id)).toEqual([4, id, "OccurenceConstraintViolation", "too many values", {}]);
		}
		expect(alive()).toBe(true);
	});

	test("a CSMS that asks on and on without taking the answers loses the connection, no more", {
		timeout: 60_000,
	}, async ({ skip }) => {
		if (!command) return skip(missing);
		const { csms, alive, firmware } = await booted();
		for (let i = 0; i < 100; i++) csms.socket.send(JSON.stringify([2, `call${i}`, "GetConfiguration", {}]));
		await eventually(() => csms.connections === 2);
		await firmware.until("log", (line) => line.includes("the peer does not take what is sent"));
		expect(alive()).toBe(true);
	});
});
