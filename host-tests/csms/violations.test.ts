import { expect, test } from "vitest";
import { BOOT, boot, connect } from "./charge-point-peer";
import { at, errorOf, eventually, keptViolations, STATUS } from "./kept-violations";
import { shareCsms } from "./running-csms";

/** Charge points that bend the rules: strict by default, tolerant one by one, and every violation is kept. */
const csms = shareCsms();

const { violations, only, tolerant } = keptViolations(csms);

test("a violation is kept with what was wrong, and identical ones are counted", async () => {
	const peer = await boot(csms.ocpp, "V1");
	const before = Date.now();
	for (const connectorId of ["1", "2", "3"]) {
		expect(await errorOf(peer, "StatusNotification", { ...STATUS, connectorId })).toBe(
			"TypeConstraintViolation",
		);
	}
	await eventually(async () => (await violations("V1"))[0]?.count).toBe(3);
	const [violation] = await violations("V1");
	expect(violation).toEqual({
		id: expect.any(Number),
		identity: "V1",
		action: "StatusNotification",
		rule: "Schema",
		what: "connectorId must be a whole number",
		outcome: "Refused",
		excerpt: expect.stringMatching(/^\[2,".*","StatusNotification",\{"connectorId":"\d"/),
		count: 3,
		first: expect.stringMatching(/Z$/),
		last: expect.stringMatching(/Z$/),
	});
	expect(Date.parse(violation.first)).toBeGreaterThanOrEqual(before);
	expect(Date.parse(violation.last)).toBeGreaterThanOrEqual(Date.parse(violation.first));
	expect((await csms.rest("GET", "/charge-points/V-NONE/violations")).status).toBe(404);
});

test("the same fault at another place of a list is the same violation", async () => {
	const peer = await boot(csms.ocpp, "V2");
	const good = { timestamp: at(0), sampledValue: [{ value: "1" }] };
	const bad = { timestamp: at(0), sampledValue: [{ value: "1" }, { value: 2 }] };
	await errorOf(peer, "MeterValues", { connectorId: 1, meterValue: [bad] });
	await errorOf(peer, "MeterValues", { connectorId: 1, meterValue: [good, bad] });
	await eventually(async () => (await violations("V2"))[0]?.count).toBe(2);
	expect(await only("V2")).toMatchObject({ what: "meterValue[].sampledValue[].value must be text" });
});

test("endless kinds of violations are not kept apart endlessly", async () => {
	for (let batch = 0; batch < 6; batch++) {
		const peer = await boot(csms.ocpp, "V3");
		const calls = Array.from({ length: 40 }, (_, kind) => {
			const messageId = `${batch}-${kind}`;
			return errorOf(peer, "Heartbeat", { [`field${messageId}`]: 1 }, messageId);
		});
		await Promise.all(calls);
		// The last ones are written when the connection ends.
		peer.close();
		await eventually(
			async () => (await csms.rest("GET", "/charge-points/V3/connections?limit=1")).body[0].disconnectedAt,
		).not.toBe(null);
	}
	const all = async () => (await csms.rest("GET", "/charge-points/V3/violations?limit=1000")).body;
	await eventually(all).toHaveLength(201);
	expect((await all())[0]).toMatchObject({
		action: null,
		what: "There are more kinds of violations than are kept apart.",
		count: 40,
	});
});

test("R-FRM-05 parallel CALLs are answered in their order, and noted", async () => {
	const peer = await boot(csms.ocpp, "V4");
	const order: string[] = [];
	const calls = ["a", "b", "c"].map(async (messageId) => {
		const [type] = await peer.call("StatusNotification", STATUS, messageId);
		order.push(messageId);
		return type;
	});
	expect(await Promise.all(calls)).toEqual([3, 3, 3]);
	expect(order).toEqual(["a", "b", "c"]);
	expect(await only("V4")).toMatchObject({
		action: "StatusNotification",
		rule: "Order",
		what: "A CALL came before the one before it was answered",
		outcome: "Tolerated",
		count: 2,
	});
});

test("R-CS-04 StatusNotification before BootNotification: SecurityError, or taken in when tolerant", async () => {
	const strict = await connect(csms.ocpp, "V5");
	expect(await errorOf(strict, "StatusNotification", STATUS)).toBe("SecurityError");
	const what = "It came before the BootNotification was accepted";
	expect(await only("V5")).toMatchObject({
		action: "StatusNotification",
		rule: "Order",
		what,
		outcome: "Refused",
	});

	await csms.rest("PUT", "/charge-points/V5B", { tolerant: true });
	const peer = await connect(csms.ocpp, "V5B");
	expect((await peer.call("StatusNotification", STATUS))[0]).toBe(3);
	expect(await only("V5B")).toMatchObject({ rule: "Order", what, outcome: "Tolerated" });
	// Who is not to be accepted is not, however tolerant.
	await csms.rest("PUT", "/charge-points/V5C", { tolerant: true, registration: "Pending" });
	const pending = await connect(csms.ocpp, "V5C");
	expect(await errorOf(pending, "StatusNotification", STATUS)).toBe("SecurityError");
	await pending.call("BootNotification", BOOT);
	await csms.rest("PUT", "/charge-points/V5C", { registration: "Accepted" });
	expect(await errorOf(pending, "StatusNotification", STATUS)).toBe("SecurityError");
});

test("kWh as binary fractions and SignedData are no violations", async () => {
	const peer = await boot(csms.ocpp, "V6");
	const start = { connectorId: 1, idTag: "X", meterStart: 0, timestamp: at(0) };
	const { transactionId } = (await peer.call("StartTransaction", start))[2];
	const sampledValue = [
		{ value: '{"ctx":"OCMF|{}|{\\"SA\\":\\"x\\"}"}', format: "SignedData" },
		{ value: "0.15003999999999998", unit: "kWh", measurand: "Energy.Active.Import.Register" },
	];
	const meterValue = [{ timestamp: at(1), sampledValue }];
	expect((await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue }))[0]).toBe(3);
	const { body } = await csms.rest("GET", `/transactions/${transactionId}/meter-values`);
	expect(body).toMatchObject([{ energyWh: 150.04, sampledValue }]);
	await peer.call("Heartbeat", {});
	expect(await violations("V6")).toEqual([]);
});

