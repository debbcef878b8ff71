import type { HeldCables } from "./authorization/held-cables";
import type { Availability } from "./availability";
import type { Faults } from "./faults";
import type { Metering } from "./metering";
import type { Reservations } from "./reservation/reservations";
import type { SmartCharging } from "./smart-charging/smart-charging";
import type { TransactionQueue } from "./transaction-queue";

/** What a connector needs beside the core. */
export interface ConnectorParts {
	availability: Availability;
	queue: TransactionQueue;
	metering: Metering;
	heldCables: HeldCables;
	reservations: Reservations;
	smartCharging: SmartCharging;
	/** Faults of the whole charge point. */
	chargePointFaults: Faults;
	/** Tells that status or error may have changed. */
	statusChanged(connectorId: number): void;
}
