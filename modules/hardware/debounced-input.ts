import type { TimerHandle, Timers } from "../timers";
import { type DigitalClass, DigitalInput } from "./digital";
import type { Pin } from "./platform";

/** How long a line must be quiet before a change counts, ms. */
const DEBOUNCE = 50;

/** Who hears of an input: an object, because a closure for each of them takes more memory. */
export interface InputListener {
	inputChanged(on: boolean, input: DebouncedInput): void;
}

export interface DebouncedInputOptions {
	digital: DigitalClass;
	timers: Timers;
	pin: Pin;
	/** How long the line must be quiet before a change counts, ms; 50 if not given. */
	debounce?: number;
	/** The same for a change to "on" alone; with 0 it counts at once. `debounce` if not given. */
	debounceOn?: number;
	listener: InputListener;
}

/** A contact or a button: its state is known from the start, and bounces and glitches are not seen. */
export class DebouncedInput extends DigitalInput {
	private readonly timers: Timers;
	/** Only where they are given. */
	private readonly debounce?: number;
	private readonly debounceOn?: number;
	private readonly listener: InputListener;
	private settled: boolean;
	private edgeAt = 0;
	private timer: TimerHandle | undefined;

	constructor({ digital, timers, pin, debounce, debounceOn, listener }: DebouncedInputOptions) {
		super(digital, pin);
		this.timers = timers;
		if (debounce !== undefined) this.debounce = debounce;
		if (debounceOn !== undefined) this.debounceOn = debounceOn;
		this.listener = listener;
		this.settled = super.on;
	}

	override get on(): boolean {
		return this.settled;
	}

	/** One timer for a whole series of bounces: it finds when the last edge was. */
	onEdge(): void {
		this.edgeAt = this.timers.now();
		if (this.timer === undefined) this.settle();
	}

	private settle(): void {
		this.timer = undefined;
		const on = super.on;
		if (on === this.settled) return;
		const { debounce = DEBOUNCE } = this;
		const left = this.edgeAt + (on ? (this.debounceOn ?? debounce) : debounce) - this.timers.now();
		if (left > 0) {
			this.timer = this.timers.set(() => this.settle(), left);
			return;
		}
		this.settled = on;
		this.listener.inputChanged(on, this);
	}
}
