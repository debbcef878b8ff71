import type { Timers } from "../timers";
import type { Clock } from "./clock";
import type { Configuration } from "./configuration";
import type { Connection } from "./connection";
import type { Records } from "./interfaces";
import type { Registration } from "./registration";

/** What every subject of the charge point works with. */
export interface Core {
	readonly timers: Timers;
	readonly clock: Clock;
	readonly configuration: Configuration;
	readonly connection: Connection;
	readonly registration: Registration;
	readonly records: Records;
	log(text: string): void;
	/** Something that an observer could see has changed. */
	changed(): void;
}

/** True while the CSMS can be asked: connected, and the registration was accepted (R-BOOT-07, R-QUE-10). */
export function isOnline(core: Core): boolean {
	return core.connection.isOpen && core.registration.status === "Accepted";
}
