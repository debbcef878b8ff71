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
	/** StartTransaction.conf was not Accepted and StopTransactionOnInvalidId is false (R-AUTH-20). */
	deauthorized: boolean;
}
