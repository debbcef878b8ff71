import { describe, expect, test } from "vitest";
import { ENGINE } from "./driver";
import { csms, driver, setStage, start } from "./stage";

setStage();

function profile(id: number, chargingProfilePurpose: string, periods: [number, number][], more: object = {}) {
	return {
		...{ chargingProfileId: id, stackLevel: 0, chargingProfilePurpose, chargingProfileKind: "Absolute" },
		chargingSchedule: {
			...{ startSchedule: new Date().toISOString(), chargingRateUnit: "A" },
			chargingSchedulePeriod: periods.map(([startPeriod, limit]) => ({ startPeriod, limit })),
		},
		...more,
	};
}

const install = (connectorId: number, csChargingProfiles: object) =>
	csms.call("SetChargingProfile", { connectorId, csChargingProfiles });

describe(`smart charging on ${ENGINE}`, { timeout: 60_000 }, () => {
	test("R-SC-05 R-SC-11 R-SC-14 R-SC-16 limits reach the vehicle, change in time, suspend, and survive a power cut", async () => {
		await start();
		expect(await install(1, profile(1, "TxDefaultProfile", [[0, 16]]))).toEqual({ status: "Accepted" });
		await driver.input("plug", true);
		await driver.input("idTag", "ALICE");
		await driver.until(({ offeredA, drawnA }) => offeredA === 16 && drawnA === 16);
		const schedule: [number, number][] = [
			[0, 10],
			[3, 0],
			[6, 13.5],
		];
		expect(await install(1, profile(2, "TxProfile", schedule))).toEqual({ status: "Accepted" });
		const composite = await csms.call("GetCompositeSchedule", { connectorId: 1, duration: 60 });
		expect(composite).toMatchObject({ status: "Accepted", connectorId: 1 });
		expect(composite.chargingSchedule).toMatchObject({ duration: 60, chargingRateUnit: "A" });
		const limits = composite.chargingSchedule.chargingSchedulePeriod.map(
			(one: { limit: number }) => one.limit,
		);
		expect(limits).toEqual([10, 0, 13.5]);
		await driver.until(({ status, drawnA }) => status === "Charging" && drawnA === 10);
		await driver.until(
			({ status, offeredA, contactor }) => status === "SuspendedEVSE" && offeredA === 0 && !contactor,
		);
		await driver.until(({ status, drawnA }) => status === "Charging" && drawnA === 13.5);
		expect(csms.all("StopTransaction")).toEqual([]);

		await driver.kill();
		await start();
		const again = await csms.call("GetCompositeSchedule", { connectorId: 1, duration: 60 });
		expect(again.chargingSchedule.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 16 }]);
		expect(await csms.call("ClearChargingProfile", { id: 2 })).toEqual({ status: "Unknown" });
		expect(await csms.call("ClearChargingProfile", {})).toEqual({ status: "Accepted" });
	});

	test("R-SC-07 R-SC-13 TC_059 two connectors share the charge point, one of them started with a profile", async () => {
		await start("--connectors", "2");
		expect(await install(0, profile(1, "ChargePointMaxProfile", [[0, 20]]))).toEqual({ status: "Accepted" });
		await driver.input("plug", true, 1);
		await driver.input("plug", true, 2);
		const chargingProfile = {
			...profile(2, "TxProfile", []),
			chargingProfileKind: "Relative",
			chargingSchedule: { chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: 5520 }] },
		};
		const remote = { idTag: "ALICE", connectorId: 1, chargingProfile };
		expect(await csms.call("RemoteStartTransaction", remote)).toEqual({ status: "Accepted" });
		await driver.until(({ offeredA }) => offeredA === 8);
		expect(await csms.call("RemoteStartTransaction", { idTag: "BOB", connectorId: 2 })).toEqual({
			status: "Accepted",
		});
		await driver.until((_, { connectors }) => connectors[0].offeredA === 8 && connectors[1].offeredA === 12);
		const { transactionId } = (await driver.until(({ transactionId }) => transactionId !== null))
			.connectors[0];
		await csms.call("RemoteStopTransaction", { transactionId });
		await driver.until((_, { connectors }) => connectors[0].offeredA === 0 && connectors[1].offeredA === 20);
	});
});
