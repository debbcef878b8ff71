import { describe, expect, it } from "vitest";
import type { ConnectorStatus } from "../../modules/ocpp/types";
import { type LedPattern, ledsOf } from "../../modules/ui/leds";

const TABLE: [ConnectorStatus | null, LedPattern, LedPattern, LedPattern][] = [
	[null, "blink", "blink", "blink"],
	["Available", "on", "off", "off"],
	["Preparing", "blink", "off", "off"],
	["Charging", "off", "breathe", "off"],
	["SuspendedEV", "off", "blink", "off"],
	["SuspendedEVSE", "blink", "blink", "off"],
	["Finishing", "on", "on", "off"],
	["Reserved", "blink", "off", "blink"],
	["Unavailable", "off", "off", "blink"],
	["Faulted", "off", "off", "on"],
];

describe("LEDs", () => {
	it.each(TABLE)("show %s as %s, %s, %s", (status, available, charging, fault) => {
		expect(ledsOf(status, true)).toEqual({ available, charging, fault });
	});

	it("tell all statuses apart while the CSMS is there", () => {
		expect(new Set(TABLE.map(([status]) => JSON.stringify(ledsOf(status, true)))).size).toBe(TABLE.length);
	});

	it("blink for Available without a CSMS and are the same in every other status", () => {
		expect(ledsOf("Available", false)).toEqual({ available: "blink", charging: "off", fault: "off" });
		for (const [status] of TABLE)
			if (status !== "Available") expect(ledsOf(status, false)).toEqual(ledsOf(status, true));
	});
});
