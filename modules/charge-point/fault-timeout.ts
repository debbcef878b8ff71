import type { TimerHandle } from "../timers";
import type { Core } from "./core";

/** A fault that lasts this long ends the transaction (R-ST-09), ms. */
const FAULT_LIMIT = 60_000;

/** How long a transaction waits for a fault to clear. */
export class FaultTimeout {
	private readonly core: Core;
	private readonly onTime: () => void;
	private timer: TimerHandle | undefined;

	/** `onTime` is called when the fault has lasted too long. */
	constructor(core: Core, onTime: () => void) {
		this.core = core;
		this.onTime = onTime;
	}

	/** The time counts from when a transaction begins to wait. */
	follow(waits: boolean): void {
		const { timers } = this.core;
		if (!waits) {
			timers.clear(this.timer);
			this.timer = undefined;
		} else if (this.timer === undefined) {
			this.timer = timers.set(this.onTime, FAULT_LIMIT);
		}
	}
}
