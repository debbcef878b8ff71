import { expect, test } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();

/** An id that may charge. */
async function idTag(idTag: string, fields: object = {}): Promise<string> {
	expect((await csms.rest("POST", "/id-tags", { idTag, ...fields })).status).toBe(201);
	return idTag;
}

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();

async function start(peer: Peer, fields: object, messageId?: string) {
	const request = { connectorId: 1, meterStart: 1000, timestamp: at(0), ...fields };
	const [type, , payload] = await peer.call("StartTransaction", request, messageId);
	expect(type).toBe(3);
	return payload as { transactionId: number; idTagInfo: { status: string } };
}

async function stop(peer: Peer, fields: object) {
	const [type, , payload] = await peer.call("StopTransaction", {
		meterStop: 5000,
		timestamp: at(30),
		...fields,
	});
	expect(type).toBe(3);
	return payload;
}

const read = async (transactionId: number) => (await csms.rest("GET", `/transactions/${transactionId}`)).body;

const oddStops = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}/odd-stops`)).body;

test("TC_003 TC_004_1 a session from authorization to its record", async () => {
	const peer = await boot(csms.ocpp, "C1");
	await idTag("Card-1", { user: "Ana", parentIdTag: "FAMILY", expiryDate: "2099-01-01T08:00:00+08:00" });
	const info = { status: "Accepted", parentIdTag: "FAMILY", expiryDate: "2099-01-01T00:00:00.000Z" };
	expect((await peer.call("Authorize", { idTag: "cARD-1" }))[2]).toEqual({ idTagInfo: info });

	const { transactionId, idTagInfo } = await start(peer, { idTag: "CARD-1", reservationId: 7 });
	expect(transactionId).toBeGreaterThan(0);
	expect(idTagInfo).toEqual(info);
	expect(await read(transactionId)).toEqual({
		transactionId,
		identity: "C1",
		connectorId: 1,
		idTag: "CARD-1",
		user: "Ana",
		userId: null,
		idTagStatus: "Accepted",
		active: true,
		openReason: null,
		openSince: null,
		start: at(0),
		stop: null,
		meterStart: 1000,
		meterStop: null,
		energyWh: null,
		reason: null,
		stopIdTag: null,
		reservationId: 7,
		closedBy: null,
		closedAt: null,
		closedStop: null,
		closedMeter: null,
		cost: null,
		parentIdTag: "FAMILY",
	});

	const values = [
		{ value: "2.5", measurand: "Energy.Active.Import.Register", unit: "kWh", context: "Sample.Periodic" },
		{ value: "3600.5", measurand: "Power.Active.Import", unit: "W", phase: "L1" },
		{ value: "3.5", measurand: "Power.Active.Import", unit: "kW", phase: "L2" },
	];
	const meterValue = [{ timestamp: at(10), sampledValue: values }];
	expect((await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue }))[2]).toEqual({});
	expect((await read(transactionId)).energyWh).toBe(1500);

	const end = { timestamp: at(30), sampledValue: [{ value: "5000", context: "Transaction.End" }] };
	expect(
		await stop(peer, { transactionId, idTag: "card-1", reason: "EVDisconnected", transactionData: [end] }),
	).toEqual({
		idTagInfo: info,
	});
	expect(await read(transactionId)).toMatchObject({
		active: false,
		stop: at(30),
		meterStop: 5000,
		energyWh: 4000,
		reason: "EVDisconnected",
		stopIdTag: "card-1",
	});
	expect((await csms.rest("GET", `/transactions/${transactionId}/meter-values`)).body).toEqual([
		{
			timestamp: at(10),
			connectorId: 1,
			transactionId,
			energyWh: 2500,
			powerW: 7100.5,
			sampledValue: values,
		},
		{
			timestamp: at(30),
			connectorId: 1,
			transactionId,
			energyWh: 5000,
			powerW: null,
			sampledValue: [{ value: "5000", context: "Transaction.End" }],
		},
	]);
});

test("TC_023_1 TC_023_2 TC_023_3 unknown, expired and blocked ids are refused and seen by operators", async () => {
	const peer = await boot(csms.ocpp, "C2");
	await idTag("OLD", { expiryDate: "2026-01-01T00:00:00Z" });
	await idTag("LOST", { blocked: true });
	const ask = async (idTag: string) => (await peer.call("Authorize", { idTag }))[2].idTagInfo.status;
	expect(await ask("NOBODY")).toBe("Invalid");
	expect(await ask("old")).toBe("Expired");
	expect(await ask("lost")).toBe("Blocked");
	await idTag("GOOD2");
	expect(await ask("GOOD2")).toBe("Accepted");

	const { body } = await csms.rest("GET", "/authorizations?identity=C2&refused=true");
	expect(body).toMatchObject([
		{ identity: "C2", idTag: "lost", status: "Blocked", action: "Authorize", connectorId: null },
		{ idTag: "old", status: "Expired" },
		{ idTag: "NOBODY", status: "Invalid" },
	]);
	expect((await csms.rest("GET", "/authorizations?identity=C2&idTag=good2")).body).toHaveLength(1);
});

test("R-CS-06 a start with a refused id gets a transactionId of its own all the same", async () => {
	const peer = await boot(csms.ocpp, "C3");
	const first = await start(peer, { idTag: "WHO" });
	expect(first.idTagInfo).toEqual({ status: "Invalid" });
	const second = await start(peer, { idTag: "WHO", timestamp: at(5) });
	expect(first.transactionId).toBeGreaterThan(0);
	expect(second.transactionId).toBeGreaterThan(first.transactionId);
	expect(await read(second.transactionId)).toMatchObject({ idTagStatus: "Invalid", user: null });
	expect((await csms.rest("GET", "/authorizations?identity=C3")).body[0]).toMatchObject({
		action: "StartTransaction",
		connectorId: 1,
		status: "Invalid",
	});
});

test("R-CS-06 more transactions than an id may have are ConcurrentTx, and only at the start", async () => {
	const [one, other] = [await boot(csms.ocpp, "C4"), await boot(csms.ocpp, "C5")];
	await idTag("ONCE");
	await idTag("OFTEN", { maxActiveTransactions: null });
	const { transactionId } = await start(one, { idTag: "ONCE" });
	expect((await other.call("Authorize", { idTag: "ONCE" }))[2].idTagInfo.status).toBe("Accepted");
	expect((await start(other, { idTag: "ONCE", timestamp: at(1) })).idTagInfo.status).toBe("ConcurrentTx");
	await stop(one, { transactionId, timestamp: at(2) });
	expect((await start(other, { idTag: "ONCE", timestamp: at(3) })).idTagInfo.status).toBe("Accepted");

	await start(one, { idTag: "OFTEN", timestamp: at(4) });
	expect((await start(other, { idTag: "OFTEN", timestamp: at(5) })).idTagInfo.status).toBe("Accepted");
});

test("R-CS-06 an id that may have no transaction at all is Blocked everywhere", async () => {
	const peer = await boot(csms.ocpp, "C19");
	await idTag("NONE", { maxActiveTransactions: 0 });
	expect((await peer.call("Authorize", { idTag: "NONE" }))[2].idTagInfo.status).toBe("Blocked");
	const { transactionId, idTagInfo } = await start(peer, { idTag: "NONE" });
	expect(idTagInfo.status).toBe("Blocked");
	expect(await stop(peer, { transactionId, idTag: "NONE" })).toEqual({ idTagInfo: { status: "Blocked" } });
});

test("R-CS-06 a transaction whose stop never came does not keep its driver from starting again there", async () => {
	const peer = await boot(csms.ocpp, "C6");
	await idTag("AGAIN");
	const stale = await start(peer, { idTag: "AGAIN" });
	const next = await start(peer, { idTag: "AGAIN", timestamp: at(10) });
	expect(next.idTagInfo.status).toBe("Accepted");
	expect(await read(stale.transactionId)).toMatchObject({ active: false, stop: null });
	expect((await csms.rest("GET", "/transactions?identity=C6&active=true")).body).toMatchObject([
		{ transactionId: next.transactionId },
	]);
	// Its stop comes late after all.
	await stop(peer, { transactionId: stale.transactionId, timestamp: at(9) });
	expect(await read(stale.transactionId)).toMatchObject({ stop: at(9), energyWh: 4000 });
	expect(await read(next.transactionId)).toMatchObject({ active: true });
});

test("R-CS-07 a repeated start gets the same transactionId, whatever its message id", async () => {
	const peer = await boot(csms.ocpp, "C7");
	await idTag("TWICE");
	const first = await start(peer, { idTag: "TWICE" }, "one");
	expect(await start(peer, { idTag: "twice" }, "two")).toEqual(first);
	// The same message again, with a clock that has been set meanwhile.
	expect(await start(peer, { idTag: "TWICE", timestamp: at(1) }, "one")).toEqual(first);
	expect((await csms.rest("GET", "/transactions?identity=C7")).body).toHaveLength(1);
	expect((await csms.rest("GET", "/authorizations?identity=C7")).body).toHaveLength(1);
	const other = await start(peer, { idTag: "TWICE", meterStart: 1001 }, "three");
	expect(other.transactionId).not.toBe(first.transactionId);
});

test("R-CS-07 a charge point that counts its message ids anew starts a new transaction", async () => {
	const peer = await boot(csms.ocpp, "C8");
	await idTag("COUNTED");
	const first = await start(peer, { idTag: "COUNTED" }, "1");
	await stop(peer, { transactionId: first.transactionId });
	const second = await start(peer, { idTag: "COUNTED", timestamp: at(40) }, "1");
	expect(second.transactionId).not.toBe(first.transactionId);
});

test("R-CS-08 odd stops are answered and ended as far as they can be", async () => {
	const peer = await boot(csms.ocpp, "C9");
	const foreign = await boot(csms.ocpp, "C10");
	await idTag("ODD");
	await idTag("STRANGER");
	expect(await stop(peer, { transactionId: -1 })).toEqual({});
	expect(await stop(peer, { transactionId: 99_999, idTag: "ODD" })).toEqual({
		idTagInfo: { status: "Accepted" },
	});

	const { transactionId } = await start(peer, { idTag: "ODD" });
	expect(await stop(foreign, { transactionId })).toEqual({});
	expect((await read(transactionId)).active).toBe(true);

	const backwards = { transactionId, meterStop: 10, timestamp: at(-5), idTag: "STRANGER" };
	expect(await stop(peer, backwards)).toEqual({ idTagInfo: { status: "Accepted" } });
	const ended = { active: false, meterStop: 10, energyWh: null, stop: at(-5), reason: "Local" };
	expect(await read(transactionId)).toMatchObject(ended);
	// A repetition changes nothing, another stop neither.
	await stop(peer, backwards);
	await stop(peer, { transactionId, meterStop: 6000 });
	expect(await read(transactionId)).toMatchObject(ended);

	expect(await oddStops("C9")).toMatchObject([
		{ transactionId, why: "The transaction had been stopped before.", payload: { meterStop: 6000 } },
		{ transactionId, why: "The stop is before the start.", payload: backwards },
		{ transactionId: 99_999, why: "This charge point has no such transaction." },
		{ transactionId: -1, identity: "C9" },
	]);
});

test("R-CS-08 a stop by an unrelated id is kept as odd, one by the same parent is not", async () => {
	const peer = await boot(csms.ocpp, "C11");
	await idTag("CHILD1", { parentIdTag: "Parent" });
	await idTag("CHILD2", { parentIdTag: "PARENT" });
	await idTag("ALONE");
	const first = await start(peer, { idTag: "CHILD1" });
	await stop(peer, { transactionId: first.transactionId, idTag: "CHILD2" });
	const second = await start(peer, { idTag: "CHILD1", timestamp: at(40) });
	await stop(peer, { transactionId: second.transactionId, idTag: "ALONE", timestamp: at(50) });
	expect((await read(second.transactionId)).active).toBe(false);
	expect(await oddStops("C11")).toMatchObject([{ transactionId: second.transactionId }]);
});

test("R-CS-08 meter values of unknown transactions are kept without one", async () => {
	const [peer, other] = [await boot(csms.ocpp, "C12"), await boot(csms.ocpp, "C13")];
	await idTag("METER", { maxActiveTransactions: null });
	const { transactionId } = await start(peer, { idTag: "METER" });
	const meterValue = [{ timestamp: at(1), sampledValue: [{ value: "9999" }] }];
	for (const [connectorId, unknown] of [-1, 0, 123_456, undefined, transactionId].entries()) {
		const request = { connectorId, transactionId: unknown, meterValue };
		expect((await other.call("MeterValues", request))[0]).toBe(3);
		const kept = `/charge-points/C13/meter-values?connectorId=${connectorId}`;
		expect((await csms.rest("GET", kept)).body).toEqual([
			{
				...{
					timestamp: meterValue[0].timestamp,
					connectorId,
					transactionId: null,
					energyWh: 9999,
					powerW: null,
				},
				sampledValue: [{ value: "9999" }],
			},
		]);
	}
	expect((await csms.rest("GET", `/transactions/${transactionId}/meter-values`)).body).toEqual([]);
	expect((await read(transactionId)).energyWh).toBe(null);
});

test("R-CS-09 TC_039 queued messages count by their timestamps", async () => {
	const [peer, other] = [await boot(csms.ocpp, "C14"), await boot(csms.ocpp, "C15")];
	await idTag("PAST", { expiryDate: at(20) });
	const early = await start(peer, { idTag: "PAST", timestamp: at(10) });
	expect(early.idTagInfo.status).toBe("Accepted");
	await stop(peer, { transactionId: early.transactionId, timestamp: at(12) });
	// That transaction was over when this one started, and had not begun when the next one did.
	expect((await start(other, { idTag: "PAST", timestamp: at(13) })).idTagInfo.status).toBe("Accepted");
	expect((await start(peer, { idTag: "PAST", timestamp: at(9), connectorId: 2 })).idTagInfo.status).toBe(
		"Accepted",
	);
	expect((await start(peer, { idTag: "PAST", timestamp: at(21), connectorId: 3 })).idTagInfo.status).toBe(
		"Expired",
	);
});

test("R-CS-09 an older meter value does not turn back the energy, a repeated one is kept once", async () => {
	const peer = await boot(csms.ocpp, "C16");
	await idTag("VALUES");
	const { transactionId } = await start(peer, { idTag: "VALUES" });
	const send = (minute: number, value: string) =>
		peer.call("MeterValues", {
			connectorId: 1,
			transactionId,
			meterValue: [{ timestamp: at(minute), sampledValue: [{ value }] }],
		});
	await send(20, "3000");
	await send(10, "2000");
	await send(20, "3000");
	expect((await read(transactionId)).energyWh).toBe(2000);
	const { body } = await csms.rest("GET", `/transactions/${transactionId}/meter-values`);
	expect(body.map(({ energyWh }: { energyWh: number }) => energyWh)).toEqual([2000, 3000]);
});

test("R-CS-18 both spellings of Celsius and a stop without reason are taken", async () => {
	const peer = await boot(csms.ocpp, "C17");
	await idTag("WARM");
	const { transactionId } = await start(peer, { idTag: "WARM" });
	for (const unit of ["Celcius", "Celsius"]) {
		const sampledValue = [{ value: "41.5", measurand: "Temperature", unit }];
		const meterValue = [{ timestamp: at(1), sampledValue }];
		expect((await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue }))[0]).toBe(3);
	}
	expect((await csms.rest("GET", `/transactions/${transactionId}/meter-values`)).body).toHaveLength(2);
	await stop(peer, { transactionId });
	expect((await read(transactionId)).reason).toBe("Local");
});

test("transactions are found by charge point, id, time and state", async () => {
	const peer = await boot(csms.ocpp, "C18");
	await idTag("FIND-A");
	await idTag("FIND-B");
	const a = await start(peer, { idTag: "FIND-A", timestamp: at(0) });
	await stop(peer, { transactionId: a.transactionId, timestamp: at(5) });
	const b = await start(peer, { idTag: "FIND-B", timestamp: at(10) });
	const find = async (query: string) =>
		(await csms.rest("GET", `/transactions?identity=C18&${query}`)).body.map(
			(transaction: { transactionId: number }) => transaction.transactionId,
		);
	expect(await find("")).toEqual([b.transactionId, a.transactionId]);
	expect(await find("limit=1")).toEqual([b.transactionId]);
	expect(await find("idTag=find-a")).toEqual([a.transactionId]);
	expect(await find("active=true")).toEqual([b.transactionId]);
	expect(await find("active=false")).toEqual([a.transactionId]);
	expect(await find(`from=${at(10)}`)).toEqual([b.transactionId]);
	expect(await find(`to=${at(10)}`)).toEqual([a.transactionId]);
	expect((await csms.rest("GET", "/transactions?from=yesterday")).status).toBe(400);
	expect((await csms.rest("GET", "/transactions/0")).status).toBe(404);
	expect((await csms.rest("GET", "/transactions/0/meter-values")).status).toBe(404);
});
