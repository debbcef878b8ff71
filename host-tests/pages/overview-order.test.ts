import { expect, test } from "vitest";
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
