import type { ChargePoint, Connector } from "../../../api/schemas/charge-points";

/** What a charge point needs somebody for, the most urgent first. */
export type Condition = "fault" | "offline" | "waiting" | "working";

/** Charge points of a condition, or with a connector of a status. */
export type Shown = "all" | "fault" | "offline" | "charging" | "free";
export const SHOWN: readonly Shown[] = ["all", "fault", "offline", "charging", "free"];

const URGENCY: Record<Condition, number> = { fault: 0, offline: 1, waiting: 2, working: 3 };

/** A fault is one that a connector tells of, or one that the diagnosis has found. */
export function conditionOf({ connected, registration, connectors, health }: ChargePoint): Condition {
	if (health === "fault" || connectors.some(isFaulty)) return "fault";
	if (!connected) return "offline";
	return registration === "Accepted" ? "working" : "waiting";
}

/** Whether the diagnosis has found something that is wrong now. */
export function needsSomebody({ health }: Pick<ChargePoint, "health">): boolean {
	return health === "fault" || health === "warning";
}

/** Whether a connector, or the whole charge point as its number 0, tells of a fault. */
export function isFaulty({ status, errorCode }: Connector): boolean {
	return status === "Faulted" || errorCode !== "NoError";
}

/** The connectors without 0, which is the charge point as a whole. */
export function ownConnectors({ connectors }: ChargePoint): Connector[] {
	return connectors.filter(({ connectorId }) => connectorId > 0);
}

const CHARGING = ["Charging", "SuspendedEV", "SuspendedEVSE"];

/** Whether a charge point is among those that the overview is to show. */
export function isShown(chargePoint: ChargePoint, shown: Shown): boolean {
	switch (shown) {
		case "all":
			return true;
		case "offline":
			return !chargePoint.connected;
		case "charging":
			return ownConnectors(chargePoint).some(({ status }) => CHARGING.includes(status));
		case "free":
			return chargePoint.connected && ownConnectors(chargePoint).some(({ status }) => status === "Available");
		default:
			return conditionOf(chargePoint) === shown;
	}
}

/** Whether a search fits the identity, the name, the location or the model. */
export function isFound(chargePoint: ChargePoint, search: string): boolean {
	const wanted = search.trim().toLowerCase();
	const { identity, name, location, chargePointVendor, chargePointModel } = chargePoint;
	return [identity, name, location, `${chargePointVendor ?? ""} ${chargePointModel ?? ""}`].some((text) =>
		text?.toLowerCase().includes(wanted),
	);
}

/** In the order of their names, CP9 before CP10; those that need somebody come first where that is wanted. */
export function inOrder(chargePoints: ChargePoint[], urgentFirst: boolean, language: string): ChargePoint[] {
	const { compare } = new Intl.Collator(language, { numeric: true });
	const nameOf = ({ name, identity }: ChargePoint) => name ?? identity;
	return chargePoints.toSorted(
		(a, b) =>
			(urgentFirst ? URGENCY[conditionOf(a)] - URGENCY[conditionOf(b)] : 0) || compare(nameOf(a), nameOf(b)),
	);
}
