import { beforeAll, expect, test } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();
const eventually = <Value>(value: () => Value) => expect.poll(value, { timeout: 15_000 });
const later = () => new Date(Date.now() + 3_600_000).toISOString();
const now = () => new Date().toISOString();

beforeAll(async () => {
	for (const idTag of ["RSV-A", "RSV-B"]) await csms.rest("POST", "/id-tags", { idTag });
	await csms.rest("POST", "/id-tags", { idTag: "RSV-C1", parentIdTag: "RSV-GROUP" });
	await csms.rest("POST", "/id-tags", { idTag: "RSV-C2", parentIdTag: "RSV-GROUP" });
	await csms.rest("POST", "/id-tags", { idTag: "RSV-BLOCKED", blocked: true });
});

/** Answers the next CALL and tells its payload. */
async function answer(peer: Peer, action: string, response: object) {
	const [, messageId, asked, payload] = await peer.received();
	expect(asked).toBe(action);
	peer.send(JSON.stringify([3, messageId, response]));
	return payload;
}

/** Reserves and lets the charge point answer with a status. */
async function reserve(peer: Peer, body: object, status = "Accepted") {
	const made = csms.rest("POST", "/reservations", {
		connectorId: 1,
		idTag: "RSV-A",
		expiryDate: later(),
		...body,
	});
	const sent = await answer(peer, "ReserveNow", { status });
	return { sent, answer: await made };
}

const read = async (reservationId: number, identity: string) =>
	(await csms.rest("GET", `/reservations/${reservationId}?identity=${identity}`)).body;

const status = (peer: Peer, connectorId: number, status: string, timestamp = now()) =>
	peer.call("StatusNotification", { connectorId, status, errorCode: "NoError", timestamp });

const start = async (peer: Peer, more: object) => {
	const request = { connectorId: 1, idTag: "RSV-A", meterStart: 0, timestamp: now(), ...more };
	return (await peer.call("StartTransaction", request))[2].transactionId as number;
};

test("a reservation ends no earlier than it was made, also by a clock without milliseconds", async () => {
	const peer = await boot(csms.ocpp, "R1-SECONDS");
	const { answer } = await reserve(peer, { identity: "R1-SECONDS", expiryDate: later() });
	const { reservationId, createdAt } = answer.body;
	const timestamp = new Date(Date.parse(createdAt) - 900).toISOString();
	await start(peer, { reservationId, timestamp });
	expect(await read(reservationId, "R1-SECONDS")).toMatchObject({ status: "Used", endedAt: createdAt });
});

test("TC_046 a reservation is made and used by the transaction that starts with it", async () => {
	const peer = await boot(csms.ocpp, "R1");
	const expiryDate = later();
	const { sent, answer } = await reserve(peer, { identity: "R1", expiryDate });
	expect(answer.status).toBe(201);
	const { reservationId } = answer.body;
	expect(sent).toEqual({ connectorId: 1, idTag: "RSV-A", expiryDate, reservationId });
	expect(answer.body).toMatchObject({
		...{ identity: "R1", connectorId: 1, idTag: "RSV-A", parentIdTag: null, expiryDate, status: "Accepted" },
		...{ account: "api-token", transactionId: null, endedAt: null, why: null },
	});
	await status(peer, 1, "Reserved");
	expect((await peer.call("Authorize", { idTag: "RSV-A" }))[2].idTagInfo).toEqual({ status: "Accepted" });
	await status(peer, 1, "Preparing");
	expect((await read(reservationId, "R1")).status).toBe("Accepted");
	const transactionId = await start(peer, { reservationId });
	await status(peer, 1, "Charging");
	expect(await read(reservationId, "R1")).toMatchObject({ status: "Used", transactionId });
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body.reservationId).toBe(reservationId);
	// A repetition of the message changes nothing, and neither does another transaction with that number.
	const other = await start(peer, { reservationId, meterStart: 5 });
	expect(other).not.toBe(transactionId);
	expect((await read(reservationId, "R1")).transactionId).toBe(transactionId);
});

