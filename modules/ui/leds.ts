import { frozen } from "../frozen";
import type { ConnectorStatus } from "../ocpp/types";

/** What an LED does; one that cannot breathe is on. */
export type LedPattern = "off" | "on" | "blink" | "breathe";

/** A connector's three LEDs: green, blue and red. */
export interface Leds {
	available: LedPattern;
	charging: LedPattern;
	fault: LedPattern;
}

const TABLE: Record<ConnectorStatus, Leds> = frozen({
	Available: { available: "on", charging: "off", fault: "off" },
	Preparing: { available: "blink", charging: "off", fault: "off" },
	Charging: { available: "off", charging: "breathe", fault: "off" },
	SuspendedEV: { available: "off", charging: "blink", fault: "off" },
	SuspendedEVSE: { available: "blink", charging: "blink", fault: "off" },
	Finishing: { available: "on", charging: "on", fault: "off" },
	Reserved: { available: "blink", charging: "off", fault: "blink" },
	Unavailable: { available: "off", charging: "off", fault: "blink" },
	Faulted: { available: "off", charging: "off", fault: "on" },
});

const BOOTING: Leds = frozen({ available: "blink", charging: "blink", fault: "blink" });

const AVAILABLE_OFFLINE: Leds = frozen({ available: "blink", charging: "off", fault: "off" });

/**
 * What a connector's LEDs do.
 *
 * | status | available (green) | charging (blue) | fault (red) |
 * | --- | --- | --- | --- |
 * | booting (null) | blink | blink | blink |
 * | Available | on; offline: blink | off | off |
 * | Preparing | blink | off | off |
 * | Charging | off | breathe | off |
 * | SuspendedEV | off | blink | off |
 * | SuspendedEVSE | blink | blink | off |
 * | Finishing | on | on | off |
 * | Reserved | blink | off | blink |
 * | Unavailable | off | off | blink |
 * | Faulted | off | off | on |
 *
 * Without a connection to the CSMS only the promise of Available weakens: whether a card will be
 * accepted is not sure. All other statuses mean the same with and without a network.
 */
export function ledsOf(status: ConnectorStatus | null, connected: boolean): Leds {
	if (status === null) return BOOTING;
	return status === "Available" && !connected ? AVAILABLE_OFFLINE : TABLE[status];
}
