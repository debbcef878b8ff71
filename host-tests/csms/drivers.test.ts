import { beforeAll, expect, test } from "vitest";
import { newAccount, type SignedIn, signIn } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { PASSWORD, readEvents, shareCsms } from "./running-csms";

const csms = shareCsms();
let ana: SignedIn;
let bo: SignedIn;

beforeAll(async () => {
	ana = await newAccount(csms, "driver", "ana", "ANA-1");
	bo = await newAccount(csms, "driver", "bo", "BO-1");
});

const at = (time: string) => `2026-05-${time}Z`;

/** A charge point with one transaction that runs. */
async function start(identity: string, idTag: string, timestamp = at("01T10:00:00")) {
	const peer = await boot(csms.ocpp, identity);
	const [, , { transactionId }] = await peer.call("StartTransaction", {
		...{ connectorId: 1, idTag, meterStart: 0, timestamp },
	});
	const meter = (timestamp: string, wh: number) =>
		peer.call("MeterValues", {
			...{ connectorId: 1, transactionId },
			meterValue: [{ timestamp, sampledValue: [{ value: String(wh) }] }],
		});
	const stop = (timestamp: string, meterStop: number, idTag?: string) =>
		peer.call("StopTransaction", { transactionId, meterStop, timestamp, idTag });
	return { peer, transactionId: transactionId as number, meter, stop };
}

test("a driver sees the own transactions and meter values, and nobody else's", async () => {
	await csms.rest("PATCH", "/id-tags/ANA-1", { parentIdTag: "HOUSE" });
	await csms.rest("POST", "/id-tags", { idTag: "NEIGHBOUR", parentIdTag: "HOUSE" });
	const own = await start("ME-1", "ana-1");
	await own.meter(at("01T10:30:00"), 4000);
	await own.stop(at("01T11:00:00"), 8000, "NEIGHBOUR");
	const other = await start("ME-2", "BO-1");
	await other.meter(at("01T10:30:00"), 100);
	const list = async (who: SignedIn, query = "") => (await who.rest("GET", `/me/transactions${query}`)).body;
	const [transaction] = await list(ana);
	expect(transaction).toEqual({
		...{ transactionId: own.transactionId, identity: "ME-1", connectorId: 1, idTag: "ana-1" },
		...{ idTagStatus: "Accepted", active: false, start: "2026-05-01T10:00:00.000Z" },
		...{ stop: "2026-05-01T11:00:00.000Z", meterStart: 0, meterStop: 8000, energyWh: 8000 },
		...{ reason: "Local", reservationId: null, openReason: null, openSince: null },
		...{ closedAt: null, closedStop: null, closedMeter: null, cost: null },
	});
	expect((await list(bo)).map((each: { transactionId: number }) => each.transactionId)).toEqual([
		other.transactionId,
	]);
	const read = (who: SignedIn, id: number, rest = "") => who.rest("GET", `/me/transactions/${id}${rest}`);
	expect((await read(ana, own.transactionId)).body).toEqual(transaction);
	expect((await read(ana, own.transactionId, "/meter-values")).body).toMatchObject([{ energyWh: 4000 }]);
	for (const rest of ["", "/meter-values"]) {
		const foreign = await read(ana, other.transactionId, rest);
		const missing = await read(ana, 999_999, rest);
		expect([foreign.status, foreign.body.error]).toEqual([
			404,
			`You have no transaction ${other.transactionId}.`,
		]);
		expect([missing.status, missing.body.error]).toEqual([404, "You have no transaction 999999."]);
	}
	// Nor by asking for it.
	for (const query of ["?userId=2", "?idTag=BO-1", "?identity=ME-2"]) {
		expect((await ana.rest("GET", `/me/transactions${query}`)).status).toBe(400);
	}
	for (const path of ["/transactions", "/users", "/id-tags", "/charge-points", "/registrations", "/events"]) {
		expect((await ana.rest("GET", path)).status, path).toBe(403);
	}
	expect(await list(bo, "?active=true")).toHaveLength(1);
	expect(await list(ana, "?active=true")).toEqual([]);
	expect(await list(ana, `?from=${at("01T10:00:00")}&to=${at("01T10:00:01")}`)).toHaveLength(1);
	expect(await list(ana, `?from=${at("01T10:00:01")}`)).toEqual([]);
	expect(await list(ana, `?before=${own.transactionId}`)).toEqual([]);
});

