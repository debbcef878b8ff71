import type { TimerHandle, Timers } from "../../modules/timers";

/** How exact the timers are, ms. */
const INTERVAL = 20;

interface Waiting {
	due: number;
	callback: () => void;
}

/** Timers by the clock of a content, for mcsim has no others. */
export class ContentTimers implements Timers {
	private readonly content: Content;
	private readonly waiting = new Set<Waiting>();

	/** The computer's clock may be set back. */
	private latest = 0;

	/** Its behavior calls {@link run} in onTimeChanged. */
	constructor(content: Content) {
		this.content = content;
		content.duration = 0;
		content.interval = INTERVAL;
	}

	now(): number {
		this.latest = Math.max(this.latest, Date.now());
		return this.latest;
	}

	set(callback: () => void, delay: number): TimerHandle {
		const waiting = { due: this.now() + delay, callback };
		this.waiting.add(waiting);
		if (!this.content.running) this.content.start();
		return waiting;
	}

	clear(handle: TimerHandle | undefined): void {
		this.waiting.delete(handle as Waiting);
	}

	/** Calls what is due. */
	run(): void {
		const now = this.now();
		for (const waiting of [...this.waiting]) {
			if (waiting.due > now || !this.waiting.delete(waiting)) continue;
			waiting.callback();
		}
		if (this.waiting.size === 0) this.content.stop();
	}
}
