import type { TimerHandle } from "../timers";
import { type Core, isOnline } from "./core";

/** The clock is synchronised at least this often, s (R-HB-02). */
const DAY = 86400;

/** Heartbeat after HeartbeatInterval without any exchange (R-HB-01, R-HB-02). */
export class Heartbeat {
	private readonly core: Core;
	private timer: TimerHandle | undefined;
	/** Monotonic time at which the CSMS last told the time, or would not tell it. */
	private lastSync = 0;

	constructor(core: Core) {
		this.core = core;
	}

	/** The CSMS has told the time in BootNotification.conf. */
	synchronized(): void {
		this.lastSync = this.core.timers.now();
	}

	/** The connection has come or gone, or the interval has changed (R-HB-05). */
	reschedule(): void {
		this.core.timers.clear(this.timer);
		this.timer = undefined;
		if (!isOnline(this.core)) return;
		const interval = this.core.configuration.integer("HeartbeatInterval") * 1000;
		const nextSync = this.lastSync + DAY * 1000;
		const due = interval > 0 ? Math.min(this.core.connection.lastExchange + interval, nextSync) : nextSync;
		const delay = due - this.core.timers.now();
		if (delay > 0) this.timer = this.core.timers.set(() => this.reschedule(), delay);
		else this.send();
	}

	/** Sends a Heartbeat now and sets the clock from its answer (R-HB-03). */
	send(): void {
		this.core.connection.call("Heartbeat", {}, (outcome) => {
			if (outcome.ok) this.core.clock.set(outcome.payload.currentTime);
			// After a failure the next try is in its turn; after a lost connection it is due at once.
			if (outcome.ok || outcome.reason !== "closed") this.lastSync = this.core.timers.now();
			this.reschedule();
		});
	}
}
