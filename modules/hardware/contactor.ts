import type { TimerHandle, Timers } from "../timers";
import { DebouncedInput, type InputListener } from "./debounced-input";
import { type DigitalClass, DigitalOutput } from "./digital";
import type { Pin } from "./platform";

/** How long the auxiliary contact may take to follow the coil, its debouncing included, ms. */
const FOLLOWS = 300;

export interface ContactorOwner {
	/** A vehicle is there; without one, a contactor that had failed and is open by now may be tried again. */
	readonly ev: boolean;
	/** The auxiliary contact has not followed the coil, or the contactor may be tried again. */
	contactorFailed(failed: boolean): void;
}

export interface ContactorOptions {
	digital: DigitalClass;
	timers: Timers;
	coil: Pin;
	/** The auxiliary contact: "on" while the main contacts are closed. */
	feedback?: Pin;
	owner: ContactorOwner;
}

/**
 * The contactor of a connector, open at first. Where its auxiliary contact says for longer than 300 ms
 * what the coil does not, it is welded, does not close or has no supply: it has failed, and stays open
 * until it is open indeed and the vehicle has gone.
 */
export class Contactor implements InputListener {
	private readonly coil: DigitalOutput;
	private readonly feedback: DebouncedInput | undefined;
	private readonly timers: Timers;
	private readonly owner: ContactorOwner;
	private closed = false;
	private inhibited = false;
	private failed = false;
	private timer: TimerHandle | undefined;

	constructor({ digital, timers, coil, feedback, owner }: ContactorOptions) {
		this.coil = new DigitalOutput(digital, coil, false);
		this.timers = timers;
		this.owner = owner;
		if (!feedback) return;
		this.feedback = new DebouncedInput({ digital, timers, pin: feedback, listener: this });
		this.watch();
	}

	inputChanged(): void {
		this.watch();
		this.release();
	}

	get hasFailed(): boolean {
		return this.failed;
	}

	/** Closes or opens, at once. While it is inhibited or has failed it stays open, and closing is forgotten. */
	set(closed: boolean): void {
		const closes = closed && !this.inhibited && !this.failed;
		this.coil.on = closes;
		if (closes === this.closed) return;
		this.closed = closes;
		this.watch();
	}

	/** Opens the contactor at once and keeps it open; afterwards it needs to be closed anew. */
	inhibit(inhibited: boolean): void {
		this.inhibited = inhibited;
		if (inhibited) this.set(false);
	}

	/** A vehicle may have gone. */
	release(): void {
		if (!this.failed || this.feedback?.on || this.owner.ev) return;
		this.failed = false;
		this.owner.contactorFailed(false);
	}

	private watch(): void {
		if (!this.feedback) return;
		this.timers.clear(this.timer);
		this.timer = this.feedback.on === this.closed ? undefined : this.timers.set(() => this.fail(), FOLLOWS);
	}

	private fail(): void {
		this.timer = undefined;
		if (this.failed) return;
		this.failed = true;
		this.set(false);
		this.owner.contactorFailed(true);
	}
}