test("a card that goes to another driver takes no history with it", async () => {
	const first = await newAccount(csms, "driver", "first", "HANDED-ON");
	const { stop, transactionId } = await start("ME-3", "HANDED-ON");
	await stop(at("01T11:00:00"), 1000);
	await csms.rest("DELETE", "/id-tags/HANDED-ON");
	const second = await newAccount(csms, "driver", "second", "HANDED-ON");
	expect((await second.rest("GET", "/me/transactions")).body).toEqual([]);
	expect((await second.rest("GET", "/me/totals")).body).toEqual([]);
	expect((await second.rest("GET", `/me/transactions/${transactionId}`)).status).toBe(404);
	expect((await first.rest("GET", "/me/transactions")).body).toHaveLength(1);
});

test("the months add up in the driver's time zone", async () => {
	const dee = await newAccount(csms, "driver", "dee", "DEE-1");
	for (const [number, [timestamp, end, wh]] of [
		["2026-01-31T15:59:59Z", "2026-01-31T16:29:59Z", 1000],
		["2026-01-31T16:00:00Z", "2026-01-31T17:00:00Z", 2000],
		["2026-02-28T12:00:00Z", "2026-02-28T12:00:30Z", 500],
	].entries()) {
		const { stop } = await start(`MONTHS-${number}`, "DEE-1", String(timestamp));
		await stop(String(end), Number(wh));
	}
	const totals = async (query: string) => (await dee.rest("GET", `/me/totals${query}`)).body;
	expect(await totals("?timeZone=Asia/Taipei")).toEqual([
		{ month: "2026-02", transactions: 2, energyWh: 2500, duration: 3630, cost: null },
		{ month: "2026-01", transactions: 1, energyWh: 1000, duration: 1800, cost: null },
	]);
	expect(await totals("")).toEqual([
		{ month: "2026-02", transactions: 1, energyWh: 500, duration: 30, cost: null },
		{ month: "2026-01", transactions: 2, energyWh: 3000, duration: 5400, cost: null },
	]);
	expect(await totals("?from=2026-02-01T00:00:00Z")).toHaveLength(1);
	expect((await dee.rest("GET", "/me/totals?timeZone=Mars/Base")).status).toBe(400);
});

test("a driver adds a card that waits, and blocks a lost one for good", async () => {
	const eve = await newAccount(csms, "driver", "eve", "EVE-1");
	const events = await readEvents(csms.url);
	const added = await eve.rest("POST", "/me/id-tags", { idTag: "EVE-2" });
	expect(added).toMatchObject({ status: 201, body: { idTag: "EVE-2", status: "Pending", blocked: false } });
	const registration = await events.next("registration");
	expect(registration).toMatchObject({
		name: "eve",
		email: "eve@example.com",
		idTag: "EVE-2",
		status: "Pending",
	});
	expect((await eve.rest("POST", "/me/id-tags", { idTag: "eve-2" })).status).toBe(409);
	expect((await bo.rest("POST", "/me/id-tags", { idTag: "EVE-1" })).status).toBe(409);
	const own = async () =>
		(await eve.rest("GET", "/me/id-tags")).body.map(
			(each: { idTag: string; status: string; blocked: boolean }) => [
				...[each.idTag, each.status, each.blocked],
			],
		);
	expect(await own()).toEqual([
		["EVE-1", "Accepted", false],
		["EVE-2", "Pending", false],
	]);
	await csms.rest("POST", `/registrations/${registration.id}/accept`);
	const block = (who: SignedIn, idTag: string, blocked = true) =>
		who.rest("PATCH", `/me/id-tags/${idTag}`, { blocked });
	expect((await block(bo, "EVE-2")).status).toBe(404);
	expect((await block(eve, "BO-1")).status).toBe(404);
	expect((await block(eve, "eve-2")).body).toMatchObject({ idTag: "EVE-2", blocked: true });
	expect((await block(eve, "EVE-2", false)).status).toBe(403);
	expect(await own()).toEqual([
		["EVE-1", "Accepted", false],
		["EVE-2", "Accepted", true],
	]);
	const peer = await boot(csms.ocpp, "CARDS-1");
	expect((await peer.call("Authorize", { idTag: "EVE-2" }))[2]).toMatchObject({
		idTagInfo: { status: "Blocked" },
	});
	expect((await csms.rest("PATCH", "/id-tags/EVE-2", { blocked: false })).body.blocked).toBe(false);

	for (let number = 0; number < 10; number++) {
		expect((await eve.rest("POST", "/me/id-tags", {})).status).toBe(201);
	}
	expect((await eve.rest("POST", "/me/id-tags", {})).status).toBe(409);
});

