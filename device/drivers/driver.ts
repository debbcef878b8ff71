import type { Meter } from "../../modules/charge-point/interfaces";
import type { Pilot, SensingPilot } from "../../modules/hardware/connector";
import type { ErrorCode } from "../../modules/ocpp/types";
import type { Timers } from "../../modules/timers";

/** What a driver gets of the firmware. */
export interface DriverHost {
	readonly timers: Timers;
	log(text: string): void;
	/** A fault of the driver's connector, or of the whole charge point for a reader, appears or clears. */
	onFault(errorCode: ErrorCode, active: boolean): void;
}

/** Starts a card reader, which is there for all connectors. */
export type OpenReader = (host: DriverHost, onIdTag: (idTag: string) => void) => void;
/** Starts the meter of a connector. */
export type OpenMeter = (host: DriverHost, connector: number) => Meter;
/** Starts the control pilot of a connector; one that does not see the vehicle leaves that to two lines. */
export type OpenPilot = (host: DriverHost) => Pilot | SensingPilot;

/** Tells, once the firmware can be told, that a driver cannot use its pins; the charge point goes on. */
export function reportUnusable(host: DriverHost, what: string, error: unknown, errorCode: ErrorCode): void {
	host.timers.set(() => {
		host.log(`${what} cannot be used: ${(error as Error).message}`);
		host.onFault(errorCode, true);
	}, 0);
}
