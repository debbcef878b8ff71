import { expect, test } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import { readEvents, runCsms, shareCsms } from "./running-csms";

/** The calls that scripts rely on, one test for each, in words and statuses that do not change. */

const csms = shareCsms();

/** Answers the next CALL of the CSMS. */
async function answerNext(peer: Peer, payload: object): Promise<void> {
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([3, messageId, payload]));
}

test("GET /charge-points and GET /charge-points/{identity}: connected, registration, boot data, connectors", async () => {
	const peer = await boot(csms.ocpp, "C-1");
	await peer.call("StatusNotification", {
		...{ connectorId: 1, status: "Faulted", errorCode: "GroundFailure", timestamp: "2026-01-01T00:00:00Z" },
	});
	const { status, body } = await csms.rest("GET", "/charge-points/C-1");
	expect([status, body]).toMatchObject([
		200,
		{
			...{ identity: "C-1", connected: true, registration: "Accepted" },
			...{ chargePointVendor: "Vendor", chargePointModel: "Model" },
			connectors: [
				{ connectorId: 1, status: "Faulted", errorCode: "GroundFailure", since: "2026-01-01T00:00:00.000Z" },
			],
		},
	]);
	expect((await csms.rest("GET", "/charge-points")).body).toContainEqual(body);
});

test("PUT /charge-points/{identity}: securityProfile, authorizationKey (never read back), tolerant, registration", async () => {
	const authorizationKey = "ab".repeat(20);
	const change = { securityProfile: 1, authorizationKey, tolerant: true, registration: "Pending" };
	const put = await csms.rest("PUT", "/charge-points/C-2", change);
	expect(put).toMatchObject({
		status: 201,
		body: { securityProfile: 1, tolerant: true, registration: "Pending" },
	});
	expect(put.body).not.toHaveProperty("authorizationKey");
	expect((await csms.rest("PUT", "/charge-points/C-2", { registration: "Rejected" })).status).toBe(200);
});

test("POST /charge-points/{identity}/commands/{Action}: 200, 409, 422, 502, 504", async () => {
	const own = await runCsms({ messageTimeout: 0.2 });
	const send = (identity: string, payload: object) =>
		own.rest("POST", `/charge-points/${identity}/commands/ChangeAvailability`, payload);
	const payload = { connectorId: 0, type: "Operative" };
	await own.rest("PUT", "/charge-points/AWAY", {});
	expect((await send("AWAY", payload)).status).toBe(409);
	const peer = await boot(own.ocpp, "HERE");
	expect((await send("HERE", { connectorId: 0, type: "Perhaps" })).status).toBe(422);
	const accepted = send("HERE", payload);
	await answerNext(peer, { status: "Scheduled" });
	expect(await accepted).toMatchObject({ status: 200, body: { response: { status: "Scheduled" } } });
	const refused = send("HERE", payload);
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([4, messageId, "NotSupported", "not here", {}]));
	expect(await refused).toMatchObject({
		status: 502,
		body: { callError: { code: "NotSupported", description: "not here" } },
	});
	expect((await send("HERE", payload)).status).toBe(504);
});

test("GET/POST /id-tags, GET/PATCH/DELETE /id-tags/{idTag} with the fields of the contract", async () => {
	const fields = {
		...{ parentIdTag: "FAMILY", expiryDate: "2030-01-01T00:00:00.000Z", blocked: true },
		...{ maxActiveTransactions: 2, user: "Ivy" },
	};
	expect(await csms.rest("POST", "/id-tags", { idTag: "C-TAG", ...fields })).toMatchObject({
		...{ status: 201, body: { idTag: "C-TAG", ...fields } },
	});
	expect((await csms.rest("GET", "/id-tags/C-TAG")).body).toMatchObject(fields);
	expect((await csms.rest("GET", "/id-tags")).body).toContainEqual(
		expect.objectContaining({ idTag: "C-TAG" }),
	);
	const cleared = {
		parentIdTag: null,
		expiryDate: null,
		blocked: false,
		maxActiveTransactions: null,
		user: null,
	};
	expect((await csms.rest("PATCH", "/id-tags/C-TAG", cleared)).body).toMatchObject(cleared);
	expect((await csms.rest("DELETE", "/id-tags/C-TAG")).status).toBe(204);
	expect((await csms.rest("GET", "/id-tags/C-TAG")).status).toBe(404);
});