test("TC_047 time ends a reservation: it is Expired, and its connector is free for others", async () => {
	const peer = await boot(csms.ocpp, "R2");
	const expiryDate = new Date(Date.now() + 300).toISOString();
	const reservationId = 88_888;
	const payload = { connectorId: 1, idTag: "RSV-A", expiryDate, reservationId };
	// By hand, for it may be over before it is answered.
	const sent = csms.rest("POST", "/charge-points/R2/commands/ReserveNow", payload);
	await answer(peer, "ReserveNow", { status: "Accepted" });
	await sent;
	await status(peer, 1, "Reserved");
	await eventually(async () => (await read(reservationId, "R2")).status).toBe("Expired");
	expect((await read(reservationId, "R2")).endedAt).toBe(expiryDate);
	await status(peer, 1, "Available");
	expect((await csms.rest("GET", "/reservations?identity=R2&status=Accepted")).body).toEqual([]);
	expect((await csms.rest("GET", "/reservations?identity=R2&status=Expired")).body).toMatchObject([
		{ reservationId },
	]);
	expect(await csms.rest("DELETE", `/reservations/${reservationId}`)).toMatchObject({
		status: 409,
		body: { error: `Reservation ${reservationId} is Expired, so there is nothing to cancel.` },
	});
	expect((await reserve(peer, { identity: "R2", idTag: "RSV-B" })).answer.status).toBe(201);
});

test.each([
	["TC_048_1", "Faulted", "Faulted"],
	["TC_048_2", "Occupied", "Preparing"],
	["TC_048_3", "Unavailable", "Unavailable"],
	["TC_048_4", "Rejected", "Available"],
])(
	"%s the charge point answers %s: that is the record, and nothing is reserved",
	async (_, refusal, shown) => {
		const identity = `R3-${refusal}`;
		const peer = await boot(csms.ocpp, identity);
		// What the connector shows keeps nothing from being asked: the charge point decides.
		await status(peer, 1, shown);
		const { sent, answer } = await reserve(peer, { identity }, refusal);
		expect(sent).toMatchObject({ connectorId: 1, idTag: "RSV-A", reservationId: answer.body.reservationId });
		expect(answer).toMatchObject({
			status: 200,
			body: { status: refusal, endedAt: expect.stringMatching(/Z$/) },
		});
		expect(
			(await csms.rest("GET", `/reservations?identity=${identity}&status=${refusal}`)).body,
		).toHaveLength(1);
		expect((await reserve(peer, { identity, idTag: "RSV-B" })).answer.status).toBe(201);
	},
);

test("TC_049 any connector: reservations of connector 0 stand beside each other", async () => {
	const peer = await boot(csms.ocpp, "R4");
	const first = await reserve(peer, { identity: "R4", connectorId: 0 });
	const second = await reserve(peer, { identity: "R4", connectorId: 0, idTag: "RSV-B" });
	expect([first.answer.status, second.answer.status, first.sent.connectorId]).toEqual([201, 201, 0]);
	const { reservationId } = second.answer.body;
	const transactionId = await start(peer, { connectorId: 2, idTag: "RSV-B", reservationId });
	expect(await read(reservationId, "R4")).toMatchObject({ status: "Used", transactionId });
	expect((await read(first.answer.body.reservationId, "R4")).status).toBe("Accepted");
});

test("TC_051 a reservation is cancelled", async () => {
	const peer = await boot(csms.ocpp, "R5");
	const { reservationId } = (await reserve(peer, { identity: "R5" })).answer.body;
	const cancelled = csms.rest("DELETE", `/reservations/${reservationId}`);
	expect(await answer(peer, "CancelReservation", { status: "Accepted" })).toEqual({ reservationId });
	expect(await cancelled).toMatchObject({
		status: 200,
		body: { reservationId, status: "Cancelled", why: null },
	});
	expect(await read(reservationId, "R5")).toMatchObject({
		...{ status: "Cancelled", transactionId: null, endedAt: expect.stringMatching(/Z$/) },
	});
	expect((await csms.rest("GET", "/reservations?identity=R5&status=Accepted")).body).toEqual([]);
	// The connector is free for others.
	expect((await reserve(peer, { identity: "R5", idTag: "RSV-B" })).answer.status).toBe(201);
	expect((await csms.rest("DELETE", `/reservations/${reservationId}`)).status).toBe(409);
});

test("TC_052 a cancellation is rejected: the charge point has no such reservation any more", async () => {
	const peer = await boot(csms.ocpp, "R6");
	const { reservationId } = (await reserve(peer, { identity: "R6" })).answer.body;
	const cancelled = csms.rest("DELETE", `/reservations/${reservationId}`);
	await answer(peer, "CancelReservation", { status: "Rejected" });
	expect(await cancelled).toMatchObject({
		status: 409,
		body: {
			error: expect.stringContaining(`R6 answered Rejected: it has no reservation ${reservationId} any more`),
		},
	});
	expect(await read(reservationId, "R6")).toMatchObject({
		status: "Cancelled",
		why: "The charge point had no such reservation any more.",
	});
	// The queued start that tells what has become of it comes later.
	const transactionId = await start(peer, { reservationId });
	expect(await read(reservationId, "R6")).toMatchObject({ status: "Used", transactionId, why: null });
});