const QUIRKS: [name: string, action: string, payload: object, what: string[]][] = [
	["a number for a string", "Authorize", { idTag: 4711 }, ["idTag must be text"]],
	[
		"a string for a number",
		"StatusNotification",
		{ ...STATUS, connectorId: "1" },
		["connectorId must be a whole number"],
	],
	[
		"too long texts",
		"BootNotification",
		{ ...BOOT, chargePointSerialNumber: "S".repeat(40) },
		["chargePointSerialNumber has more than 25 characters"],
	],
	[
		"an unknown errorCode",
		"StatusNotification",
		{ ...STATUS, errorCode: "Error" },
		["errorCode is none of the allowed values"],
	],
	[
		"an unknown unit",
		"MeterValues",
		{
			connectorId: 1,
			meterValue: [{ timestamp: at(0), sampledValue: [{ value: "50", measurand: "Frequency", unit: "Hz" }] }],
		},
		["meterValue[].sampledValue[].unit is none of the allowed values"],
	],
	[
		"a date without a zone",
		"StatusNotification",
		{ ...STATUS, timestamp: "2026-06-01T08:00:00" },
		["timestamp is no ISO 8601 date and time with offset"],
	],
	[
		"a missing timestamp",
		"MeterValues",
		{ connectorId: 1, meterValue: [{ sampledValue: [{ value: "1" }] }] },
		["meterValue[].timestamp is missing"],
	],
	[
		"seconds since 1970 for a date",
		"StatusNotification",
		{ ...STATUS, timestamp: 1_780_000_000 },
		["timestamp must be text"],
	],
	[
		"trailing blanks in a value",
		"StatusNotification",
		{ ...STATUS, status: "Available " },
		["status is none of the allowed values"],
	],
	[
		"fields too many",
		"Heartbeat",
		{ time: 1, more: { deep: 1 } },
		["time is no field of this message", "more is no field of this message"],
	],
	[
		"a missing errorCode",
		"StatusNotification",
		{ connectorId: 1, status: "Charging" },
		["errorCode is missing"],
	],
	["null for nothing", "StatusNotification", { ...STATUS, info: null }, ["info must be text"]],
];

test.each(QUIRKS)("%s: refused and kept, or mended and kept", async (name, action, payload, what) => {
	const identity = `Q-${name.replaceAll(" ", "-")}`;
	const strict = await boot(csms.ocpp, identity);
	expect((await strict.call(action, payload))[0]).toBe(4);
	expect(await only(identity)).toMatchObject({ action, rule: "Schema", what: what[0], outcome: "Refused" });

	const peer = await tolerant(`${identity}-T`);
	expect((await peer.call(action, payload))[0]).toBe(3);
	await eventually(() => violations(`${identity}-T`)).toHaveLength(what.length);
	const mended = (await violations(`${identity}-T`)) as { what: string; outcome: string }[];
	expect(mended.map((one) => one.what).sort()).toEqual([...what].sort());
	expect(mended.every(({ outcome }) => outcome === "Mended")).toBe(true);
});

