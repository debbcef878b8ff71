import type { TimerHandle } from "../timers";
import type { Core } from "./core";

/** ConnectionTimeOut: how long a connector waits for id and cable to come together (R-TX-03, R-TX-04). */
export class ConnectionTimeout {
	private readonly core: Core;
	private readonly onTime: () => void;
	private timer: TimerHandle | undefined;
	private passed = false;

	/** `onTime` is called when the time has passed; it lets the connector follow. */
	constructor(core: Core, onTime: () => void) {
		this.core = core;
		this.onTime = onTime;
	}

	/** The time has passed since the wait began. */
	get hasPassed(): boolean {
		return this.passed;
	}

	/** Begins when the connector begins to wait, with the value that the key has then (R-CFG-10). */
	follow(waits: boolean): void {
		const { timers, configuration } = this.core;
		if (!waits) {
			timers.clear(this.timer);
			this.timer = undefined;
			this.passed = false;
		} else if (this.timer === undefined && !this.passed) {
			const seconds = configuration.integer("ConnectionTimeOut");
			this.timer = timers.set(() => {
				this.timer = undefined;
				this.passed = true;
				this.onTime();
			}, seconds * 1000);
		}
	}
}