test("TC_053 the parent of the id goes along, and another id of the group may use the reservation", async () => {
	const peer = await boot(csms.ocpp, "R7");
	const { sent, answer } = await reserve(peer, { identity: "R7", idTag: "RSV-C1" });
	const { reservationId } = answer.body;
	expect(sent.parentIdTag).toBe("RSV-GROUP");
	expect((await peer.call("Authorize", { idTag: "RSV-C2" }))[2].idTagInfo).toEqual({
		status: "Accepted",
		parentIdTag: "RSV-GROUP",
	});
	const transactionId = await start(peer, { idTag: "RSV-C2", reservationId });
	expect(await read(reservationId, "R7")).toMatchObject({ status: "Used", idTag: "RSV-C1", transactionId });
});

test("R-RSV-02 the same id again changes its reservation, another id is refused with a sentence", async () => {
	const peer = await boot(csms.ocpp, "R8");
	const expiryDate = later();
	const first = (await reserve(peer, { identity: "R8", expiryDate })).answer.body;
	expect(
		await csms.rest("POST", "/reservations", { identity: "R8", connectorId: 1, idTag: "RSV-B", expiryDate }),
	).toMatchObject({
		status: 409,
		body: {
			error:
				`Connector 1 of R8 is reserved for "RSV-A" until ${expiryDate}: ` +
				`cancel reservation ${first.reservationId} first.`,
		},
	});
	const longer = new Date(Date.now() + 7_200_000).toISOString();
	const again = await reserve(peer, { identity: "R8", idTag: "rsv-a", expiryDate: longer });
	expect(again.sent.reservationId).toBe(first.reservationId);
	expect(await read(first.reservationId, "R8")).toMatchObject({ status: "Accepted", expiryDate: longer });
	// Refused by the charge point, the change leaves what was.
	const refused = await reserve(
		peer,
		{ identity: "R8", connectorId: 2, reservationId: first.reservationId },
		"Occupied",
	);
	expect(refused.answer).toMatchObject({ status: 200, body: { status: "Occupied", connectorId: 2 } });
	expect(await read(first.reservationId, "R8")).toMatchObject({ status: "Accepted", connectorId: 1 });
	const moved = await reserve(peer, { identity: "R8", connectorId: 2, reservationId: first.reservationId });
	expect(moved.answer.status).toBe(201);
	expect(
		(await csms.rest("GET", "/reservations?identity=R8")).body.map((one: { status: string }) => one.status),
	).toEqual(["Accepted", "Occupied", "Replaced", "Replaced"]);
	expect((await reserve(peer, { identity: "R8", connectorId: 1, idTag: "RSV-B" })).answer.status).toBe(201);
});

test("what cannot be reserved is refused before anything is sent, and not kept", async () => {
	const peer = await boot(csms.ocpp, "R9");
	await csms.rest("PUT", "/charge-points/R9-AWAY", {});
	const wish = { identity: "R9", connectorId: 1, idTag: "RSV-A", expiryDate: later() };
	for (const [change, status, error] of [
		[{ expiryDate: new Date(Date.now() - 1000).toISOString() }, 422, /past/],
		[{ idTag: "RSV-NONE" }, 409, /"RSV-NONE" is Invalid/],
		[{ idTag: "RSV-BLOCKED" }, 409, /is Blocked/],
		[{ identity: "R9-NONE" }, 404, /no charge point/],
		[{ identity: "R9-AWAY" }, 409, /R9-AWAY is not connected/],
		[{ reservationId: 2_000_000_000 }, 404, /no reservation 2000000000 of R9/],
		[{ connectorId: -1 }, 400, /connectorId/],
		[{ expiryDate: "tomorrow" }, 400, /expiryDate/],
	] as const) {
		expect(await csms.rest("POST", "/reservations", { ...wish, ...change })).toMatchObject({
			status,
			body: { error: expect.stringMatching(error) },
		});
	}
	for (const identity of ["R9", "R9-AWAY"]) {
		expect((await csms.rest("GET", `/reservations?identity=${identity}`)).body).toEqual([]);
	}
	expect((await reserve(peer, { identity: "R9" })).answer.status).toBe(201);
});

