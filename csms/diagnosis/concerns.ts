import type { ChargePointAction } from "../../modules/ocpp/types";
import type { Family } from "./rules";

const NOTHING: readonly Family[] = [];

/**
 * What a message of a charge point may have to do with. Heartbeats are missed and not noticed, and meter values
 * come so often that they are looked at now and then.
 */
const CONCERNS: Partial<Record<ChargePointAction, readonly Family[]>> = {
	Authorize: ["refusals"],
	BootNotification: ["reboots", "transactions", "localLists", "firmware"],
	FirmwareStatusNotification: ["firmware", "reboots"],
	SignedFirmwareStatusNotification: ["firmware", "reboots"],
	SecurityEventNotification: ["reboots"],
	StartTransaction: ["refusals", "transactions", "meters"],
	StatusNotification: ["hardware", "clock", "transactions", "meters"],
	StopTransaction: ["transactions", "meters"],
};

/** The families of diagnoses that a message of a charge point may change. */
export function concerns(action: ChargePointAction): readonly Family[] {
	return CONCERNS[action] ?? NOTHING;
}
