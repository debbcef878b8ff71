import type { TimerHandle, Timers } from "../timers";
import { DebouncedInput, type InputListener } from "./debounced-input";
import { type DigitalClass, DigitalOutput } from "./digital";
import type { Pin } from "./platform";

/** How long the motor may take, ms. */
const TIMEOUT = 1000;

export interface LockOwner {
	onChange?(): void;
}

export interface LockOptions {
	digital: DigitalClass;
	timers: Timers;
	/** The motor: "on" engages the lock and keeps it engaged. */
	motor: Pin;
	/** "On" while the lock is engaged. A lock without feedback is taken to follow at once. */
	feedback?: Pin;
	/** Told when `locked` has changed. */
	owner: LockOwner;
}

interface Movement {
	readonly engaged: boolean;
	readonly done: ((moved: boolean) => void)[];
	readonly timer: TimerHandle;
}

/**
 * The lock that keeps the cable in the socket. With a feedback it stays at the start as it is, so that a
 * restart frees no cable; without one it is open.
 */
export class Lock implements InputListener {
	private readonly timers: Timers;
	private readonly motor: DigitalOutput;
	private readonly feedback: DebouncedInput | undefined;
	private readonly owner: LockOwner;
	private engaged: boolean;
	/** What the feedback has not followed yet. */
	private movement: Movement | undefined;

	constructor({ digital, timers, motor, feedback, owner }: LockOptions) {
		this.timers = timers;
		this.owner = owner;
		if (feedback) this.feedback = new DebouncedInput({ digital, timers, pin: feedback, listener: this });
		this.engaged = this.feedback?.on ?? false;
		this.motor = new DigitalOutput(digital, motor, this.engaged);
	}

	/** What the feedback says. */
	get locked(): boolean {
		return this.feedback ? this.feedback.on : this.engaged;
	}

	/**
	 * Moves the lock. `done` hears whether the feedback has followed within a second: at once if it is
	 * there already. The newest request counts: one that waits for the other direction has failed, one
	 * that waits for the same direction shares the new second.
	 */
	set(engaged: boolean, done: (moved: boolean) => void): void {
		const was = this.locked;
		const older = this.movement;
		this.timers.clear(older?.timer);
		this.movement = undefined;
		this.engaged = engaged;
		this.motor.on = engaged;
		if (this.locked !== engaged) {
			const joins = older?.engaged === engaged;
			this.movement = {
				engaged,
				done: joins ? [...older.done, done] : [done],
				timer: this.timers.set(() => this.answer(false), TIMEOUT),
			};
			if (joins) return;
		} else {
			if (was !== engaged) this.owner.onChange?.();
			done(true);
		}
		older?.done.forEach((failed) => {
			failed(false);
		});
	}

	inputChanged(on: boolean): void {
		this.owner.onChange?.();
		if (this.movement?.engaged === on) this.answer(true);
	}

	private answer(moved: boolean): void {
		const movement = this.movement;
		this.movement = undefined;
		this.timers.clear(movement?.timer);
		movement?.done.forEach((done) => {
			done(moved);
		});
	}
}
