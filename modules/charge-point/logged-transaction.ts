import type { Stamp } from "./clock";
import type { KeptSamples } from "./kept-samples";

/** A running transaction as far as the log knows it. */
export interface LoggedTransaction {
	tx: number;
	connectorId: number;
	idTag: string;
	meterStart: number;
	/** The reservation that it used up; forgotten when the transaction is told again. */
	reservationId?: number;
	/** Null while StartTransaction is not delivered, -1 when it was given up (R-TX-06). */
	transactionId: number | null;
	/** When it was started. */
	begun: Stamp;
	/** The register as last stored, and when. */
	importWh: number;
	time: Stamp;
	/** What its transactionData will be (R-MV-08). */
	kept: KeptSamples;
	/** The entry from which all this can be told: it must not be forgotten. */
	pin: number;
}

/** A transaction whose StartTransaction is delivered and whose StopTransaction is not. */
export interface DeliveredStart {
	tx: number;
	transactionId: number;
	/** The first of the entries that its stop needs. */
	pin: number;
}
