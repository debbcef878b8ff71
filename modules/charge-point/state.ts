import type { ConnectorStatus, ErrorCode, RegistrationStatus } from "../ocpp/types";
import type { Reservation } from "./reservation/reservation";

/** What an observer at the charge point could see: read by the user interface and the simulator. */
export interface ChargePointState {
	identity: string;
	/** The firmware's own opinion: an accepted WebSocket that it has not found dead. */
	connected: boolean;
	/** Null before the first BootNotification.conf of this boot. */
	registration: RegistrationStatus | null;
	/** The charge point's clock in ms since 1970 UTC; null while unset. */
	clock: number | null;
	/** Transaction-related messages not yet delivered. */
	queueLength: number;
	/** Status of connector 0. */
	status: ConnectorStatus;
	errorCode: ErrorCode;
	/** The emergency-stop button is pressed; the screen names it in place of `errorCode`. */
	emergencyStop: boolean;
	/** The charge point speaks to drivers in it: the key DisplayLanguage. */
	language: Language;
	/** How far an update of the firmware is; null without one that a driver would notice. */
	update: UpdatePhase | null;
	/** Of the image, while it is loading and its size is known; else null. */
	updatePercent: number | null;
	/** The firmware is about to restart. */
	restarting: boolean;
	connectors: ConnectorState[];
}

/** English, or Traditional Chinese as written in Taiwan. */
export type Language = "en" | "zh-TW";

/**
 * - `loading`: the image is fetched; drivers can charge
 * - `waiting`: nobody can begin to charge until the last transaction ends
 * - `installing`: until the restart
 */
export type UpdatePhase = "loading" | "waiting" | "installing";

export interface ConnectorState {
	id: number;
	status: ConnectorStatus;
	errorCode: ErrorCode;
	cable: boolean;
	ev: boolean;
	evReady: boolean;
	locked: boolean;
	contactor: boolean;
	/** Offered to the vehicle per phase, A. */
	offeredA: number;
	/** Drawn by the vehicle per phase, A. */
	drawnA: number;
	/** Active power, W. */
	powerW: number;
	importWh: number;
	/** The id of the transaction or of the pending authorization; null without. */
	idTag: string | null;
	/** Null until StartTransaction.conf came, -1 once StartTransaction is given up (R-TX-06). */
	transactionId: number | null;
	/** Wh of the running transaction, or of the ended one while Finishing; null without. */
	sessionWh: number | null;
	/** Seconds that the running transaction has lasted, or the ended one while Finishing; null without. */
	sessionSeconds: number | null;
	/** What the connector is held for, whatever its status; null without. */
	reservation: Pick<Reservation, "idTag" | "expiry"> | null;
	/** What the driver should be told for a few seconds: the newest answer to an id. */
	notice: Notice | null;
}

/** Answer to a presented id, shown for some seconds. */
export type Notice =
	| "Authorizing"
	| "Accepted"
	| "Blocked"
	| "Expired"
	| "Invalid"
	| "ConcurrentTx"
	| "Reserved"
	| "Offline"
	| "Cancelled"
	| "Timeout";
