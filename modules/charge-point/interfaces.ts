import type { ErrorCode } from "../ocpp/types";

/**
 * What the charge point needs of the world, one small interface a thing. Hardware tells facts and
 * is asked one question, may energy flow and how much; it never hears of OCPP.
 */

/**
 * What a connector's energy meter shows at one moment. Absent: this meter does not measure it. What is
 * there in the first reading after a boot can be configured as a measurand.
 */
export interface MeterReading {
	/** The energy register in Wh: whole, and it never falls (R-TX-18). */
	importWh: number;
	/** Active power drawn, W. */
	powerW?: number;
	/** The same by phase L1, L2, L3. */
	phasePowerW?: readonly number[];
	/** Current drawn by phase L1, L2, L3, A. */
	currentA?: readonly number[];
	/** Voltage to neutral by phase, V. */
	voltageV?: readonly number[];
	/** 0 to 1. */
	powerFactor?: number;
	frequencyHz?: number;
	/** Inside the charge point, degrees Celsius. */
	temperatureC?: number;
	/** State of charge of the vehicle, percent; null while no vehicle tells it. */
	socPercent?: number | null;
	/** What flows back out of the vehicle: register in Wh, power in W, current by phase in A. */
	exportWh?: number;
	exportW?: number;
	exportA?: readonly number[];
	/** Reactive energy in varh and power in var, to the vehicle and back. */
	reactiveImportVarh?: number;
	reactiveExportVarh?: number;
	reactiveImportVar?: number;
	reactiveExportVar?: number;
}

export interface Meter {
	read(): MeterReading;
}

/** One connector: its socket or cable, lock, contactor, meter and control pilot. */
export interface ConnectorHardware {
	/** False on a tethered cable, which nobody can pull out of the charge point. */
	readonly detachable: boolean;
	/** The cable is in the charge point's socket (always true on a tethered cable). */
	readonly cable: boolean;
	/** The vehicle is seen on the control pilot (IEC 61851 state B or C); needs the cable. */
	readonly ev: boolean;
	/** The vehicle asks for energy (state C). */
	readonly evReady: boolean;
	/** The charge point's own side pauses, for a button or a load limiter: nothing may be offered. */
	readonly paused?: boolean;
	/** The lock's own feedback: the cable cannot be pulled. */
	readonly locked: boolean;
	readonly meter: Meter;
	/** Closes or opens the contactor; opening is immediate. */
	setContactor(closed: boolean): void;
	/** The current offered to the vehicle per phase in A, 0 to `maxCurrent`. */
	setOfferedCurrent(amperes: number): void;
	/** What wiring and contactor allow per phase, A. */
	readonly maxCurrent: number;
	/** Moves the lock and tells whether its feedback followed; at once true without a lock. */
	setLock(engaged: boolean, done: (moved: boolean) => void): void;
	/** Set by the charge point: cable, ev, evReady, paused or locked has changed. */
	onChange?: () => void;
}

/** A hardware fault. Several on one connector are independent of each other. */
export interface Fault {
	errorCode: ErrorCode;
	info?: string;
	vendorErrorCode?: string;
	/** Charging goes on: reported beside the status (R-ST-07). */
	warning?: boolean;
}

/** Small values that survive a power cut: each is old or new, never half. */
export interface Records {
	get(key: string): string | undefined;
	set(key: string, value: string): void;
	/**
	 * Makes all changes or, when the power fails, none; undefined deletes. Throws a RangeError, and nothing
	 * has changed, when they are too long together (about 8000 bytes) or the storage is full.
	 */
	setAll(changes: Iterable<readonly [key: string, value: string | undefined]>): void;
	delete(key: string): void;
	keys(): Iterable<string>;
	/**
	 * Set by who can go on with a flash that fails: changes that it does not take count until the restart
	 * then. Told the error, undefined when the flash works again.
	 */
	onTrouble?: (error: Error | undefined) => void;
}

/** An append-only log that survives a power cut at any byte. Positions only grow. */
export interface Journal {
	/** Position of the oldest entry still kept; `end` when there is none. */
	readonly start: number;
	/** Where the next entry will go. */
	readonly end: number;
	/** Bytes that can still be appended before `release` has to make room. */
	readonly free: number;
	/** Bytes there are in all. */
	readonly capacity: number;
	/** Stores one entry durably and returns its position. Throws a RangeError when it does not fit. */
	append(entry: string): number;
	/**
	 * The first readable entry at or after `position` (torn ones are skipped), with the position
	 * that follows it; undefined at the end.
	 */
	read(position: number): JournalEntry | undefined;
	/** Entries before `position` may be forgotten. */
	release(position: number): void;
}

export interface JournalEntry {
	position: number;
	next: number;
	entry: string;
}

/** Where and how to reach the CSMS. */
export interface TransportTarget {
	/** Whole URL with the identity appended: `ws://` or `wss://` (R-CON-01). */
	url: string;
	/** HTTP Basic credentials (R-SEC-03): the identity and the decoded key. */
	user?: string;
	password?: Uint8Array;
	/** Of `wss://`; asked anew for each connection. */
	tls?: () => TlsSettings;
}

/** Whom TLS trusts, and what it shows of the charge point. Certificates and keys are DER. */
export interface TlsSettings {
	/** Roots that the server's certificate must lead to; none of them: those that the platform has. */
	roots: readonly Uint8Array[];
	/** The roots that the platform has count in any case. */
	platformRoots?: boolean;
	identity?: TlsIdentity;
	/** One of the roots has vouched for the server. */
	trusted?(root: Uint8Array): void;
}

/** A client certificate. */
export interface TlsIdentity {
	/** The own certificate first, then those that lead to its root. */
	chain: readonly Uint8Array[];
	/** PKCS #8. */
	privateKey: Uint8Array;
}

/**
 * Why TLS failed, as far as the platform tells: the server's certificate, its version or its cipher suites
 * are none that we take, or it does not take our certificate.
 */
export type TlsFailure = "certificate" | "version" | "cipher" | "identity";

/** One WebSocket connection at a time, kept open with growing, random waits (R-CON-03, R-CON-13). */
export interface Transport {
	/** Connects, and reconnects for ever until `close`. A second call replaces target and connection. */
	open(target: TransportTarget): void;
	/** Sends one text frame; dropped when no connection is open. */
	send(text: string): void;
	/** Flushes what was sent, closes with `code` (R-CON-12), does not reconnect; `done` when closed. */
	close(code: number, reason: string, done?: () => void): void;
	/** Seconds between client pings, 0 for none (R-CON-05); acts at once. */
	setPingInterval(seconds: number): void;
	/** Set by the charge point. */
	listener?: TransportListener;
}

/** What a transport tells. */
export interface TransportListener {
	opened(): void;
	received(text: string): void;
	/** A connection that had been open is lost or closed. */
	closed(code: number, reason: string): void;
	/** A handshake was refused: the HTTP status, or 0 for TCP, TLS and time-outs (R-CON-04). */
	refused(status: number, reason: string, failure?: TlsFailure): void;
}
