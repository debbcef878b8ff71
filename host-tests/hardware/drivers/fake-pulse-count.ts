import type { PulseCounter } from "../../../modules/hardware/drivers/pulse-meter";
import type { VirtualTimers } from "../../virtual-timers";

/** What the resistor and the capacitor delay the second line by, ms. */
const DELAY = 10;
const LIMIT = 32_767;

/**
 * The PulseCount of the SDK on the ESP32 (modules/io/pulsecount/esp32): a counter of 16 bits that steps up
 * or down with every edge of two lines, and tells when it stands at 1 or -1. Here the second line is the
 * first one, delayed; `swapped` exchanges them.
 */
export class FakePulseCount implements PulseCounter {
	swapped = false;
	/** JavaScript is busy: what the counter tells comes when it is no longer. */
	busy = false;
	told = 0;
	readonly #timers: VirtualTimers;
	readonly #onReadable: () => void;
	#line = 1;
	#delayed = 1;
	#count = 0;
	#base = 0;
	#pending = false;

	constructor(timers: VirtualTimers, onReadable: () => void) {
		this.#timers = timers;
		this.#onReadable = onReadable;
	}

	read(): number {
		this.#base = (this.#base + this.#count) | 0;
		this.#count = 0;
		return this.#base;
	}

	/** The meter's contact closes for `on` ms and opens again; then `off` ms pass. */
	pulse(on = 50, off = 50): void {
		this.#set(0);
		this.#timers.advance(on);
		this.#set(1);
		this.#timers.advance(off);
	}

	/** The contact bounces for `time` ms and ends as it was. */
	bounce(time: number): void {
		for (let i = 0; i < time; i++) {
			this.#set(i % 2 === 0 ? 0 : 1);
			this.#timers.advance(1);
		}
		this.#set(1);
	}

	free(): void {
		this.busy = false;
		this.#tell();
	}

	#set(level: number): void {
		const before = this.#line;
		this.#line = level;
		if (level !== before) this.#step(level !== this.#delayed);
		this.#timers.set(() => {
			// A capacitor follows what has lasted.
			if (this.#line !== level || this.#delayed === level) return;
			this.#delayed = level;
			this.#step(level === this.#line);
		}, DELAY);
	}

	/** The first line leads: an edge that makes the lines differ, or the second one follow, counts up. */
	#step(up: boolean): void {
		this.#count += up !== this.swapped ? 1 : -1;
		// The hardware's counter begins anew at its limits.
		if (Math.abs(this.#count) >= LIMIT) this.#count = 0;
		if (Math.abs(this.#count) === 1) this.#pending = true;
		if (!this.busy) this.#tell();
	}

	#tell(): void {
		if (!this.#pending) return;
		this.#pending = false;
		this.told++;
		this.#onReadable();
	}
}
