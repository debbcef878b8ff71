import type { TimerHandle, Timers } from "../timers";
import type { ConnectorHardware } from "./interfaces";
import { MINIMUM_CURRENT } from "./smart-charging/share";

/** How often it is looked whether the meter stands, ms. */
const GLANCE = 50;
/** A meter that tells power for longer is not waited for, ms. */
const REST_LIMIT = 1000;

/** Pilot and contactor of a connector: the one answer to "may energy flow, and how much". */
export class Supply {
	private readonly hardware: ConnectorHardware;
	private readonly timers: Timers;
	private closed = false;
	private _offered = 0;
	/** Waits for the meter. */
	private resting: (() => void) | undefined;
	private timer: TimerHandle | undefined;

	constructor(hardware: ConnectorHardware, timers: Timers) {
		this.hardware = hardware;
		this.timers = timers;
	}

	/** The contactor is closed. */
	get isClosed(): boolean {
		return this.closed;
	}

	/** What the vehicle is offered per phase, A. */
	get offered(): number {
		return this._offered;
	}

	/** Offers a current, 0 for none; the contactor is closed only while the vehicle asks for energy. */
	set(offered: number): void {
		const hardware = this.hardware;
		const closed = offered >= MINIMUM_CURRENT && hardware.evReady;
		if (!closed && this.closed) hardware.setContactor(false);
		if (offered !== this._offered) hardware.setOfferedCurrent(offered);
		if (closed && !this.closed) hardware.setContactor(true);
		this._offered = offered;
		this.closed = closed;
	}

	/** The meter tells no power. */
	get isAtRest(): boolean {
		return !this.hardware.meter.read().powerW;
	}

	/** The contactor was told to open, and the meter has told power since. */
	get isComingToRest(): boolean {
		return this.resting !== undefined;
	}

	/** Calls `done` when nothing flows any more: contacts take their time to open, and the vehicle to hear of it. */
	awaitRest(done: () => void, limit = REST_LIMIT): void {
		this.resting = done;
		this.timer = this.timers.set(() => {
			if (limit > 0 && !this.isAtRest) this.awaitRest(done, limit - GLANCE);
			else this.rest();
		}, GLANCE);
	}

	/** Who waits for the meter waits no longer. */
	rest(): void {
		const done = this.resting;
		this.resting = undefined;
		this.timers.clear(this.timer);
		done?.();
	}
}
