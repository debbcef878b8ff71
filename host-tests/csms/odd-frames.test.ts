import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { boot, connect } from "./charge-point-peer";
import { at, errorOf, eventually, keptViolations, STATUS } from "./kept-violations";
import { readEvents, runCsms, shareCsms } from "./running-csms";

/** Frames and values that the protocol does not foresee: answered as far as possible, kept as violations. */
const csms = shareCsms();

const { violations, only, tolerant } = keptViolations(csms);

test("R-FRM-03 message ids that are too long or numbers: refused, or answered with what came", async () => {
	const guid = `{${"0123456789abcdef".repeat(2)}-1234}`;
	const strict = await boot(csms.ocpp, "V11");
	expect(await errorOf(strict, "Heartbeat", {}, guid)).toBe("FormationViolation");
	expect(await only("V11")).toMatchObject({
		rule: "Frame",
		what: "The message id has more than 36 characters",
		outcome: "Refused",
	});
	strict.send(JSON.stringify([2, 17, "Heartbeat", {}]));
	await eventually(() => violations("V11")).toHaveLength(2);

	const peer = await tolerant("V11B");
	const start = { connectorId: 1, idTag: "X", meterStart: 5, timestamp: at(0) };
	const [type, , first] = await peer.call("StartTransaction", start, guid);
	expect(type).toBe(3);
	peer.send(JSON.stringify([2, 17, "Heartbeat", {}]));
	expect((await peer.received()).slice(0, 2)).toEqual([3, 17]);
	// The same id is the same message, also when it is too long.
	expect((await peer.call("StartTransaction", { ...start, timestamp: at(1) }, guid))[2]).toEqual(first);
	await expect
		.poll(async () => (await violations("V11B")).map(({ count }: { count: number }) => count).sort())
		.toEqual([1, 2]);
});

test("R-FRM-03 message ids counted anew after a reconnect are new messages", async () => {
	const peer = await boot(csms.ocpp, "V12");
	const start = { connectorId: 1, idTag: "X", meterStart: 5, timestamp: at(0) };
	const first = (await peer.call("StartTransaction", start, "1"))[2].transactionId;
	peer.terminate();
	const again = await connect(csms.ocpp, "V12");
	expect((await again.call("StatusNotification", STATUS, "1"))[0]).toBe(3);
	const next = { ...start, meterStart: 900, timestamp: at(30) };
	expect((await again.call("StartTransaction", next, "1"))[2].transactionId).not.toBe(first);
	expect(await violations("V12")).toEqual([]);
});

test("R-FRM-04 a message id that is still being handled is refused, and kept", async () => {
	const peer = await boot(csms.ocpp, "V13");
	peer.send(JSON.stringify([2, "twice", "StatusNotification", STATUS]));
	peer.send(JSON.stringify([2, "twice", "StatusNotification", STATUS]));
	const frames = [await peer.received(), await peer.received()];
	expect(frames.map(([type]) => type).sort()).toEqual([3, 4]);
	expect(await only("V13")).toMatchObject({
		rule: "Frame",
		what: "A call with this message id is still being handled",
	});
});

test("R-FRM-16 what is no JSON, no array or without an id is kept; secrets in it are not", async () => {
	const peer = await boot(csms.ocpp, "V14");
	peer.send("hello");
	peer.send("{}");
	peer.send('[3,"x",{"configurationKey":[{"key":"AuthorizationKey","readonly":false,"value":"5ecre7"');
	peer.send('[3,"x",{"configurationKey":{"key":"AuthorizationKey","value":"5ecre7"}}]');
	peer.send("[2]");
	peer.send('[9,"1",{}]');
	peer.send('[2,"1","Dance",{}]');
	peer.send('[2,"2","Reset",{"type":"Soft"}]');
	peer.send('[2,"3","Heartbeat"]');
	await expect
		.poll(async () => (await violations("V14")).map(({ what }: { what: string }) => what).sort())
		.toEqual(
			[
				"A CALL has four elements",
				"It is no usable message id",
				"It is not JSON",
				"It is not an array",
				"No call waits for this answer",
				"The action is not known",
				"The action is one of a CSMS",
				"The message type is none of CALL, CALLRESULT and CALLERROR",
			].sort(),
		);
	expect(JSON.stringify(await violations("V14"))).not.toContain("5ecre7");
});

test("binary frames and a byte order mark: refused, or read when tolerant", async () => {
	const heartbeat = '[2,"b","Heartbeat",{}]';
	const strict = await boot(csms.ocpp, "V15");
	strict.send(Buffer.from(heartbeat));
	expect(await only("V15")).toMatchObject({
		rule: "Frame",
		what: "It is a binary frame",
		outcome: "Refused",
	});
	strict.send(`\ufeff${heartbeat}`);
	await eventually(() => violations("V15")).toHaveLength(2);

	const peer = await tolerant("V15B");
	peer.send(Buffer.from(heartbeat));
	expect((await peer.received()).slice(0, 2)).toEqual([3, "b"]);
	peer.send(`\ufeff${heartbeat}`);
	expect((await peer.received()).slice(0, 2)).toEqual([3, "b"]);
	await eventually(() => violations("V15B")).toMatchObject([{ outcome: "Mended" }, { outcome: "Mended" }]);
});

test("a huge message ends the connection, and says so in the records", async () => {
	const peer = await boot(csms.ocpp, "V16");
	peer.send(`[2,"1","DataTransfer",{"vendorId":"V","data":"${"x".repeat(1024 * 1024)}"}]`);
	expect(await peer.closed).toBe(1009);
	expect(await only("V16")).toMatchObject({ rule: "Transport", outcome: "Refused", excerpt: null });
	const path = "/charge-points/V16/connections";
	await expect
		.poll(async () => (await csms.rest("GET", path)).body[0])
		.toMatchObject({
			closeCode: expect.any(Number),
			closeReason: "Max payload size exceeded",
		});
});