test("a driver starts at a free connector with an own card, and stops the own transaction", async () => {
	const peer = await boot(csms.ocpp, "REMOTE-1");
	const status = { errorCode: "NoError", timestamp: at("02T00:00:00") };
	await peer.call("StatusNotification", { ...status, connectorId: 0, status: "Available" });
	await peer.call("StatusNotification", { ...status, connectorId: 1, status: "Preparing" });
	await peer.call("StatusNotification", { ...status, connectorId: 2, status: "Faulted" });
	const free = async () =>
		(await ana.rest("GET", "/me/connectors")).body.filter(
			({ identity }: { identity: string }) => identity === "REMOTE-1",
		);
	expect(await free()).toEqual([
		{
			...{ identity: "REMOTE-1", name: null, location: null, connectorId: 1 },
			...{ status: "Preparing", since: "2026-05-02T00:00:00.000Z", connectionTimeout: null },
		},
	]);

	const place = { identity: "REMOTE-1", connectorId: 1 };
	const answer = ana.rest("POST", "/me/remote-start", { ...place, idTag: "ana-1" });
	const [, startId, action, payload] = await peer.received();
	expect([action, payload]).toEqual(["RemoteStartTransaction", { connectorId: 1, idTag: "ANA-1" }]);
	peer.send(JSON.stringify([3, startId, { status: "Accepted" }]));
	expect(await answer).toMatchObject({ status: 200, body: { response: { status: "Accepted" } } });
	expect((await csms.rest("GET", "/commands?identity=REMOTE-1")).body).toMatchObject([
		{ account: "ana@example.com", action: "RemoteStartTransaction", result: "Response" },
	]);

	const foreign = await ana.rest("POST", "/me/remote-start", { ...place, idTag: "BO-1" });
	expect([foreign.status, foreign.body.error]).toEqual([404, 'You have no id "BO-1".']);
	await newAccount(csms, "driver", "fay", "FAY-1");
	const fay = await signIn(csms, "fay@example.com");
	await csms.rest("PATCH", "/id-tags/FAY-1", { expiryDate: "2020-01-01T00:00:00Z" });
	const expired = await fay.rest("POST", "/me/remote-start", { ...place, idTag: "FAY-1" });
	expect([expired.status, expired.body.error]).toEqual([
		409,
		'The id "FAY-1" may not charge: it is Expired.',
	]);
	expect(
		(await ana.rest("POST", "/me/remote-start", { ...place, identity: "GONE", idTag: "ANA-1" })).status,
	).toBe(404);

	const [, , { transactionId }] = await peer.call("StartTransaction", {
		...{ connectorId: 1, idTag: "ANA-1", meterStart: 0, timestamp: at("02T00:01:00") },
	});
	expect((await bo.rest("POST", "/me/remote-stop", { transactionId })).status).toBe(404);
	const stopping = ana.rest("POST", "/me/remote-stop", { transactionId });
	const [, stopId, stopAction, stopPayload] = await peer.received();
	expect([stopAction, stopPayload]).toEqual(["RemoteStopTransaction", { transactionId }]);
	peer.send(JSON.stringify([4, stopId, "InternalError", "no", {}]));
	expect(await stopping).toMatchObject({ status: 502, body: { callError: { code: "InternalError" } } });
	await peer.call("StopTransaction", { transactionId, meterStop: 1, timestamp: at("02T00:02:00") });
	expect((await ana.rest("POST", "/me/remote-stop", { transactionId })).status).toBe(409);
	peer.close();
	await expect.poll(free).toEqual([]);
	expect((await ana.rest("POST", "/me/remote-start", { ...place, idTag: "ANA-1" })).status).toBe(409);
});