test("POST /registrations without an account, GET /registrations, accept and reject", async () => {
	const form = { name: "Jo", email: "jo@example.com", idTag: "C-JO" };
	const made = await csms.rest("POST", "/registrations", form, {});
	expect(made).toMatchObject({ status: 201, body: { ...form, status: "Pending" } });
	const { id } = made.body;
	expect((await csms.rest("GET", "/registrations")).body).toContainEqual(
		expect.objectContaining({ id, ...form }),
	);
	expect((await csms.rest("POST", `/registrations/${id}/reject`)).body.status).toBe("Rejected");
	expect((await csms.rest("POST", `/registrations/${id}/accept`)).body.status).toBe("Accepted");
	expect((await csms.rest("GET", "/id-tags/C-JO")).body.user).toBe("Jo");
	for (const [method, path] of [
		["GET", "/registrations"],
		["POST", `/registrations/${id}/accept`],
	]) {
		expect((await csms.rest(method, path, undefined, {})).status).toBe(401);
	}
});

test("GET /transactions?identity&idTag&from&to&active, one of them, its meter values, by several filters at once", async () => {
	await csms.rest("POST", "/id-tags", { idTag: "C-T", maxActiveTransactions: null });
	const start = async (identity: string, idTag: string, timestamp: string) => {
		const peer = await boot(csms.ocpp, identity);
		const request = { connectorId: 1, idTag, meterStart: 10, timestamp };
		return { peer, id: (await peer.call("StartTransaction", request))[2].transactionId as number };
	};
	const one = await start("C-3", "C-T", "2026-01-01T00:00:00Z");
	const two = await start("C-4", "c-t", "2026-01-02T00:00:00Z");
	const three = await start("C-5", "C-OTHER", "2026-01-02T00:00:00Z");
	const meterValue = [{ timestamp: "2026-01-02T00:10:00Z", sampledValue: [{ value: "60" }] }];
	await two.peer.call("MeterValues", { connectorId: 1, transactionId: two.id, meterValue });
	await two.peer.call("StopTransaction", {
		...{ transactionId: two.id, meterStop: 110, timestamp: "2026-01-02T01:00:00Z", reason: "EVDisconnected" },
	});
	const list = async (query: string) =>
		(await csms.rest("GET", `/transactions?${query}`)).body.map(
			(each: { transactionId: number }) => each.transactionId,
		);
	expect(await list("identity=C-3")).toEqual([one.id]);
	expect(await list("idTag=C-T")).toEqual([two.id, one.id]);
	expect(await list("idTag=C-T&active=true")).toEqual([one.id]);
	expect(await list("idTag=C-T&active=false&identity=C-4")).toEqual([two.id]);
	expect(await list("from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:01Z")).toEqual([three.id, two.id]);
	expect(await list("from=2026-01-01T08:00:00%2B08:00&to=2026-01-02T00:00:00Z&idTag=C-T")).toEqual([one.id]);
	expect(await list("identity=C-3&idTag=C-OTHER")).toEqual([]);
	expect((await csms.rest("GET", `/transactions/${two.id}`)).body).toMatchObject({
		...{ transactionId: two.id, identity: "C-4", connectorId: 1, idTag: "c-t", active: false },
		...{ meterStart: 10, meterStop: 110, energyWh: 100, reason: "EVDisconnected" },
	});
	expect((await csms.rest("GET", `/transactions/${two.id}/meter-values`)).body).toMatchObject([
		{ timestamp: "2026-01-02T00:10:00.000Z", energyWh: 60, sampledValue: [{ value: "60" }] },
	]);
	expect((await csms.rest("GET", "/transactions/999999")).status).toBe(404);
	expect((await csms.rest("GET", "/transactions/999999/meter-values")).status).toBe(404);
});

test("GET /events: server-sent events of status, transactions, meter values, frames", async () => {
	const events = await readEvents(csms.url);
	const peer = await boot(csms.ocpp, "C-6");
	await peer.call("StatusNotification", { connectorId: 1, status: "Available", errorCode: "NoError" });
	expect(await events.next("frame")).toMatchObject({ identity: "C-6", direction: "in" });
	expect(await events.next("connector")).toMatchObject({ identity: "C-6", status: "Available" });
	const request = { connectorId: 1, idTag: "C-T", meterStart: 0, timestamp: "2026-01-03T00:00:00Z" };
	const [, , { transactionId }] = await peer.call("StartTransaction", request);
	expect(await events.next("transaction")).toMatchObject({ transactionId, active: true });
	const meterValue = [{ timestamp: "2026-01-03T00:10:00Z", sampledValue: [{ value: "5" }] }];
	await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
	expect(await events.next("meter-values")).toMatchObject({ transactionId, meterValue: [{ energyWh: 5 }] });
});