test("NUL characters, numbers beyond 32 bits and dates beyond the year 9999 are kept as far as they can be", async () => {
	const peer = await boot(csms.ocpp, "V17");
	const start = {
		connectorId: 1e300,
		idTag: "NUL\u0000TAG",
		meterStart: 1e300,
		timestamp: "9999-12-31T23:59:59-23:59",
		reservationId: -1e15,
	};
	const [type, , { transactionId }] = await peer.call("StartTransaction", start, "id\u0000");
	expect(type).toBe(3);
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body).toMatchObject({
		connectorId: 2 ** 31 - 1,
		idTag: "NULTAG",
		meterStart: Number.MAX_SAFE_INTEGER,
		start: "9999-12-31T23:59:59.999Z",
		reservationId: -(2 ** 31 - 1),
	});
	await expect
		.poll(async () => (await violations("V17")).map(({ what }: { what: string }) => what).sort())
		.toEqual([
			"connectorId is too large a number",
			"idTag has NUL characters",
			"meterStart is too large a number",
			"reservationId is too large a number",
			"timestamp is not in the years 1 to 9999",
		]);
	expect((await violations("V17"))[0]).toMatchObject({ rule: "Value", outcome: "Mended" });
	const stop = { transactionId: -1e300, meterStop: -5, timestamp: "0000-01-01T00:00:00Z" };
	expect((await peer.call("StopTransaction", stop))[0]).toBe(3);
	const status = { ...STATUS, info: "\u0000", vendorId: "a\u0000b", timestamp: "0000-01-01T00:00:00Z" };
	expect((await peer.call("StatusNotification", status))[0]).toBe(3);
	expect((await csms.rest("GET", "/charge-points/V17")).body.connectors).toMatchObject([
		{ vendorId: "ab", info: "", since: "0001-01-01T00:00:00.000Z" },
	]);
	expect((await csms.rest("GET", "/charge-points/V17/odd-stops")).body).toHaveLength(1);
});

test("NUL in a REST call or in an identity is refused with a sentence", async () => {
	const sentence = { error: "Text must not contain the character NUL (U+0000)." };
	expect(await csms.rest("POST", "/id-tags", { idTag: "N", user: "a\u0000" })).toMatchObject({
		status: 400,
		body: sentence,
	});
	expect(await csms.rest("GET", "/charge-points/a%00b")).toMatchObject({ status: 400, body: sentence });
	expect(await csms.rest("GET", "/transactions?identity=a%00")).toMatchObject({
		status: 400,
		body: sentence,
	});
	await expect(connect(csms.ocpp, "a\0b")).rejects.toThrow("404");
	expect((await csms.rest("GET", "/transactions/99999999999999")).status).toBe(404);
});

test("R-CS-08 a negative meter and foreign or unknown transactions are kept", async () => {
	const peer = await boot(csms.ocpp, "V18");
	const start = { connectorId: 1, idTag: "X", meterStart: -10, timestamp: at(0) };
	const { transactionId } = (await peer.call("StartTransaction", start))[2];
	for (const named of [0, -1, transactionId + 1000]) {
		const meterValue = [{ timestamp: at(1), sampledValue: [{ value: "-5" }] }];
		const request = { connectorId: 1, transactionId: named, meterValue };
		expect((await peer.call("MeterValues", request))[0]).toBe(3);
		const stop = { transactionId: named, meterStop: 1, timestamp: at(2) };
		expect((await peer.call("StopTransaction", stop))[0]).toBe(3);
	}
	await peer.call("StopTransaction", { transactionId, meterStop: -3, timestamp: at(3) });
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body).toMatchObject({ energyWh: 7 });
	expect((await csms.rest("GET", "/charge-points/V18/odd-stops")).body).toHaveLength(3);
	expect(await violations("V18")).toEqual([]);
});

test("a connection that breaks WebSocket is recorded, and hurts nobody", async () => {
	const own = await runCsms();
	const socket = new WebSocket(`${own.ocpp}/V19`, ["ocpp1.6"]);
	onTestFinished(() => socket.terminate());
	await new Promise((resolve) => socket.on("open", resolve));
	socket.on("error", () => {});
	// A text frame whose bytes are no UTF-8.
	socket.send(Buffer.from([0xff, 0xfe, 0xfd]), { binary: false });
	const code = await new Promise((resolve) => socket.on("close", resolve));
	expect(code).toBe(1007);
	const read = async () => (await own.rest("GET", "/charge-points/V19/violations")).body;
	await eventually(read).toMatchObject([{ rule: "Transport", outcome: "Refused" }]);
	await (await boot(own.ocpp, "V20")).call("Heartbeat", {});
});

test("frames nested without end hurt nobody, tolerant or watched", async () => {
	const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
	await readEvents(csms.url);
	for (const [identity, peer] of [
		["V21", await boot(csms.ocpp, "V21")],
		["V21B", await tolerant("V21B")],
	] as const) {
		peer.send(`[2,"1","DataTransfer",{"vendorId":"V","more":1,"data":${deep}}]`);
		peer.send(`[2,"2","Heartbeat",{"more":1},${deep}]`);
		peer.send(`[3,"3",${deep}]`);
		peer.send(deep);
		expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
		await eventually(() => violations(identity)).toContainEqual(
			expect.objectContaining({ what: "It is nested too deep", count: 4 }),
		);
	}
});