test("the live stream of a driver tells the own, and of others only where a connector is free", async () => {
	const gus = await newAccount(csms, "driver", "gus", "GUS-1");
	const running = await start("LIVE-1", "GUS-1");
	const other = await start("LIVE-2", "BO-1");
	const events = await readEvents(csms.url, { path: "/me/events", headers: { cookie: gus.cookie } });
	await events.opened;
	await other.meter(at("01T10:10:00"), 100);
	await other.stop(at("01T10:20:00"), 200);
	const status = {
		connectorId: 1,
		errorCode: "OtherError",
		vendorErrorCode: "inner detail",
		status: "Faulted",
	};
	await other.peer.call("StatusNotification", status);
	await running.meter(at("01T10:15:00"), 3000);
	await running.stop(at("01T10:30:00"), 6000);
	await other.peer.call("StatusNotification", { ...status, connectorId: 2 });
	const seen: string[] = [];
	for (;;) {
		const { name, data } = await events.any();
		seen.push(`${name} ${JSON.stringify(data)}`);
		if (name === "connector" && (data as { connectorId: number }).connectorId === 2) break;
	}
	const names = seen.map((each) => each.split(" ")[0]);
	// Growth is told with the stop when that follows at once.
	const turns = names.filter((name, index) => name !== names[index - 1]);
	expect(turns).toEqual(["connector", "meter-values", "transaction", "connector"]);
	const text = seen.join();
	for (const foreign of [
		"BO-1",
		`"transactionId":${other.transactionId}`,
		"inner detail",
		'"user"',
		"frame",
	]) {
		expect(text, foreign).not.toContain(foreign);
	}
	expect(text).toContain('"energyWh":6000');
	const { body } = await gus.rest("POST", "/me/id-tags", { idTag: "GUS-2" });
	expect(await events.any()).toEqual({
		name: "registration",
		data: { idTag: body.idTag, status: "Pending" },
	});
});

test("the live stream tells what a running session costs so far", async () => {
	const ivy = await newAccount(csms, "driver", "ivy", "IVY-1");
	await csms.rest("POST", "/tariffs", { validFrom: "2026-06-01T00:00:00Z", pricePerKwh: "8.5" });
	const events = await readEvents(csms.url, { path: "/me/events", headers: { cookie: ivy.cookie } });
	await events.opened;
	const { meter } = await start("COST-1", "IVY-1", "2026-06-02T10:00:00Z");
	await meter("2026-06-02T10:30:00Z", 4000);
	const costs: string[] = [];
	while (costs.at(-1) !== "34") {
		const { cost } = (await events.next("transaction")) as { cost: { amount: string } };
		costs.push(String(Number(cost.amount)));
	}
	expect(costs).toEqual(expect.arrayContaining(["0", "34"]));
});

test("a driver changes name, language, e-mail address and password", async () => {
	const hal = await newAccount(csms, "driver", "hal", "HAL-1");
	const change = (body: object) => hal.rest("PATCH", "/me", body);
	expect((await change({ name: "Hal Two", language: "zh-TW" })).body).toMatchObject({
		...{ name: "Hal Two", language: "zh-TW", email: "hal@example.com" },
	});
	expect((await csms.rest("GET", "/id-tags/HAL-1")).body.user).toBe("Hal Two");
	expect((await change({ email: "hal2@example.com" })).status).toBe(400);
	expect((await change({ email: "bo@example.com", oldPassword: PASSWORD })).status).toBe(409);
	const moved = await change({
		email: "Hal2@example.com",
		oldPassword: PASSWORD,
		password: "another password",
	});
	expect(moved.body).toMatchObject({ account: "hal2@example.com", email: "Hal2@example.com" });
	expect((await hal.rest("GET", "/me")).body).toMatchObject({ account: "hal2@example.com" });
	await signIn(csms, "hal2@example.com", "another password");
	expect((await change({ role: "administrator" })).status).toBe(400);
	expect((await change({ name: null })).status).toBe(400);
});
