import type { TimerHandle, Timers } from "../timers";

export interface LinkRecoveryOptions {
	timers: Timers;
	/** Leaves the network and joins it again, with a new lease of its address. */
	rejoin(): void;
	/** Switches the radio off and on. */
	restartRadio(): void;
	log(text: string): void;
}

/** Waits before the first and before later steps, each twice as long as the one before, ms. */
const FIRST_WAIT = 5 * 60_000;
const LAST_WAIT = 60 * 60_000;

/**
 * Brings a link back to life that is up while nothing gets through. The WebSocket finds that out by its
 * pings, and is made again and again; when that has not helped for a while the network is joined anew, and
 * the next time the radio is restarted, in turns, with longer and longer waits. The firmware goes on: who
 * charges is not disturbed by any of it.
 */
export class LinkRecovery {
	private readonly options: LinkRecoveryOptions;
	private up = false;
	private connected = false;
	/** Steps since the last connection. */
	private steps = 0;
	private timer: TimerHandle | undefined;

	constructor(options: LinkRecoveryOptions) {
		this.options = options;
	}

	/** There is an address, or there is none: a network that is lost is joined anew by its own rules. */
	setLink(up: boolean): void {
		if (up === this.up) return;
		this.up = up;
		this.arm();
	}

	/** The connection to the CSMS is open, or it is not. */
	setConnected(connected: boolean): void {
		if (connected === this.connected) return;
		this.connected = connected;
		if (connected) this.steps = 0;
		this.arm();
	}

	private arm(): void {
		this.options.timers.clear(this.timer);
		this.timer = undefined;
		if (!this.up || this.connected) return;
		this.timer = this.options.timers.set(
			() => this.step(),
			Math.min(FIRST_WAIT * 2 ** this.steps, LAST_WAIT),
		);
	}

	private step(): void {
		const isRadio = this.steps++ % 2 === 1;
		this.options.log(
			`Network: no connection for long; ${isRadio ? "the radio is restarted" : "the network is joined anew"}`,
		);
		if (isRadio) this.options.restartRadio();
		else this.options.rejoin();
		this.arm();
	}
}