test("a CALLERROR: 502, kept as Rejected with the reason; no answer: 504, and it may be there", async () => {
	const peer = await boot(csms.ocpp, "R10");
	const body = { identity: "R10", connectorId: 1, idTag: "RSV-A", expiryDate: later() };
	const failed = csms.rest("POST", "/reservations", body);
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([4, messageId, "NotSupported", "", {}]));
	expect(await failed).toMatchObject({ status: 502, body: { callError: { code: "NotSupported" } } });
	expect((await csms.rest("GET", "/reservations?identity=R10")).body).toMatchObject([
		{ status: "Rejected", why: "The charge point answered with the error NotSupported." },
	]);
	const unanswered = csms.rest("POST", "/reservations", body);
	await peer.received();
	peer.terminate();
	expect((await unanswered).status).toBe(504);
	expect((await csms.rest("GET", "/reservations?identity=R10&status=Waiting")).body).toMatchObject([
		{ why: expect.stringContaining("did not answer") },
	]);
	const again = await boot(csms.ocpp, "R10");
	expect((await reserve(again, { identity: "R10" })).answer.status).toBe(201);
});

test("R-RSV-06 a connector or charge point that turns Faulted or Unavailable ends its reservations", async () => {
	const peer = await boot(csms.ocpp, "R11");
	for (const connectorId of [1, 2]) await status(peer, connectorId, "Available");
	const numbers: number[] = [];
	for (const connectorId of [0, 1, 2]) {
		const { answer } = await reserve(peer, {
			identity: "R11",
			connectorId,
			idTag: connectorId ? "RSV-A" : "RSV-B",
		});
		numbers.push(answer.body.reservationId);
	}
	const states = () => Promise.all(numbers.map(async (number) => (await read(number, "R11")).status));
	// Late news from before the reservation, and an ordinary status.
	await status(peer, 1, "Faulted", new Date(Date.now() - 3_600_000).toISOString());
	await status(peer, 1, "Reserved");
	expect(await states()).toEqual(["Accepted", "Accepted", "Accepted"]);
	await status(peer, 1, "Faulted");
	expect(await states()).toEqual(["Accepted", "Cancelled", "Accepted"]);
	expect((await read(numbers[1], "R11")).why).toBe("Connector 1 turned Faulted.");
	await status(peer, 2, "Unavailable");
	expect(await states()).toEqual(["Cancelled", "Cancelled", "Cancelled"]);
	await status(peer, 1, "Available");
	const { reservationId } = (await reserve(peer, { identity: "R11" })).answer.body;
	await status(peer, 0, "Unavailable");
	expect(await read(reservationId, "R11")).toMatchObject({
		status: "Cancelled",
		why: "The charge point turned Unavailable.",
	});
});

test("commands by hand are kept, too; a number that several charge points have needs the identity", async () => {
	const [one, other] = [await boot(csms.ocpp, "R12"), await boot(csms.ocpp, "R13")];
	const payload = { connectorId: 1, idTag: "ANY", expiryDate: later(), reservationId: 77_777 };
	for (const [peer, identity] of [
		[one, "R12"],
		[other, "R13"],
	] as const) {
		const sent = csms.rest("POST", `/charge-points/${identity}/commands/ReserveNow`, payload);
		await answer(peer, "ReserveNow", { status: "Accepted" });
		await sent;
	}
	expect(await csms.rest("GET", "/reservations/77777")).toMatchObject({
		status: 409,
		body: { error: expect.stringMatching(/R12, R13|R13, R12/) },
	});
	expect(await read(77_777, "R12")).toMatchObject({ status: "Accepted", idTag: "ANY", account: "api-token" });
	const cancelled = csms.rest("POST", "/charge-points/R12/commands/CancelReservation", {
		reservationId: 77_777,
	});
	await answer(one, "CancelReservation", { status: "Accepted" });
	await cancelled;
	expect((await read(77_777, "R12")).status).toBe("Cancelled");
	expect((await read(77_777, "R13")).status).toBe("Accepted");
	expect((await csms.rest("GET", "/reservations?idTag=any")).body).toHaveLength(2);
	expect((await csms.rest("GET", "/reservations/1999999999")).status).toBe(404);
});

test("a number that a command has used is not given out again", async () => {
	const peer = await boot(csms.ocpp, "R14");
	const { reservationId } = (await reserve(peer, { identity: "R14" })).answer.body;
	// The command's row takes the next number of the rows, so the one after it is the next to be given out.
	const taken = reservationId + 2;
	const payload = { connectorId: 2, idTag: "ANY", expiryDate: later(), reservationId: taken };
	const sent = csms.rest("POST", "/charge-points/R14/commands/ReserveNow", payload);
	await answer(peer, "ReserveNow", { status: "Accepted" });
	await sent;
	const next = await reserve(peer, { identity: "R14", connectorId: 3 });
	expect(next.answer.status).toBe(201);
	expect([reservationId, taken]).not.toContain(next.answer.body.reservationId);
	expect((await read(taken, "R14")).connectorId).toBe(2);
});
