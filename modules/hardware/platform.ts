import type { ChargePointHost, ChargePointSettings } from "../charge-point/charge-point-options";
import type { ChargePointState } from "../charge-point/state";
import type { ErrorCode } from "../ocpp/types";
import type { Flash } from "../storage/flash";

/**
 * What `main.ts` gets from the specifier "platform": `device/` gives it for the ESP32,
 * `simulator/xs` for the Moddable SDK on the desktop, `simulator/node` for Node.js.
 */
export interface Platform {
	/** Calls `ready` once, when settings and hardware can be used. */
	start(ready: (host: Host) => void): void;
}

export interface Host extends ChargePointHost {
	readonly settings: Settings;
	readonly flash: Flash;
	/** Where screen, LEDs and observers read the state from; called once, before the first `changed`. */
	show(state: () => ChargePointState): void;
	/** Set by main: what the whole charge point's inputs report. */
	onIdTag?: (connectorId: number, idTag: string) => void;
	onFault?: (connectorId: number, errorCode: ErrorCode, active: boolean) => void;
	onEmergencyStop?: (pressed: boolean) => void;
	onTamper?: () => void;
	/** Somebody other than the CSMS knows the time, as an OCPP dateTime. */
	onTime?: (time: string) => void;
}

/** What is known of this charge point before its flash is read. */
export interface Settings extends ChargePointSettings {
	vendor: string;
	model: string;
	serialNumber: string;
	firmwareVersion: string;
	/** The key of `defaults` was set up just now: what the CSMS has changed of key and profile counts no more. */
	newKey: boolean;
}

/** A digital line. */
export interface Pin {
	pin: number;
	/** True where a low level means "on". */
	activeLow?: boolean;
	/**
	 * The resistor of an input. Without it, the one that makes an open line "off"; an emergency stop with
	 * a normally closed contact to ground is `{ pull: "up" }`, so that a broken wire means "pressed".
	 */
	pull?: "up" | "down" | "none";
}

/** An input that is on while something is wrong. */
interface FaultPin extends Pin {
	/** What is reported; one of those that stop charging (R-ST-07). */
	errorCode: ErrorCode;
}

/** The lines of one connector. */
export interface ConnectorPins {
	/** Proximity contact: the cable is in the socket. None on a tethered cable. */
	cable?: Pin;
	/** Both, unless a control pilot sees the vehicle. */
	ev?: Pin;
	evReady?: Pin;
	/** The charge point's side pauses: nothing is offered while it is on (SuspendedEVSE). */
	pause?: Pin;
	/** The contact of a residual current device, a thermostat or the like. */
	fault?: FaultPin;
	lockFeedback?: Pin;
	lock?: Pin;
	contactor: Pin;
	/** The contactor's auxiliary contact: on while the main contacts are closed. */
	contactorFeedback?: Pin;
	leds: { available: Pin; charging: Pin; fault: Pin };
}

/** Where the lines of a board go: data, one file a board. */
export interface BoardPins {
	connectors: readonly ConnectorPins[];
	emergencyStop?: Pin;
	tamper?: Pin;
}
