import type { ConnectorStatus, ErrorCode, RegistrationStatus } from "../ocpp/types";

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
	connectors: ConnectorState[];
}

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
