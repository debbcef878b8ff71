import type { FileTransfer, FirmwareSlot } from "../charge-point/firmware/interfaces";
import type { ConnectorHardware, Meter, Transport } from "../charge-point/interfaces";
import type { Cryptography } from "../charge-point/security/interfaces";
import type { ChargePointState } from "../charge-point/state";
import type { ErrorCode } from "../ocpp/types";
import type { Flash } from "../storage/flash";
import type { Timers } from "../timers";

/**
 * What `main.ts` gets from the specifier "platform": `device/` gives it for the ESP32,
 * `simulator/xs` for the Moddable SDK on the desktop, `simulator/node` for Node.js.
 */
export interface Platform {
	/** Calls `ready` once, when settings and hardware can be used. */
	start(ready: (host: Host) => void): void;
}

export interface Host {
	readonly settings: Settings;
	readonly timers: Timers;
	readonly flash: Flash;
	readonly transport: Transport;
	readonly fileTransfer: FileTransfer;
	readonly firmwareSlot: FirmwareSlot;
	readonly cryptography: Cryptography;
	/** One for each connector, from connector 1 on. */
	readonly connectors: readonly ConnectorHardware[];
	/** An RFC 9562 version 4 UUID. */
	newId(): string;
	/** A random number, 0 to below 1. */
	random(): number;
	/** Restarts the firmware: it boots again from flash. */
	restart(): void;
	log(text: string): void;
	/** Sees every OCPP frame, where somebody watches. */
	frame?(direction: "in" | "out", frame: string): void;
	/** Where screen, LEDs and observers read the state from; called once, before the first `changed`. */
	show(state: () => ChargePointState): void;
	/** The state has changed; meters and clocks run on without it. */
	changed(): void;
	/** Set by main: what the whole charge point's inputs report. */
	onIdTag?: (connectorId: number, idTag: string) => void;
	onFault?: (connectorId: number, errorCode: ErrorCode, active: boolean) => void;
	onEmergencyStop?: (pressed: boolean) => void;
	onTamper?: () => void;
	/** Somebody other than the CSMS knows the time, as an OCPP dateTime. */
	onTime?: (time: string) => void;
}

/** What is known of this charge point before its flash is read. */
export interface Settings {
	identity: string;
	/** OCPP-J endpoint, `ws://` or `wss://`, without the identity. */
	csms: string;
	/** Factory defaults of configuration keys. */
	defaults: Readonly<Record<string, string>>;
	vendor: string;
	model: string;
	serialNumber: string;
	/** PEM: a root for `wss://`, as if the CSMS had installed it. */
	factoryRoot?: string;
	firmwareVersion: string;
	/** The key of `defaults` was set up just now: what the CSMS has changed of key and profile counts no more. */
	newKey: boolean;
	/** The firmware has failed and was started again; the power was not cut. */
	crashed: boolean;
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

/** The lines of one connector. */
export interface ConnectorPins {
	/** Proximity contact: the cable's charger end is in. None on a tethered cable. */
	cable?: Pin;
	ev: Pin;
	evReady: Pin;
	lockFeedback?: Pin;
	lock?: Pin;
	contactor: Pin;
	leds: { available: Pin; charging: Pin; fault: Pin };
}

/** Where the lines of a board go: data, one file a board. */
export interface BoardPins {
	connectors: readonly ConnectorPins[];
	emergencyStop?: Pin;
	tamper?: Pin;
}

export type MeterSource = (connectorId: number) => Meter;
