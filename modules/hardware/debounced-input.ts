import type { TimerHandle, Timers } from "../timers";
import { type DigitalClass, DigitalInput } from "./digital";
import type { Pin } from "./platform";

export interface DebouncedInputOptions {
	digital: DigitalClass;
	timers: Timers;
	pin: Pin;
	/** How long the line must be quiet before a change counts, ms; 50 if not given. */
	debounce?: number;
	/** The same for a change to "on" alone; with 0 it counts at once. `debounce` if not given. */
	debounceOn?: number;
	onChange: (on: boolean) => void;
}

/** A contact or a button: its state is known from the start, and bounces and glitches are not seen. */
export class DebouncedInput {
	private readonly input: DigitalInput;
	private readonly timers: Timers;
	private readonly debounce: number;
	private readonly debounceOn: number;
	private readonly onChange: (on: boolean) => void;
	private _on: boolean;
	private edgeAt = 0;
	private timer: TimerHandle | undefined;

	constructor({
		digital,
		timers,
		pin,
		debounce = 50,
		debounceOn = debounce,
		onChange,
	}: DebouncedInputOptions) {
		this.timers = timers;
		this.debounce = debounce;
		this.debounceOn = debounceOn;
		this.onChange = onChange;
		this.input = new DigitalInput(digital, pin, () => this.edge());
		this._on = this.input.on;
	}

	get on(): boolean {
		return this._on;
	}

	/** One timer for a whole series of bounces: it finds when the last edge was. */
	private edge(): void {
		this.edgeAt = this.timers.now();
		if (this.timer === undefined) this.settle();
	}

	private settle(): void {
		this.timer = undefined;
		const on = this.input.on;
		if (on === this._on) return;
		const left = this.edgeAt + (on ? this.debounceOn : this.debounce) - this.timers.now();
		if (left > 0) {
			this.timer = this.timers.set(() => this.settle(), left);
			return;
		}
		this._on = on;
		this.onChange(on);
	}
}
