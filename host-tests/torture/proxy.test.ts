import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { Endpoint, type Outcome } from "../../modules/ocpp/endpoint";
import { seededRandom } from "../../tools/seeded-random";
import { nonsenseAnswer } from "./nonsense";
import { TortureProxy } from "./proxy";
import { couldBeMessage } from "./web-socket-stream";

const IDENTITY = "CP1";
const CALL = '[2,"1","Heartbeat",{}]';
const TIME = "2026-11-23T10:00:00.000Z";

let server: WebSocketServer;
let proxy: TortureProxy;
let faults: string[];
/** What the server has received. */
let received: string[];
/** Its side of the newest connection. */
let accepted: WebSocket;

beforeEach(async () => {
	server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
	await once(server, "listening");
	received = [];
	server.on("connection", (socket) => {
		accepted = socket;
		socket.on("error", () => undefined);
		socket.on("message", (data) => received.push(data.toString()));
	});
	proxy = await TortureProxy.open(seededRandom(1));
	proxy.target = (server.address() as AddressInfo).port;
	faults = [];
	proxy.onFault = (identity, fault) => faults.push(`${identity} ${fault}`);
});

afterEach(async () => {
	await proxy.close();
	for (const socket of server.clients) socket.terminate();
	server.close();
});

interface Client {
	socket: WebSocket;
	received: string[];
	/** Code of the end. */
	closed: Promise<number>;
}

/** A charge point's connection through the proxy. */
async function connected(): Promise<Client> {
	const socket = new WebSocket(`${proxy.url}/${IDENTITY}`);
	const client: Client = {
		socket,
		received: [],
		closed: new Promise((resolve) => socket.on("close", resolve)),
	};
	socket.on("message", (data) => client.received.push(data.toString()));
	socket.on("error", () => undefined);
	await once(socket, "open");
	return client;
}

/** Resolves when a connection has not come about. */
function failed(socket: WebSocket): Promise<void> {
	socket.on("error", () => undefined);
	return new Promise((resolve) => socket.on("close", () => resolve()));
}

test("without a fault everything passes, in both directions", async () => {
	const client = await connected();
	const long = `[2,"1","DataTransfer",{"data":"${"x".repeat(100_000)}"}]`;
	for (const text of [CALL, long, CALL]) client.socket.send(text);
	for (const text of ["[3]", long]) accepted.send(text);
	await expect.poll(() => received).toEqual([CALL, long, CALL]);
	await expect.poll(() => client.received).toEqual(["[3]", long]);
	client.socket.close(1000);
	expect(await client.closed).toBe(1000);
	expect(faults).toEqual([]);
});

test("a fault waits for a connection: without one there is none", () => {
	expect(proxy.arm(IDENTITY, "to the CSMS", "truncate")).toBe(false);
	expect(proxy.end(IDENTITY, "reset")).toBe(false);
	expect(proxy.slow(IDENTITY, { delay: 1, piece: 1 }, 1)).toBe(false);
});

describe("a connection", () => {
	test.each(["reset", "end"] as const)("that is cut: %s", async (ending) => {
		const client = await connected();
		const gone = once(accepted, "close");
		expect(proxy.end(IDENTITY, ending)).toBe(true);
		expect(await client.closed).toBe(1006);
		expect((await gone)[0]).toBe(1006);
	});

	test("that falls silent loses all that is sent, and neither side learns when the other goes", async () => {
		const client = await connected();
		let isGone = false;
		accepted.on("close", () => {
			isGone = true;
		});
		proxy.end(IDENTITY, "silence", 300);
		client.socket.send(CALL);
		accepted.send("[3]");
		client.socket.terminate();
		await client.closed;
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(isGone).toBe(false);
		await expect.poll(() => isGone).toBe(true);
		expect(received).toEqual([]);
		expect(client.received).toEqual([]);
	});

	test("that falls silent does not keep the next one from passing", async () => {
		await connected();
		proxy.end(IDENTITY, "silence", 5000);
		const next = await connected();
		next.socket.send(CALL);
		await expect.poll(() => received).toEqual([CALL]);
	});

	test.each([false, true])("that is refused, with an answer that is none: %s", async (withAnswer) => {
		proxy.refuse(IDENTITY, 10_000, withAnswer);
		const socket = new WebSocket(`${proxy.url}/${IDENTITY}`);
		await failed(socket);
		expect(server.clients.size).toBe(0);
		proxy.heal();
		await connected();
	});

	test("to a CSMS that is not there ends", async () => {
		proxy.target = 1;
		const socket = new WebSocket(`${proxy.url}/${IDENTITY}`);
		await failed(socket);
	});
});

