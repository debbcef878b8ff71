import { expect, test } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

/** Charge points that do not say to which transaction their meter values belong: open-ocpp's triggered ones. */
const csms = shareCsms();

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();
const get = async (path: string) => (await csms.rest("GET", path)).body;

async function start(peer: Peer, connectorId: number): Promise<number> {
	const request = { connectorId, idTag: "CARD", meterStart: 1000, timestamp: at(0) };
	return (await peer.call("StartTransaction", request))[2].transactionId;
}

async function send(peer: Peer, minute: number, energy: string, fields: object): Promise<void> {
	const meterValue = [{ timestamp: at(minute), sampledValue: [{ value: energy }] }];
	expect((await peer.call("MeterValues", { meterValue, ...fields }))[2]).toEqual({});
}

test("a meter value that names no transaction belongs to the one that runs on its connector", async () => {
	const peer = await boot(csms.ocpp, "U1");
	const transactionId = await start(peer, 1);
	await send(peer, 1, "1100", { connectorId: 1 });
	await send(peer, 2, "1200", { connectorId: 1, transactionId: 0 });
	await send(peer, 3, "1300", { connectorId: 1, transactionId: -1 });
	expect((await get(`/transactions/${transactionId}`)).energyWh).toBe(300);
	expect(await get(`/transactions/${transactionId}/meter-values`)).toHaveLength(3);
	expect(await get("/charge-points/U1/meter-values")).toEqual([]);

	const closed = await csms.rest("POST", `/transactions/${transactionId}/close`, { force: true });
	expect(closed.body).toMatchObject({ meterStop: 1300, stop: at(3), energyWh: 300 });
});

test("one of another connector, from before the start or of a foreign transaction stands alone and can be read", async () => {
	const peer = await boot(csms.ocpp, "U2");
	const other = await boot(csms.ocpp, "U3");
	const foreign = await start(other, 1);
	const transactionId = await start(peer, 1);
	await send(peer, 4, "7000", { connectorId: 0 });
	await send(peer, 5, "20", { connectorId: 2 });
	await send(peer, 6, "30", { connectorId: 1, transactionId: foreign });
	const stop = { transactionId, meterStop: 2000, timestamp: at(7) };
	await peer.call("StopTransaction", stop);
	await send(peer, 8, "2000", { connectorId: 1 });
	await start(peer, 2);
	const earlier = [{ timestamp: "2026-05-31T00:00:00Z", sampledValue: [{ value: "10" }] }];
	await peer.call("MeterValues", { connectorId: 2, meterValue: earlier });
	expect(await get(`/transactions/${transactionId}/meter-values`)).toEqual([]);
	const told = async (query = "") =>
		(await get(`/charge-points/U2/meter-values${query}`)).map(
			({ connectorId, energyWh }: { connectorId: number; energyWh: number }) => [connectorId, energyWh],
		);
	expect(await told()).toEqual([
		[1, 2000],
		[1, 30],
		[2, 20],
		[0, 7000],
		[2, 10],
	]);
	expect(await told("?connectorId=2&limit=1")).toEqual([[2, 20]]);
	expect(await told(`?from=${at(5)}&to=${at(7)}`)).toEqual([
		[1, 30],
		[2, 20],
	]);
	expect((await csms.rest("GET", "/charge-points/U-NONE/meter-values")).status).toBe(404);
});
