import { expect, onTestFinished, test, vi } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { readEvents, runCsms, shareCsms } from "./running-csms";

const csms = shareCsms();

/** Minutes before now: open transactions are compared with boots, which happen now. */
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

async function start(peer: Peer, idTag: string, minutes = 60, connectorId = 1): Promise<number> {
	const request = { connectorId, idTag, meterStart: 1000, timestamp: ago(minutes) };
	return (await peer.call("StartTransaction", request))[2].transactionId;
}

const meter = (peer: Peer, transactionId: number, value: number, minutes: number) =>
	peer.call("MeterValues", {
		connectorId: 1,
		transactionId,
		meterValue: [{ timestamp: ago(minutes), sampledValue: [{ value: String(value) }] }],
	});

const notify = (peer: Peer, status: string, timestamp?: string) =>
	peer.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status, timestamp });

const read = async (transactionId: number) => (await csms.rest("GET", `/transactions/${transactionId}`)).body;

const close = (transactionId: number, body?: object) =>
	csms.rest("POST", `/transactions/${transactionId}/close`, body);

const oddStops = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}/odd-stops`)).body;

test("a boot marks what was open, and charging or a newer meter value clears it", async () => {
	const peer = await boot(csms.ocpp, "O1");
	const transactionId = await start(peer, "X");
	await meter(peer, transactionId, 2000, 30);
	expect(await read(transactionId)).toMatchObject({ active: true, openReason: null });
	await peer.call("BootNotification", BOOT);
	expect(await read(transactionId)).toMatchObject({
		active: false,
		openReason: "Boot",
		openSince: expect.stringMatching(/Z$/),
		stop: null,
		energyWh: 1000,
	});
	const open = (await csms.rest("GET", "/transactions?identity=O1&open=true")).body;
	expect(open).toMatchObject([{ transactionId }]);
	expect((await csms.rest("GET", "/transactions?identity=O1&active=true")).body).toEqual([]);
	expect((await csms.rest("GET", "/transactions?identity=O1&open=false")).body).toEqual([]);

	// What had waited in the charge point says nothing, what was measured since then does.
	await meter(peer, transactionId, 2100, 20);
	expect(await read(transactionId)).toMatchObject({ active: false, openReason: "Boot", energyWh: 1100 });
	await meter(peer, transactionId, 2200, -1);
	expect(await read(transactionId)).toMatchObject({ active: true, openReason: null });
	expect((await csms.rest("GET", "/transactions?identity=O1&active=true")).body).toHaveLength(1);

	await peer.call("BootNotification", BOOT);
	await notify(peer, "Finishing");
	expect((await read(transactionId)).openReason).toBe("Boot");
	await notify(peer, "Charging");
	expect(await read(transactionId)).toMatchObject({ active: true, openReason: null, openSince: null });
});

test("a charge point with a clock that is ahead is marked all the same", async () => {
	const peer = await boot(csms.ocpp, "O2");
	const transactionId = await start(peer, "X", 60);
	await meter(peer, transactionId, 2000, -8 * 60);
	await peer.call("BootNotification", BOOT);
	expect(await read(transactionId)).toMatchObject({ active: false, openReason: "Boot" });
});

test("a free connector marks its transaction, and tells whoever watches", async () => {
	const peer = await boot(csms.ocpp, "O3");
	const transactionId = await start(peer, "X");
	await notify(peer, "Available", ago(90));
	expect(await read(transactionId)).toMatchObject({ active: true });
	await notify(peer, "Finishing", ago(20));
	expect(await read(transactionId)).toMatchObject({ active: true });
	const events = await readEvents(csms.url);
	const since = ago(10);
	await notify(peer, "Available", since);
	expect(await events.next("transaction")).toMatchObject({ transactionId, openReason: "Available" });
	expect(await read(transactionId)).toMatchObject({ openReason: "Available", openSince: since });
	// One that comes late turns nothing back.
	await notify(peer, "Charging", ago(15));
	expect(await read(transactionId)).toMatchObject({ openReason: "Available" });
});

test("a refused start without a stop, as of SAP's simulator, is marked when the connector is Reserved again", async () => {
	const peer = await boot(csms.ocpp, "O3-RESERVED");
	await notify(peer, "Reserved", ago(40));
	const transactionId = await start(peer, "NOBODY", 30);
	expect(await read(transactionId)).toMatchObject({ active: true, idTagStatus: "Invalid" });
	await notify(peer, "Reserved", ago(20));
	expect(await read(transactionId)).toMatchObject({ active: false, openReason: "Available" });
});

test("a newer transaction on the connector explains the older one", async () => {
	const peer = await boot(csms.ocpp, "O4");
	const [first, second] = [await start(peer, "X", 60), await start(peer, "Y", 30)];
	expect(await read(first)).toMatchObject({ active: false, openReason: "NewerTransaction", stop: null });
	expect(await read(second)).toMatchObject({ active: true, openReason: null });
	await notify(peer, "Charging");
	expect(await read(first)).toMatchObject({ openReason: "NewerTransaction" });
});

test("R-CS-06 what is marked keeps its driver from nothing", async () => {
	const [peer, other] = [await boot(csms.ocpp, "O5"), await boot(csms.ocpp, "O6")];
	await csms.rest("POST", "/id-tags", { idTag: "STUCK" });
	await start(peer, "STUCK", 60);
	const elsewhere = { connectorId: 1, idTag: "STUCK", meterStart: 0, timestamp: ago(30) };
	expect((await other.call("StartTransaction", elsewhere))[2].idTagInfo.status).toBe("ConcurrentTx");
	await notify(peer, "Available");
	const now = { ...elsewhere, meterStart: 5, connectorId: 2, timestamp: new Date().toISOString() };
	expect((await other.call("StartTransaction", now))[2].idTagInfo.status).toBe("Accepted");
});

test("a charge point that has not been heard for a day explains its transactions", async () => {
	const csms = await runCsms({ pingInterval: 0.4 });
	const read = async (id: number) => (await csms.rest("GET", `/transactions/${id}`)).body;
	const [silent, alive] = [await boot(csms.ocpp, "O7"), await boot(csms.ocpp, "O7-ALIVE")];
	const [transactionId, running] = [await start(silent, "X"), await start(alive, "Y")];
	silent.close();
	await expect.poll(async () => (await csms.rest("GET", "/charge-points/O7")).body.connected).toBe(false);
	expect(await read(transactionId)).toMatchObject({ active: true, openReason: null });

	onTestFinished(() => void vi.useRealTimers());
	vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 3600_000 });
	await expect
		.poll(() => read(transactionId), { timeout: 10_000 })
		.toMatchObject({ active: false, openReason: "Silence" });
	expect(await read(running)).toMatchObject({ active: true });
	const again = await connect(csms.ocpp, "O7");
	await notify(again, "Charging");
	expect(await read(transactionId)).toMatchObject({ active: true, openReason: null });
});

test("R-CS-08 a late stop ends what was marked as if nothing had been", async () => {
	const peer = await boot(csms.ocpp, "O8");
	const transactionId = await start(peer, "X");
	await peer.call("BootNotification", BOOT);
	const stop = { transactionId, meterStop: 3000, timestamp: ago(30), reason: "PowerLoss" };
	expect((await peer.call("StopTransaction", stop))[2]).toEqual({});
	expect(await read(transactionId)).toMatchObject({
		active: false,
		openReason: null,
		stop: stop.timestamp,
		meterStop: 3000,
		reason: "PowerLoss",
		closedBy: null,
	});
	expect(await oddStops("O8")).toEqual([]);
});

test("an operator closes a transaction with its last meter value, by name, without a reason of OCPP", async () => {
	const peer = await boot(csms.ocpp, "O9");
	const transactionId = await start(peer, "X");
	const timestamp = ago(30);
	const meterValue = [{ timestamp, sampledValue: [{ value: "2.5004", unit: "kWh" }] }];
	await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
	expect(await close(transactionId)).toMatchObject({
		status: 409,
		body: { error: expect.stringMatching(/is running on connector 1 of O9/) },
	});
	await peer.call("BootNotification", BOOT);
	const { status, body } = await close(transactionId);
	expect(status).toBe(200);
	expect(body).toMatchObject({
		active: false,
		openReason: null,
		stop: timestamp,
		meterStop: 2500,
		energyWh: 1500,
		reason: null,
		closedBy: "api-token",
		closedAt: expect.stringMatching(/Z$/),
		closedStop: timestamp,
		closedMeter: 2500,
	});
	expect(await read(transactionId)).toEqual(body);
	expect(await close(transactionId)).toMatchObject({
		status: 409,
		body: { error: `Transaction ${transactionId} has ended.` },
	});
	expect((await close(99_999)).status).toBe(404);
	expect((await close(99_999_999_999)).status).toBe(404);
	expect((await close(transactionId, { force: "yes" })).status).toBe(400);
});

test("R-CS-08 a stop that comes after a close by hand is kept as odd and corrects the record", async () => {
	const peer = await boot(csms.ocpp, "O10");
	const transactionId = await start(peer, "X");
	peer.close();
	await expect.poll(async () => (await csms.rest("GET", "/charge-points/O10")).body.connected).toBe(false);
	// It is not seen to run, and may well do so.
	expect((await close(transactionId)).body).toMatchObject({
		meterStop: 1000,
		energyWh: 0,
		closedMeter: 1000,
	});
	const again = await connect(csms.ocpp, "O10");
	const end = { timestamp: ago(5), sampledValue: [{ value: "9000" }] };
	const stop = { transactionId, meterStop: 9000, timestamp: ago(5), transactionData: [end] };
	await again.call("StopTransaction", stop);
	await again.call("StopTransaction", stop);
	expect(await read(transactionId)).toMatchObject({
		stop: stop.timestamp,
		meterStop: 9000,
		energyWh: 8000,
		reason: "Local",
		closedBy: "api-token",
		closedMeter: 1000,
	});
	expect(await oddStops("O10")).toMatchObject([
		{ transactionId, why: "The transaction had been closed by hand, and this corrects it." },
	]);
	await again.call("StopTransaction", { ...stop, meterStop: 9999 });
	expect((await read(transactionId)).meterStop).toBe(9000);
	expect((await oddStops("O10"))[0].why).toBe("The transaction had been stopped before.");
});

test("what runs visibly is closed only with force", async () => {
	const peer = await boot(csms.ocpp, "O11");
	const transactionId = await start(peer, "X");
	await notify(peer, "Charging");
	expect((await close(transactionId)).status).toBe(409);
	expect((await close(transactionId, { force: true })).body).toMatchObject({
		active: false,
		closedBy: "api-token",
	});
});