test("an idTag with blanks at its ends is somebody else's, and mended when tolerant", async () => {
	await csms.rest("POST", "/id-tags", { idTag: "BLANK" });
	const strict = await boot(csms.ocpp, "V7");
	expect((await strict.call("Authorize", { idTag: "BLANK  " }))[2].idTagInfo.status).toBe("Invalid");
	const peer = await tolerant("V7B");
	expect((await peer.call("Authorize", { idTag: "BLANK  " }))[2].idTagInfo.status).toBe("Accepted");
	expect(await only("V7B")).toMatchObject({ what: "idTag has blanks at its ends", outcome: "Mended" });
});

test("a timestamp that is missing or nonsense is that of the receipt when tolerant", async () => {
	const peer = await tolerant("V8");
	const before = Date.now();
	const start = { connectorId: 1, idTag: "X", meterStart: 0, timestamp: "yesterday" };
	const { transactionId } = (await peer.call("StartTransaction", start))[2];
	const stop = { transactionId, meterStop: 10 };
	expect((await peer.call("StopTransaction", stop))[0]).toBe(3);
	const { body } = await csms.rest("GET", `/transactions/${transactionId}`);
	expect(Date.parse(body.start)).toBeGreaterThanOrEqual(before);
	expect(Date.parse(body.stop)).toBeGreaterThanOrEqual(Date.parse(body.start));
	const seconds = Math.floor(Date.UTC(2026, 0, 1) / 1000);
	await peer.call("StatusNotification", { ...STATUS, timestamp: seconds });
	await peer.call("StatusNotification", { ...STATUS, timestamp: (seconds + 60) * 1000 });
	const told = (await csms.rest("GET", "/charge-points/V8/status-notifications")).body;
	expect(told.map(({ timestamp }: { timestamp: string }) => timestamp)).toEqual([
		"2026-01-01T00:01:00.000Z",
		"2026-01-01T00:00:00.000Z",
	]);
});

test("R-FRM-15 a response with fields too many is taken in, and noted", async () => {
	const peer = await boot(csms.ocpp, "V9");
	const answer = csms.rest("POST", "/charge-points/V9/commands/ClearCache", {});
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([3, messageId, { status: "Accepted", vendor: "says hi" }]));
	expect((await answer).status).toBe(200);
	expect(await only("V9")).toMatchObject({
		action: "ClearCache",
		rule: "Answer",
		what: "vendor is no field of this message",
		outcome: "Tolerated",
	});
});

test("R-SEC-04 what a charge point answers to a new key is kept without the key that it repeats", async () => {
	const peer = await boot(csms.ocpp, "V22");
	const value = "5ec7e7".repeat(6);
	for (const extra of [{ status: "Accepted", value }, { status: value }]) {
		const path = "/charge-points/V22/commands/ChangeConfiguration";
		const answer = csms.rest("POST", path, { key: "AuthorizationKey", value });
		const [, messageId] = await peer.received();
		peer.send(JSON.stringify([3, messageId, extra]));
		await answer;
		peer.send(JSON.stringify([4, "late", "GenericError", `not ${value}`, {}]));
	}
	await eventually(() => violations("V22")).toHaveLength(3);
	expect(JSON.stringify(await violations("V22"))).not.toContain(value);
});

test("R-FRM-19 a malformed response is refused, and an answer to nothing dropped; both are kept", async () => {
	const peer = await boot(csms.ocpp, "V10");
	const answer = csms.rest("POST", "/charge-points/V10/commands/ClearCache", {});
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([3, messageId, { status: "Cleared" }]));
	expect((await answer).status).toBe(502);
	peer.send(JSON.stringify([3, "nobody-asked", {}]));
	peer.send(JSON.stringify([4, "nobody-asked", "InternalError", "", {}]));
	await eventually(() => violations("V10")).toHaveLength(2);
	expect(await violations("V10")).toEqual(
		expect.arrayContaining([
			expect.objectContaining({
				action: "ClearCache",
				what: "status is none of the allowed values",
				outcome: "Refused",
			}),
			expect.objectContaining({ rule: "Answer", what: "No call waits for this answer", action: null }),
		]),
	);
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
});
