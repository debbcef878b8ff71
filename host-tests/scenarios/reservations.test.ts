import { describe, expect, test } from "vitest";
import { ENGINE, eventually } from "./driver";
import { csms, driver, setStage } from "./stage";

setStage();

function reserve(connectorId: number, reservationId: number, seconds: number): Promise<unknown> {
	const expiryDate = new Date(Date.now() + seconds * 1000).toISOString();
	return csms.call("ReserveNow", { connectorId, reservationId, idTag: "ALICE", expiryDate });
}

describe(`reservations on ${ENGINE}`, { timeout: 60_000 }, () => {
	test("TC_046_1 TC_052 R-RSV-04 R-RSV-05 R-RSV-07 reserved, over a power cut, until the reserved id charges", async () => {
		await driver.start(csms.url);
		await driver.until((_, state) => state.registration === "Accepted");
		expect(await reserve(1, 17, 600)).toEqual({ status: "Accepted" });
		await driver.untilStatus("Reserved");
		await driver.power(false);
		await driver.power(true);
		await driver.until(({ status }, state) => status === "Reserved" && state.registration === "Accepted", 15);
		await driver.input("plug", true);
		await driver.input("idTag", "BOB");
		await driver.until((_, { display }) => display.lines.includes("Not the booked card"));
		await driver.input("idTag", "ALICE");
		await driver.untilStatus("Charging");
		await eventually(() => csms.all("StartTransaction").length === 1);
		expect(csms.all("StartTransaction")[0]).toMatchObject({ idTag: "ALICE", reservationId: 17 });
		expect(csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
		expect(await csms.call("CancelReservation", { reservationId: 17 })).toEqual({ status: "Rejected" });
		await eventually(() => csms.statuses(1).at(-1) === "Charging");
		expect(csms.statuses(1)).toEqual(["Available", "Reserved", "Preparing", "Charging"]);
	});

	test("TC_047 TC_049 TC_051 R-RSV-03 R-RSV-06 connector 0 ends in time, another is cancelled", async () => {
		await driver.start(csms.url);
		await driver.until((_, state) => state.registration === "Accepted");
		expect(await reserve(0, 1, 3)).toEqual({ status: "Accepted" });
		await driver.untilStatus("Reserved");
		await driver.untilStatus("Available");
		expect(await reserve(1, 2, 600)).toEqual({ status: "Accepted" });
		expect(await csms.call("CancelReservation", { reservationId: 2 })).toEqual({ status: "Accepted" });
		await driver.untilStatus("Available");
		await eventually(() => csms.statuses(1).length === 5);
		expect(csms.statuses(1)).toEqual(["Available", "Reserved", "Available", "Reserved", "Available"]);
	});
});
