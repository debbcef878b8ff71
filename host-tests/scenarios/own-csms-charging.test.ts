import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type RunningCsms, runCsms } from "../csms/running-csms";
import { Driver, ENGINE } from "./driver";

let csms: RunningCsms;
let driver: Driver;

beforeEach(async () => {
	csms = await runCsms({ localListDelay: 0.2 });
	driver = new Driver();
	onTestFinished(() => driver.end());
	for (const idTag of ["ALICE", "BOB"]) await csms.rest("POST", "/id-tags", { idTag });
});

async function start(...options: string[]): Promise<void> {
	await driver.start(csms.ocpp, ...options);
	await driver.until((_, state) => state.registration === "Accepted");
	const status = async () => (await csms.rest("GET", "/charge-points/CP001")).body.connectors.at(-1)?.status;
	await eventually(status).toBe("Available");
}

const eventually = <Value>(value: () => Value) => expect.poll(value, { timeout: 15_000 });
const list = async () => (await csms.rest("GET", "/charge-points/CP001/local-list")).body;
const inStep = (ids: number) =>
	eventually(async () => [(await list()).inStep, (await list()).entries.length]).toEqual([true, ids]);
const read = async (path: string) => (await csms.rest("GET", path)).body;

test(`TC_046 TC_051 a reservation is made, used, and cancelled, on ${ENGINE}`, {
	timeout: 60_000,
}, async () => {
	await start();
	const wish = {
		...{ identity: "CP001", connectorId: 1, idTag: "ALICE" },
		expiryDate: new Date(Date.now() + 3_600_000).toISOString(),
	};
	const made = await csms.rest("POST", "/reservations", wish);
	expect(made).toMatchObject({ status: 201, body: { status: "Accepted" } });
	await driver.untilStatus("Reserved");
	await driver.input("idTag", "BOB");
	await driver.until((_, { display }) => display.lines.includes("Refused"));
	await driver.input("plug", true);
	await driver.input("idTag", "ALICE");
	const { connectors } = await driver.until(({ transactionId }) => transactionId !== null);
	const { transactionId } = connectors[0];
	const one = `/reservations/${made.body.reservationId}`;
	expect(await read(one)).toMatchObject({ status: "Used", transactionId });
	expect((await csms.rest("POST", "/reservations", wish)).body.status).toBe("Occupied");
	await driver.input("idTag", "ALICE");
	await driver.until(({ status, locked }) => status === "Finishing" && !locked);
	await driver.input("plug", false);
	await driver.untilStatus("Available");

	const again = (await csms.rest("POST", "/reservations", wish)).body;
	await driver.untilStatus("Reserved");
	expect(await csms.rest("DELETE", `/reservations/${again.reservationId}`)).toMatchObject({
		status: 200,
		body: { status: "Cancelled" },
	});
	await driver.untilStatus("Available");
	expect((await csms.rest("DELETE", one)).status).toBe(409);
});

test(`TC_056 TC_057 TC_067 profiles that are given limit the charge, on ${ENGINE}`, {
	timeout: 60_000,
}, async () => {
	await start();
	const profile = (chargingProfilePurpose: string, limit: number) => ({
		...{ stackLevel: 0, chargingProfilePurpose, chargingProfileKind: "Relative" },
		chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
	});
	const give = async (purpose: string, limit: number) => {
		const { chargingProfileId } = (await csms.rest("POST", "/charging-profiles", profile(purpose, limit)))
			.body;
		return csms.rest("POST", "/charge-points/CP001/charging-profiles", { connectorId: 1, chargingProfileId });
	};
	expect((await give("TxDefaultProfile", 16)).status).toBe(201);
	await driver.input("plug", true);
	await driver.input("idTag", "ALICE");
	const { connectors } = await driver.until(
		({ offeredA, transactionId }) => offeredA === 16 && transactionId !== null,
	);
	expect(await give("TxProfile", 9)).toMatchObject({
		status: 201,
		body: { transactionId: connectors[0].transactionId },
	});
	await driver.until(({ offeredA }) => offeredA === 9);
	const cleared = await csms.rest(
		"DELETE",
		"/charge-points/CP001/charging-profiles?chargingProfilePurpose=TxProfile",
	);
	expect(cleared.body).toMatchObject({ status: "Accepted", cleared: [{ endedBy: "Cleared" }] });
	await driver.until(({ offeredA }) => offeredA === 16);
	expect(await read("/charge-points/CP001/charging-profiles")).toMatchObject([
		{ chargingProfile: { chargingProfilePurpose: "TxDefaultProfile" } },
	]);
	const none = await csms.rest("DELETE", "/charge-points/CP001/charging-profiles?stackLevel=5");
	expect(none.body).toEqual({ status: "Unknown", cleared: [] });
});

test(`TC_043_4 TC_043_5 the list follows the ids and counts offline, on ${ENGINE}`, {
	timeout: 60_000,
}, async () => {
	await start("--set", "WebSocketPingInterval=1");
	await csms.rest("PUT", "/charge-points/CP001/local-list", { follows: true });
	await inStep(2);
	await csms.rest("PATCH", "/id-tags/BOB", { blocked: true });
	await csms.rest("POST", "/id-tags", { idTag: "CAROL" });
	await inStep(3);
	expect(await list()).toMatchObject({
		localAuthListMaxLength: 500,
		sendLocalListMaxLength: 50,
		problem: null,
	});
	const version = await csms.rest("POST", "/charge-points/CP001/commands/GetLocalListVersion");
	expect(version.body.response.listVersion).toBe((await list()).listVersion);

	await driver.network(false);
	await driver.until((_, { connected }) => !connected, 20);
	await csms.rest("DELETE", "/id-tags/CAROL");
	await driver.input("plug", true);
	await driver.input("idTag", "BOB");
	await driver.until((_, { display }) => display.lines.includes("Refused"));
	await driver.input("idTag", "CAROL");
	await driver.until(({ contactor }) => contactor);
	await driver.network(true);
	await driver.until((_, { connected }) => connected, 30);
	await inStep(2);
	const after = await csms.rest("POST", "/charge-points/CP001/commands/GetLocalListVersion");
	expect(after.body.response.listVersion).toBe((await list()).listVersion);
	expect((await list()).entries.map(({ idTag }: { idTag: string }) => idTag)).toEqual(["ALICE", "BOB"]);
});
