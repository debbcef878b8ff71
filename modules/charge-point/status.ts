import type { ConnectorStatus } from "../ocpp/types";

/** What the status of a connector follows from; the status itself is never stored. */
export interface StatusFacts {
	/** A fault on the connector or on the whole charge point. */
	faulted: boolean;
	/** A transaction runs. */
	transaction: boolean;
	/** The charge point lets energy flow: accepted, no limit below 6 A, not paused (R-ST-04). */
	evseReady: boolean;
	/** The vehicle is connected and asks for energy. */
	evReady: boolean;
	/** Out of service since it was last free (R-AVL-01). */
	unavailable: boolean;
	/** A cable is in the socket, or the tethered cable is on a vehicle. */
	occupied: boolean;
	/** The session on the cable that is in is over (R-TX-04). */
	ended: boolean;
	/** An accepted id waits for the cable, or the lock is moving for a transaction. */
	authorized: boolean;
	/** Held for an id (R-RSV-01, R-RSV-03). */
	reserved: boolean;
}

/** The status of a connector above 0 (R-ST-01, R-ST-03, R-ST-04, R-ST-08, R-RSV-08). */
export function connectorStatus(facts: StatusFacts): ConnectorStatus {
	if (facts.faulted) return "Faulted";
	if (facts.transaction) {
		if (!facts.evseReady) return "SuspendedEVSE";
		return facts.evReady ? "Charging" : "SuspendedEV";
	}
	if (facts.unavailable) return "Unavailable";
	if (facts.occupied && facts.ended) return "Finishing";
	if (facts.authorized) return "Preparing";
	if (facts.reserved) return "Reserved";
	return facts.occupied ? "Preparing" : "Available";
}
