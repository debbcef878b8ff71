import type { Meter, MeterReading } from "../../charge-point/interfaces";
import type { TimerHandle, Timers } from "../../timers";

/** What is used here of the PulseCount class of ECMA-419. */
export interface PulseCounter {
	/** The count since the start; also lets `onReadable` be called at the next change. */
	read(): number;
}

/** An energy register that survives power cuts. */
export interface EnergyRegister {
	/** Whole Wh, never falling. */
	readonly wh: number;
	add(wh: number): void;
	/** Counting is over for now. */
	settle(): void;
}

export interface PulseMeterOptions {
	timers: Timers;
	/** Opens the counter: `onReadable` is called when the count has changed. */
	open(onReadable: () => void): PulseCounter;
	impulsesPerKwh: number;
	register: EnergyRegister;
}

/** The counter follows two lines, each of which rises and falls once in a pulse. */
const STEPS = 4;
/** Without a pulse for so long no power flows that this meter could tell, ms. */
const QUIET = 120_000;

/**
 * An energy meter with a pulse output (S0, IEC 62053-31). The counter is the SDK's on the ESP32, which
 * decodes quadrature: of one line alone the rising edge would count up and the falling one down again. The
 * second line is the first one delayed by a resistor and a capacitor; so each pulse gives four steps in one
 * direction, counted in hardware however long JavaScript is busy, and a bounce steps forth and back.
 */
export class PulseMeter implements Meter {
	private readonly timers: Timers;
	private readonly register: EnergyRegister;
	private readonly counter: PulseCounter;
	/** Wh a pulse. */
	private readonly weight: number;
	private pulses = 0;
	private pulseAt: number | undefined;
	/** Between the last pulses, ms. */
	private interval: number | undefined;
	private timer: TimerHandle | undefined;

	/** Throws a RangeError for a number of impulses that is not above 0, and what `open` throws. */
	constructor({ timers, open, impulsesPerKwh, register }: PulseMeterOptions) {
		if (!(impulsesPerKwh > 0)) throw new RangeError(`A meter cannot have ${impulsesPerKwh} impulses per kWh`);
		this.timers = timers;
		this.register = register;
		this.weight = 1000 / impulsesPerKwh;
		this.counter = open(() => this.count());
	}

	read(): MeterReading {
		this.count();
		return { importWh: this.register.wh, powerW: this.power };
	}

	/** Of the time between the last pulses; when the next one is late, what it can be at most. Whole W. */
	private get power(): number {
		if (this.pulseAt === undefined || this.interval === undefined) return 0;
		const since = this.timers.now() - this.pulseAt;
		if (since >= QUIET) return 0;
		return Math.round((this.weight * 3_600_000) / Math.max(this.interval, since));
	}

	private count(): void {
		// Whichever of the two lines is the delayed one.
		const pulses = Math.floor(Math.abs(this.counter.read()) / STEPS);
		const more = pulses - this.pulses;
		if (more <= 0) return;
		const now = this.timers.now();
		this.pulses = pulses;
		if (this.pulseAt !== undefined) this.interval = Math.max(1, now - this.pulseAt) / more;
		this.pulseAt = now;
		this.register.add(more * this.weight);
		this.timer ??= this.timers.set(() => this.rest(), QUIET);
	}

	/** One timer for all pulses: it finds when the last one was. */
	private rest(): void {
		const left = this.pulseAt! + QUIET - this.timers.now();
		this.timer = left > 0 ? this.timers.set(() => this.rest(), left) : undefined;
		if (left > 0) return;
		this.pulseAt = undefined;
		this.interval = undefined;
		this.register.settle();
	}
}
