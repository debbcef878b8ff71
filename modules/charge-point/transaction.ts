/** A running transaction of one connector. */
export interface Transaction {
	/** Journal position of its start: its name in the queue. */
	position: number;
	/** The id that started it. */
	idTag: string;
	/** Group of that id, when known (R-AUTH-16). */
	parentIdTag?: string;
	/** The energy register at the start, Wh. */
	meterStart: number;
	/** Monotonic time of the start, ms. */
	begun: number;
	/** Null until StartTransaction.conf, -1 when StartTransaction was given up (R-TX-06). */
	transactionId: number | null;
	/** The register at which the energy of an id that was not Accepted ends, Wh (R-AUTH-22). */
	energyEnd?: number;
	/** It has ended: StartTransaction.conf was not Accepted, StopTransactionOnInvalidId is false (R-AUTH-20). */
	deauthorized: boolean;
}

/** What a transaction has brought so far. */
export interface Session {
	wh: number;
	seconds: number;
}
