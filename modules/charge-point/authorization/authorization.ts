import type { ChargingProfile } from "../../ocpp/types";

/** An accepted id that waits for the cable. */
export interface Authorization {
	idTag: string;
	parentIdTag?: string;
	/** A remote start's TxProfile for the transaction (R-SC-13). */
	profile?: ChargingProfile;
}
