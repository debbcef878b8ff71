import type { TimerHandle } from "../timers";
import type { Connector } from "./connector";
import type { Core } from "./core";

/** ConnectionTimeOut: how long a connector waits for id and cable to come together (R-TX-03, R-TX-04). */
export class ConnectionTimeout {
	private readonly core: Core;
	private readonly connector: Connector;
	private timer: TimerHandle | undefined;
	private passed = false;

	constructor(core: Core, connector: Connector) {
		this.core = core;
		this.connector = connector;
	}

	/** The time has passed since the wait began. */
	get hasPassed(): boolean {
		return this.passed;
	}

	/** Begins when the connector begins to wait, with the value that the key has then (R-CFG-10). */
	follow(waits: boolean): void {
		if (!waits) {
			this.core.timers.clear(this.timer);
			this.timer = undefined;
			this.passed = false;
		} else if (this.timer === undefined && !this.passed) {
			const seconds = this.core.configuration.integer("ConnectionTimeOut");
			this.timer = this.core.timers.set(() => {
				this.timer = undefined;
				this.passed = true;
				this.connector.evaluate();
			}, seconds * 1000);
		}
	}
}
