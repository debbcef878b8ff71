import { type AnalogLine, PILOT_CIRCUIT } from "../../../modules/hardware/drivers/control-pilot";
import type { PwmLine } from "../../../modules/hardware/pwm";

/** The generator's resistor, Ohm; what a vehicle in state B, C and D has between pilot and earth, Ohm. */
const SOURCE = 1000;
const RESISTORS = { B: 2740, C: 882, D: 246 };
/** The diode of the vehicle, V. */
const DIODE = 0.7;
/** The pulses, and the time of one analog reading, us. */
const PERIOD = 1000;
const READING = 47;

/**
 * A pilot line with the circuit in docs/hardware.md: a generator of +12 and -12 V behind 1 kOhm, a vehicle
 * with diode and resistor, and the divider to the analog input. Time passes with each reading.
 */
export class FakePilotLine {
	/** The vehicle; "short" is a pilot line that touches the earth. */
	vehicle: "none" | keyof typeof RESISTORS | "short" = "none";
	diode = true;
	/** The supply of -12 V is all that is left. */
	noPositive = false;
	/** Readings that are disturbed: each tenth one is this number of V instead, for so many readings. */
	disturbed: { volts: number; left: number } | undefined;
	/** How far everything is read too high, V. */
	error = 0;
	/** What was written to the PWM, in order. */
	readonly written: number[] = [];
	readings = 0;
	readonly pwm: PwmLine;
	readonly analog: AnalogLine;
	#time = 0;

	constructor() {
		const line = this;
		this.pwm = {
			resolution: 10,
			write(value) {
				if (!(Number.isInteger(value) && value >= 0 && value <= 1023)) throw new RangeError("invalid value");
				line.written.push(value);
			},
		};
		this.analog = { resolution: 12, read: () => line.#read() };
	}

	/** The part of the period in which the generator is at +12 V. */
	get duty(): number {
		const value = this.written.at(-1) ?? 0;
		return value === 1023 ? 1 : value / 1024;
	}

	#read(): number {
		this.readings++;
		this.#time = (this.#time + READING) % PERIOD;
		const high = this.#time < this.duty * PERIOD && !this.noPositive;
		let volts = this.#voltsAt(high ? 12 : -12) + this.error;
		if (this.disturbed && this.disturbed.left-- > 0 && this.readings % 50 === 25)
			volts = this.disturbed.volts;
		const { fullScale, zero, perVolt } = PILOT_CIRCUIT;
		const reading = Math.round(((zero + perVolt * volts) * 4095) / fullScale);
		return Math.max(0, Math.min(4095, reading));
	}

	#voltsAt(generator: number): number {
		if (this.vehicle === "none") return generator;
		if (this.vehicle === "short") return 0;
		const resistor = RESISTORS[this.vehicle];
		if (!this.diode) return (generator * resistor) / (SOURCE + resistor);
		if (generator < 0) return generator;
		return DIODE + ((generator - DIODE) * resistor) / (SOURCE + resistor);
	}
}
