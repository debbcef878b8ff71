import { once } from "node:events";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { createRPCError, RPCClient, RPCServer } from "ocpp-rpc";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import { Endpoint, type EndpointOptions, type IncomingCall, type Outcome } from "../../modules/ocpp/endpoint";
import type { Action, Requests, Responses } from "../../modules/ocpp/types";
import type { Schemas } from "../../modules/ocpp/validate";
import type { Timers } from "../../modules/timers";
import { payloads, validPayload } from "./official-schemas";
import { countedIds } from "./sides";

/** Both roles against the strict peers of ocpp-rpc, over real sockets. */

const realTimers: Timers = {
	now: () => performance.now(),
	set: (callback, delay) => setTimeout(callback, delay),
	clear: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** What either library calls the peer. */
type Peer = Pick<InstanceType<typeof RPCClient>, "call" | "handle" | "close" | "removeAllHandlers">;

/** An endpoint on an open socket; `onCall` can be replaced. */
class Connection<Received extends Action, Called extends Action> {
	readonly socket: WebSocket;
	readonly endpoint: Endpoint<Received, Called>;
	onCall: (call: IncomingCall<Received>) => void = () => {};
	messageTimeout = 10;

	constructor(
		socket: WebSocket,
		schemas: Schemas<Received, Called>,
		options: Partial<EndpointOptions<Received, Called>> = {},
	) {
		this.socket = socket;
		this.endpoint = new Endpoint({
			timers: realTimers,
			schemas,
			newMessageId: countedIds("ours"),
			messageTimeout: () => this.messageTimeout,
			send: (frame) => socket.send(frame),
			onCall: (call) => this.onCall(call),
			...options,
		});
		socket.on("message", (data) => this.endpoint.receive(String(data)));
		socket.on("close", () => this.endpoint.close());
	}

	call<A extends Called>(action: A, payload: Requests[A]): Promise<Outcome<A>> {
		return new Promise((resolve) => this.endpoint.call(action, payload, resolve));
	}
}

const requestActions = (table: object) => Object.keys(table) as Action[];
const chargePointCalls = requestActions(csmsSchemas.requests);
const csmsCalls = requestActions(chargePointSchemas.requests);
const rounds = 5;

/** The generated payloads with what JSON does not keep, such as -0, taken out. */
function samples(id: string): object[] {
	return fc
		.sample(validPayload(id), { numRuns: rounds, seed: 16 })
		.map((payload) => JSON.parse(JSON.stringify(payload)));
}

/** Calls of ours that the peer answers, all with generated payloads. */
async function expectOurCall(
	connection: Connection<Action, Action>,
	peer: Peer,
	action: Action,
): Promise<void> {
	const responses = samples(`${action}.conf`);
	for (const [index, request] of samples(`${action}.req`).entries()) {
		const received: unknown[] = [];
		peer.removeAllHandlers();
		peer.handle(action as never, async ({ params }) => {
			received.push(params);
			return responses[index];
		});
		const outcome = await connection.call(action, request as Requests[Action]);
		expect(outcome).toEqual({ ok: true, payload: responses[index] });
		expect(received).toEqual([request]);
	}
}

/** Calls of the peer that we answer, all with generated payloads. */
async function expectPeerCall(
	connection: Connection<Action, Action>,
	peer: Peer,
	action: Action,
): Promise<void> {
	const responses = samples(`${action}.conf`);
	for (const [index, request] of samples(`${action}.req`).entries()) {
		const received: unknown[] = [];
		connection.onCall = (call: IncomingCall) => {
			received.push(call.action, call.payload);
			(call.respond as (payload: Responses[Action]) => void)(responses[index] as Responses[Action]);
		};
		expect(await peer.call(action, request)).toEqual(responses[index]);
		expect(received).toEqual([action, request]);
	}
}

test("every action goes at least one way", () => {
	const actions = new Set(payloads.map((payload) => payload.action));
	expect(new Set([...chargePointCalls, ...csmsCalls])).toEqual(actions);
	expect(chargePointCalls.filter((action) => csmsCalls.includes(action))).toEqual(["DataTransfer"]);
});

describe("our charge point at a strict server of ocpp-rpc", () => {
	let server: RPCServer;
	let endpoint: string;
	let connection: Connection<Action, Action>;
	let peer: Peer;

	beforeAll(async () => {
		server = new RPCServer({ protocols: ["ocpp1.6"], strictMode: true, callTimeoutMs: 5000 } as never);
		server.auth((accept) => accept());
		const http = await server.listen(0, "127.0.0.1");
		endpoint = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/CP001`;
	});
	afterAll(() => server.close({ force: true } as never));

	beforeEach(async () => {
		const connected = once(server, "client");
		const socket = new WebSocket(endpoint, "ocpp1.6");
		connection = new Connection(socket, chargePointSchemas) as never;
		await once(socket, "open");
		[peer] = await connected;
	});
	afterEach(() => connection.socket.terminate());

	test.each(chargePointCalls)("R-FRM-18 calls %s", (action) => expectOurCall(connection, peer, action));

	test.each(csmsCalls)("R-FRM-18 answers %s", (action) => expectPeerCall(connection, peer, action));

	test.each([
		"NotImplemented",
		"NotSupported",
		"InternalError",
		"ProtocolError",
		"SecurityError",
		"FormationViolation",
		"PropertyConstraintViolation",
		"OccurenceConstraintViolation",
		"TypeConstraintViolation",
		"GenericError",
	] as const)("R-FRM-10 %s means the same to both", async (code) => {
		peer.handle("Heartbeat" as never, () => Promise.reject(createRPCError(code, "words", { some: 1 })));
		expect(await connection.call("Heartbeat", {})).toMatchObject({ ok: false, reason: "error", code });
		connection.onCall = (call) => call.fail(code, "words", { some: 1 });
		await expect(peer.call("ClearCache", {})).rejects.toMatchObject({
			rpcErrorCode: code,
			message: "words",
			details: { some: 1 },
		});
	});

	test("R-FRM-11 the other spellings are understood", async () => {
		peer.handle("Heartbeat" as never, () => Promise.reject(createRPCError("FormatViolation")));
		expect(await connection.call("Heartbeat", {})).toMatchObject({ code: "FormationViolation" });
		peer.handle("Heartbeat" as never, () => Promise.reject(createRPCError("OccurrenceConstraintViolation")));
		expect(await connection.call("Heartbeat", {})).toMatchObject({ code: "OccurenceConstraintViolation" });
	});

	test("R-FRM-13 a payload that both find wrong", async () => {
		const wrong = { idTag: "x".repeat(21) };
		peer.handle("Authorize" as never, async () => ({ idTagInfo: { status: "Accepted" } }));
		expect(await connection.call("Authorize", wrong)).toMatchObject({ code: "FormationViolation" });
		expect(await connection.call("Authorize", { idTag: "A" })).toMatchObject({ ok: true });
	});

	test("R-FRM-06 crossing calls are answered on both sides", async () => {
		connection.onCall = (call) => call.action === "ClearCache" && call.respond({ status: "Accepted" });
		peer.handle("Heartbeat" as never, async () => {
			await peer.call("ClearCache", {});
			return { currentTime: "2026-01-02T03:04:05Z" };
		});
		expect(await connection.call("Heartbeat", {})).toMatchObject({ ok: true });
	});

	test("R-FRM-05 twenty calls made at once are all answered", async () => {
		let open = 0;
		let most = 0;
		peer.handle("Authorize" as never, async ({ params }) => {
			most = Math.max(most, ++open);
			await new Promise((resolve) => setImmediate(resolve));
			open--;
			return { idTagInfo: { status: "Accepted", parentIdTag: params?.idTag } };
		});
		const tags = Array.from({ length: 20 }, (_, index) => `tag-${index}`);
		const outcomes = await Promise.all(tags.map((idTag) => connection.call("Authorize", { idTag })));
		expect(outcomes.map((outcome) => outcome.ok && outcome.payload)).toEqual(
			tags.map((parentIdTag) => ({ idTagInfo: { status: "Accepted", parentIdTag } })),
		);
		expect(most).toBe(1);
	});

	test("R-FRM-07 R-FRM-08 an answer after the time-out does not answer the next call", async () => {
		connection.messageTimeout = 0.05;
		let answerFirst: (value: Record<string, unknown>) => void = () => {};
		peer.handle("Authorize" as never, ({ params }) =>
			params?.idTag === "first"
				? new Promise((resolve) => {
						answerFirst = resolve;
					})
				: Promise.resolve({ idTagInfo: { status: "Blocked" } }),
		);
		expect(await connection.call("Authorize", { idTag: "first" })).toMatchObject({ reason: "timeout" });
		connection.messageTimeout = 10;
		answerFirst({ idTagInfo: { status: "Accepted" } });
		expect(await connection.call("Authorize", { idTag: "second" })).toEqual({
			ok: true,
			payload: { idTagInfo: { status: "Blocked" } },
		});
	});

	test("R-CON-09 a lost connection ends the open call", async () => {
		peer.handle("Heartbeat" as never, () => {
			connection.socket.terminate();
			return new Promise(() => {});
		});
		expect(await connection.call("Heartbeat", {})).toMatchObject({ ok: false, reason: "closed" });
	});
});

describe("our CSMS and a strict client of ocpp-rpc", () => {
	let server: WebSocketServer;
	let connection: Connection<Action, Action>;
	let peer: Peer & InstanceType<typeof RPCClient>;

	beforeAll(async () => {
		server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "ocpp1.6" });
		await once(server, "listening");
	});
	afterAll(() => server.close());

	beforeEach(async () => {
		const connected = once(server, "connection");
		peer = new RPCClient({
			endpoint: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`,
			identity: "CP001",
			protocols: ["ocpp1.6"],
			strictMode: true,
			reconnect: false,
			callTimeoutMs: 5000,
		} as never);
		const [socket] = (await Promise.all([connected, peer.connect()]))[0] as [WebSocket];
		connection = new Connection(socket, csmsSchemas) as never;
	});
	afterEach(async () => {
		await peer.close({ force: true });
	});

	test.each(csmsCalls)("R-FRM-18 calls %s", (action) => expectOurCall(connection, peer, action));

	test.each(chargePointCalls)("R-FRM-18 answers %s", (action) => expectPeerCall(connection, peer, action));

	test("R-FRM-12 the peer learns the difference of unknown and unsupported", async () => {
		const lax = new RPCClient({
			endpoint: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`,
			identity: "CP002",
			protocols: ["ocpp1.6"],
			reconnect: false,
		} as never);
		const connected = once(server, "connection");
		await lax.connect();
		const [socket] = (await connected) as [WebSocket];
		new Connection(socket, csmsSchemas, { handles: ["Heartbeat"] });
		await expect(lax.call("Authorise", {})).rejects.toMatchObject({ rpcErrorCode: "NotImplemented" });
		await expect(lax.call("Authorize", {})).rejects.toMatchObject({ rpcErrorCode: "NotSupported" });
		await expect(lax.call("Heartbeat", { x: 1 })).rejects.toMatchObject({
			rpcErrorCode: "FormationViolation",
		});
		await lax.close({ force: true });
	});

	test("R-FRM-12 R-FRM-20 what the peer does not handle is a failed call", async () => {
		expect(await connection.call("Reset", { type: "Soft" })).toMatchObject({
			ok: false,
			reason: "error",
			code: "NotImplemented",
		});
	});
});
