import { expect, test } from "vitest";
import { powerOf } from "../../csms/pages/api/overview";
import { conditionOf, isShown } from "../../csms/pages/operator/overview/order";
import { newChargePoint, newConnector } from "./samples";

test("a fault that the diagnosis alone has found counts as one, and is shown among the faults", () => {
	const found = { ...newChargePoint("A", [newConnector(1, "Available")]), health: "fault" as const };
	expect(conditionOf(found)).toBe("fault");
	expect(isShown(found, "fault")).toBe(true);
	const warned = { ...found, health: "warning" as const };
	expect(isShown(warned, "fault")).toBe(false);
});

test("one that is away is shown among those not connected, whatever else is wrong with it", () => {
	const away = { ...newChargePoint("B", [newConnector(1, "Faulted")]), connected: false };
	expect(isShown(away, "offline")).toBe(true);
	expect(isShown(away, "fault")).toBe(true);
	expect(isShown({ ...away, connected: true }, "offline")).toBe(false);
});

test("the power now is that of the charge points which are connected", () => {
	const running = (identity: string, powerW: number | null, transactionId: number) => ({
		...{ identity, powerW, transactionId, timestamp: null, energyWh: null, measured: powerW !== null },
	});
	const overview = {
		sessions: 3,
		energyWh: 0,
		running: [running("A", 7000, 1), running("A", null, 2), running("B", 11_000, 3)],
	};
	const [one, other] = ["A", "B"].map((identity) => newChargePoint(identity, [newConnector(1, "Charging")]));
	expect(powerOf(overview, [one, other])).toBe(18_000);
	expect(powerOf(overview, [one, { ...other, connected: false }])).toBe(7000);
	expect(powerOf(overview, [])).toBe(0);
});
