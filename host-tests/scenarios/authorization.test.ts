import { describe, expect, test } from "vitest";
import { ENGINE, eventually } from "./driver";
import { csms, driver, leave, setStage, start } from "./stage";

setStage();

async function charge(idTag: string): Promise<void> {
	await driver.input("plug", true);
	await driver.untilStatus("Preparing");
	await driver.input("idTag", idTag);
	await driver.until(({ contactor }) => contactor);
}

/** `count` ids of the longest kind from number `from` on. */
function entries(from: number, count: number) {
	return Array.from({ length: count }, (_, i) => ({
		idTag: `LONG-ID-TAG-NR-${String(from + i).padStart(5, "0")}`,
		idTagInfo: {
			status: "Accepted",
			expiryDate: "2099-12-31T23:59:59.999Z",
			parentIdTag: "PARENT-OF-THEM-ALL-1",
		},
	}));
}

describe(`authorization on ${ENGINE}`, { timeout: 120_000 }, () => {
	test("R-LAL-03 R-AUTH-02 R-AUTH-03 R-AUTH-19 TC_008_1 TC_043 a list of 500 ids, over a power cut", async () => {
		await start("--set", "LocalPreAuthorize=true");
		for (let i = 0; i < 10; i++) {
			const updateType = i === 0 ? "Full" : "Differential";
			const localAuthorizationList = entries(50 * i, 50);
			const request = { listVersion: i + 1, updateType, localAuthorizationList };
			expect(await csms.call("SendLocalList", request)).toEqual({ status: "Accepted" });
		}
		const more = { listVersion: 11, updateType: "Differential", localAuthorizationList: entries(500, 1) };
		expect(await csms.call("SendLocalList", more)).toEqual({ status: "Failed" });
		await driver.power(false);
		await driver.power(true);
		await driver.until((_, state) => state.registration === "Accepted");
		expect(await csms.call("GetLocalListVersion")).toEqual({ listVersion: 10 });
		await charge(entries(321, 1)[0].idTag);
		await leave(entries(499, 1)[0].idTag);
		expect(csms.all("Authorize")).toEqual([]);
	});

	test("R-AUTH-08 R-AUTH-13 R-CC-01 TC_007_1 TC_061_1 the cache: offline after a power cut, then cleared", async () => {
		await start("--set", "LocalPreAuthorize=true");
		await charge("ALICE");
		await leave("ALICE");
		await charge("alice");
		await leave("alice");
		expect(csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
		expect(await csms.call("ClearCache")).toEqual({ status: "Accepted" });
		await charge("ALICE");
		await leave("ALICE");
		expect(csms.all("Authorize")).toHaveLength(2);
		await driver.power(false);
		await driver.network(false);
		await driver.power(true);
		await driver.input("plug", true);
		await driver.input("idTag", "STRANGER");
		await driver.input("idTag", "ALICE");
		await driver.until(({ contactor, idTag }) => contactor && idTag === "ALICE");
		await leave("ALICE");
		await driver.network(true);
		await eventually(() => csms.all("StopTransaction").length === 4, 30);
		const ids = csms.all("StartTransaction").map(({ idTag }) => idTag);
		expect(ids).toEqual(["ALICE", "alice", "ALICE", "ALICE"]);
	});

	test("R-AUTH-22 R-AUTH-15 so much energy for an id that the list allows and the CSMS does not", async () => {
		await start("--set", "StopTransactionOnInvalidId=false", "--set", "MaxEnergyOnInvalidId=10");
		const localAuthorizationList = [{ idTag: "ALICE", idTagInfo: { status: "Accepted" } }];
		const list = { listVersion: 1, updateType: "Full", localAuthorizationList };
		expect(await csms.call("SendLocalList", list)).toEqual({ status: "Accepted" });
		csms.answer("StartTransaction", () => ({ idTagInfo: { status: "Blocked" }, transactionId: 7 }));
		await charge("ALICE");
		await driver.until(({ transactionId }) => transactionId === 7);
		const { connectors } = await driver.untilStatus("SuspendedEVSE", 15);
		expect(connectors[0]).toMatchObject({ contactor: false, offeredA: 0, transactionId: 7 });
		expect(connectors[0].importWh).toBeGreaterThanOrEqual(10);
		expect(connectors[0].importWh).toBeLessThan(20);
		const conflicts = csms.all("StatusNotification").filter((one) => one.connectorId === 0 && one.info);
		expect(conflicts).toMatchObject([{ status: "Available", errorCode: "LocalListConflict", info: "ALICE" }]);
		await leave("ALICE");
	});
});
