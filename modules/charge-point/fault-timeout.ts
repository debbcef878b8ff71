import type { TimerHandle } from "../timers";
import type { Connector } from "./connector";
import type { Core } from "./core";

/** A fault that lasts this long ends the transaction (R-ST-09), ms. */
const FAULT_LIMIT = 60_000;

/** How long a transaction waits for a fault to clear. */
export class FaultTimeout {
	private readonly core: Core;
	private readonly connector: Connector;
	private timer: TimerHandle | undefined;

	constructor(core: Core, connector: Connector) {
		this.core = core;
		this.connector = connector;
	}

	/** The time counts from when a transaction begins to wait. */
	follow(waits: boolean): void {
		if (!waits) {
			this.core.timers.clear(this.timer);
			this.timer = undefined;
		} else if (this.timer === undefined) {
			this.timer = this.core.timers.set(() => this.connector.stop("Other"), FAULT_LIMIT);
		}
	}
}