describe("the bytes", () => {
	test("crawl, and come in their order", async () => {
		const client = await connected();
		proxy.slow(IDENTITY, { delay: 3, piece: 4 }, 5000);
		for (let i = 0; i < 5; i++) client.socket.send(`[2,"${i}"]`);
		accepted.send("[3]");
		await expect.poll(() => received).toEqual(['[2,"0"]', '[2,"1"]', '[2,"2"]', '[2,"3"]', '[2,"4"]']);
		expect(client.received).toEqual(["[3]"]);
	});

	test.each(["duplicate bytes", "reorder bytes"] as const)(
		"%s: a message is lost, and none is made",
		async (fault) => {
			const client = await connected();
			proxy.arm(IDENTITY, "to the CSMS", fault);
			const calls = Array.from(
				{ length: 30 },
				(_, i) => `[2,"${i}","BootNotification",{"chargePointModel":"1"}]`,
			);
			for (const call of calls) client.socket.send(call);
			const next = await connected();
			next.socket.send(CALL);
			await expect.poll(() => received.at(-1)).toBe(CALL);
			expect(faults).toEqual([`${IDENTITY} ${fault}`]);
			expect(calls.every((call) => received.includes(call))).toBe(false);
			expect(
				received.filter((text) => couldBeMessage(text) && text !== CALL && !calls.includes(text)),
			).toEqual([]);
		},
	);

	test("truncated to the CSMS: the connection ends, and the message with it", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the CSMS", "truncate");
		const gone = new Promise((resolve) => accepted.on("close", resolve));
		client.socket.send(CALL);
		client.socket.send(CALL);
		expect(await gone).toBe(1006);
		expect(received).toEqual([]);
		expect(faults).toEqual([`${IDENTITY} truncate`]);
	});

	test("truncated to the charge point: the rest never comes", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the charge point", "truncate");
		accepted.send('[3,"1",{}]');
		accepted.send('[3,"2",{}]');
		expect(await client.closed).toBe(1006);
		expect(client.received).toEqual([]);
	});
});

describe("the messages", () => {
	test("twice", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the CSMS", "duplicate message");
		client.socket.send(CALL);
		client.socket.send("[3]");
		await expect.poll(() => received).toEqual([CALL, CALL, "[3]"]);
	});

	test("one overtakes the other", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the CSMS", "reorder messages");
		client.socket.send("[1]");
		client.socket.send("[2]");
		client.socket.send("[3]");
		await expect.poll(() => received).toEqual(["[2]", "[1]", "[3]"]);
	});

	test("one that nothing overtakes comes all the same", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the CSMS", "reorder messages");
		client.socket.send("[1]");
		await expect.poll(() => received).toEqual(["[1]"]);
	});

	test("an answer becomes nonsense, a call does not", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the charge point", "nonsense answer");
		accepted.send(CALL);
		accepted.send('[3,"5",{"currentTime":"now"}]');
		accepted.send('[3,"6",{}]');
		await expect.poll(() => client.received).toHaveLength(3);
		expect(client.received[0]).toBe(CALL);
		expect(client.received[1]).not.toContain("currentTime");
		expect(client.received[2]).toBe('[3,"6",{}]');
	});

	test("a call that nobody can carry out comes before another message", async () => {
		const client = await connected();
		proxy.arm(IDENTITY, "to the charge point", "nonsense call");
		accepted.send(CALL);
		await expect.poll(() => client.received).toHaveLength(2);
		expect(client.received[1]).toBe(CALL);
	});

	test("a fault for a transaction waits for its start or stop, or for the answer", async () => {
		const asked: string[] = [];
		proxy.onTransaction = (identity) => asked.push(identity);
		const client = await connected();
		const start = '[2,"17","StartTransaction",{}]';
		proxy.arm(IDENTITY, "to the CSMS", "duplicate message", true);
		proxy.arm(IDENTITY, "to the charge point", "duplicate message", true);
		accepted.send('[3,"1",{}]');
		client.socket.send(CALL);
		await expect.poll(() => received).toEqual([CALL]);
		client.socket.send(start);
		await expect.poll(() => received).toEqual([CALL, start, start]);
		accepted.send('[3,"16",{}]');
		accepted.send('[4,"17","InternalError","",{}]');
		const answer = '[4,"17","InternalError","",{}]';
		await expect.poll(() => client.received).toEqual(['[3,"1",{}]', '[3,"16",{}]', answer, answer]);
		expect(asked).toEqual([IDENTITY]);
	});

	test("the clock that the charge point is told is wrong", async () => {
		const client = await connected();
		proxy.clockErrors.set(IDENTITY, -3_600_000);
		accepted.send(`[3,"1",{"currentTime":"${TIME}","interval":300,"status":"Accepted"}]`);
		accepted.send('[3,"2",{}]');
		await expect
			.poll(() => client.received)
			.toEqual([
				'[3,"1",{"currentTime":"2026-11-23T09:00:00.000Z","interval":300,"status":"Accepted"}]',
				'[3,"2",{}]',
			]);
	});
});

test("no nonsense is an answer that would do", () => {
	const random = seededRandom(3);
	for (let i = 0; i < 500; i++) {
		const outcomes: Outcome<"StopTransaction">[] = [];
		const endpoint = new Endpoint({
			schemas: chargePointSchemas,
			handles: [],
			ignoreExtraFields: true,
			timers: { now: () => 0, set: () => 0, clear: () => undefined },
			newMessageId: () => "other",
			messageTimeout: () => 5,
			send: () => undefined,
			onCall: () => undefined,
			onInvalid: () => undefined,
			log: () => undefined,
		} as never);
		endpoint.call(
			"StopTransaction" as never,
			{ transactionId: 1, meterStop: 1, timestamp: TIME } as never,
			((outcome: Outcome<"StopTransaction">) => outcomes.push(outcome)) as never,
			"17",
		);
		const text = nonsenseAnswer("17", random);
		endpoint.receive(text);
		expect(outcomes.some(({ ok }) => ok) ? text : undefined).toBeUndefined();
	}
});
