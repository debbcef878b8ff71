import type { ConnectorStatus } from "../../modules/ocpp/types";

/** The only transitions that a connector may show (R-ST-02): from each status to these. */
export const TRANSITIONS: Readonly<Record<ConnectorStatus, readonly ConnectorStatus[]>> = {
	Available: ["Preparing", "Charging", "SuspendedEV", "SuspendedEVSE", "Reserved", "Unavailable", "Faulted"],
	// Preparing to Unavailable: R-ST-13, to Reserved: R-RSV-05.
	Preparing: [
		...(["Available", "Charging", "SuspendedEV", "SuspendedEVSE"] as const),
		...(["Finishing", "Reserved", "Faulted", "Unavailable"] as const),
	],
	Charging: ["Available", "SuspendedEV", "SuspendedEVSE", "Finishing", "Unavailable", "Faulted"],
	SuspendedEV: ["Available", "Charging", "SuspendedEVSE", "Finishing", "Unavailable", "Faulted"],
	SuspendedEVSE: ["Available", "Charging", "SuspendedEV", "Finishing", "Unavailable", "Faulted"],
	Finishing: ["Available", "Preparing", "Unavailable", "Faulted"],
	Reserved: ["Available", "Preparing", "Unavailable", "Faulted"],
	Unavailable: ["Available", "Preparing", "Charging", "SuspendedEV", "SuspendedEVSE", "Faulted"],
	Faulted: [
		...(["Available", "Preparing", "Charging", "SuspendedEV", "SuspendedEVSE"] as const),
		...(["Finishing", "Reserved", "Unavailable", "Faulted"] as const),
	],
};
