import type { AvailabilityStatus, ChangeAvailabilityRequest } from "../ocpp/types";
import type { Connector } from "./connector";
import type { Records } from "./interfaces";

/** Wanted availability of the charge point (0) and its connectors; it survives everything (R-AVL-04). */
export class Availability {
	private readonly records: Records;
	private inoperative: ReadonlySet<number>;
	/** The firmware is about to be replaced: no connector serves meanwhile (R-FW-02). Not stored (R-ST-11). */
	updating = false;

	constructor(records: Records) {
		this.records = records;
		const stored = records.get("inoperative");
		this.inoperative = new Set(stored ? stored.split(",").map(Number) : []);
	}

	/** Wanted in service; a connector needs the whole charge point to be in service, too. */
	isOperative(connectorId: number): boolean {
		if (this.updating && connectorId > 0) return false;
		return !this.inoperative.has(connectorId) && !this.inoperative.has(0);
	}

	/**
	 * ChangeAvailability.req (R-AVL-01 to R-AVL-04): stores what is wanted and answers; the connectors
	 * follow when they are evaluated, one in use when it gets free. Connector 0 is the charge point and
	 * all connectors (R-AVL-02): Operative brings all of them back.
	 */
	change(
		{ connectorId, type }: ChangeAvailabilityRequest,
		connectors: readonly Connector[],
	): AvailabilityStatus {
		if (connectorId < 0 || connectorId > connectors.length) return "Rejected";
		const wanted = new Set(this.inoperative);
		if (type === "Inoperative") wanted.add(connectorId);
		else if (connectorId === 0) wanted.clear();
		else wanted.delete(connectorId);
		if (wanted.size !== this.inoperative.size) this.records.set("inoperative", Array.from(wanted).join(","));
		this.inoperative = wanted;
		if (type === "Operative") return "Accepted";
		const affected = connectorId === 0 ? connectors : [connectors[connectorId - 1]];
		return affected.some((connector) => connector.isInUse) ? "Scheduled" : "Accepted";
	}
}
