import { frozen } from "../../frozen";
import type { ErrorCode } from "../../ocpp/types";
import type { Timers } from "../../timers";
import type { SensingPilot } from "../connector";
import type { PwmLine } from "../pwm";

/** What is used here of the Analog class of ECMA-419. */
export interface AnalogLine {
	/** Bits: `read` gives 0 to 2 ** resolution - 1. */
	readonly resolution: number;
	read(): number;
}

/** How the voltage of the pilot comes to the analog input. */
export interface PilotCircuit {
	/** At the input, mV: for its largest reading; for 0 V on the pilot; for each V on the pilot. */
	fullScale: number;
	zero: number;
	perVolt: number;
	/** How far a voltage may be from a state's own, V: below 1.5. In the gaps the state stays. */
	tolerance: number;
}

/** The circuit in docs/drivers.md, at the ESP32's attenuation of 12 dB. */
export const PILOT_CIRCUIT: PilotCircuit = frozen({
	fullScale: 2450,
	zero: 1272,
	perVolt: 84.8,
	tolerance: 1,
});

export interface ControlPilotOptions {
	timers: Timers;
	/** 1 kHz; on is +12 V, off is -12 V. */
	pwm: PwmLine;
	analog: AnalogLine;
	/** {@link PILOT_CIRCUIT} if not given. */
	circuit?: PilotCircuit;
	/** The place is ventilated: a vehicle that asks for it (state D) may charge. */
	ventilated?: boolean;
	onFault(errorCode: ErrorCode, active: boolean): void;
}

/** The states of IEC 61851-1, Annex A; and a vehicle without the diode, which is none. */
export type PilotState = "A" | "B" | "C" | "D" | "E" | "F" | "no diode";

/** The voltage of the states, V (table A.4). */
const VOLTS: Readonly<Record<Exclude<PilotState, "no diode">, number>> = frozen({
	A: 12,
	B: 9,
	C: 6,
	D: 3,
	E: 0,
	F: -12,
});
const STEP = 3;
/** Without the diode the vehicle's resistor pulls also the low part up, to -8.8 V at least, V. */
const DIODE_LOW = -10;
/** The low part is shorter than what is surely seen from here on, as a part of the period. */
const DIODE_SEEN = 0.9;

/** Readings of one look, without a pause: at 50 us each they see two periods of 1 kHz and a half. */
const READINGS = 50;
/**
 * Between looks, ms: while a vehicle may draw, and while none does; and for a change, which counts when it
 * has been seen for so long. The contactor has to open within 100 ms of the vehicle's wish.
 */
const LOOKS_CHARGING = 25;
const LOOKS = 100;
const LOOKS_AGAIN = 5;
const STABLE = 20;
/** State F lasts so long at least, ms (IEC 61851-1, table A.5). */
const LEAST_F = 300;

/**
 * The control pilot of a connector. It offers a current by the pulse width, and sees the vehicle by the
 * voltage that it leaves: B to D are `ev`; C, and D where it is ventilated, are `evReady`. A vehicle that
 * leaves counts after a second look 5 ms later, everything else after 20 ms. The analog input has no edge
 * to wait for: it is looked at 10 times a second, and 40 times while a vehicle may draw.
 */
export class ControlPilot implements SensingPilot {
	onChange?: () => void;
	private readonly options: ControlPilotOptions;
	private readonly circuit: PilotCircuit;
	private readonly _step = () => this.step();
	private _state: PilotState = "A";
	private seen: PilotState = "A";
	private seenAt = 0;
	private duty = 1;
	/** In state F, since when; and whether it has to go on. */
	private failed = false;
	private failedAt = 0;
	private failing = false;

	constructor(options: ControlPilotOptions) {
		this.options = options;
		this.circuit = options.circuit ?? PILOT_CIRCUIT;
		this.drive();
		const seen = this.look();
		// What is wrong is told once somebody listens.
		if (seen === "B" || seen === "C" || seen === "D") this._state = seen;
		this.lookAgain();
	}

	get state(): PilotState {
		return this._state;
	}

	get ev(): boolean {
		return this._state !== "A" && this._state !== "E" && this._state !== "F";
	}

	get evReady(): boolean {
		if (this.failed) return false;
		return this._state === "C" || (this._state === "D" && this.options.ventilated === true);
	}

	offer(amperes: number): void {
		this.duty = dutyOf(amperes);
		this.drive();
	}

	/**
	 * State F, steady -12 V: this side cannot charge. What the vehicle does is not seen meanwhile. It ends with
	 * the first look after 300 ms.
	 */
	fail(failed: boolean): void {
		this.failing = failed;
		if (!failed || this.failed) return;
		this.failed = true;
		this.failedAt = this.options.timers.now();
		this.drive();
	}

	private drive(): void {
		const { pwm } = this.options;
		// Of the ESP32's 2 ** resolution steps, rounded down: never more than what is offered. The largest
		// value that can be written is all of them.
		const steps = 2 ** pwm.resolution;
		pwm.write(this.failed ? 0 : Math.min(Math.floor(this.duty * steps), steps - 1));
	}

	private lookAgain(): void {
		const charging = this._state === "C" || this._state === "D";
		const soon = this.seen !== this._state;
		this.options.timers.set(this._step, soon ? LOOKS_AGAIN : charging ? LOOKS_CHARGING : LOOKS);
	}

	private step(): void {
		const now = this.options.timers.now();
		const seen = this.failed ? this._state : this.look();
		if (this.failed && !this.failing && now - this.failedAt >= LEAST_F) {
			this.failed = false;
			this.drive();
			this.onChange?.();
		}
		if (seen !== this.seen) {
			this.seen = seen;
			this.seenAt = now;
		} else if (seen !== this._state && (seen === "A" || now - this.seenAt >= STABLE)) this.enter(seen);
		this.lookAgain();
	}

	private enter(state: PilotState): void {
		const { onFault } = this.options;
		const was = faultOf(this._state);
		const is = faultOf(state);
		this._state = state;
		// First what opens the contactor.
		this.onChange?.();
		if (was === is) return;
		if (was) onFault(was, false);
		if (is) onFault(is, true);
	}

	/** What the pilot's voltage says now. */
	private look(): PilotState {
		const { analog } = this.options;
		// A single reading may be disturbed: the second highest and the second lowest count.
		let highest = -1;
		let high = -1;
		let lowest = Infinity;
		let low = Infinity;
		for (let i = 0; i < READINGS; i++) {
			const reading = analog.read();
			if (reading > highest) {
				high = highest;
				highest = reading;
			} else if (reading > high) high = reading;
			if (reading < lowest) {
				low = lowest;
				lowest = reading;
			} else if (reading < low) low = reading;
		}
		const state = this.stateAt(this.voltsOf(high));
		const vehicle = state === "B" || state === "C" || state === "D";
		if (!vehicle) return state;
		// Once it is known to have no diode, only unplugging helps.
		if (this._state === "no diode") return this._state;
		const checks = this.duty <= DIODE_SEEN;
		return checks && this.voltsOf(low) > DIODE_LOW ? "no diode" : state;
	}

	private voltsOf(reading: number): number {
		const { fullScale, zero, perVolt } = this.circuit;
		return ((reading * fullScale) / (2 ** this.options.analog.resolution - 1) - zero) / perVolt;
	}

	private stateAt(volts: number): PilotState {
		const state = this._state;
		if (state !== "no diode" && Math.abs(volts - VOLTS[state]) <= STEP - this.circuit.tolerance) return state;
		if (volts < -STEP * 2) return "F";
		if (volts < STEP / 2) return "E";
		if (volts < STEP * 1.5) return "D";
		if (volts < STEP * 2.5) return "C";
		return volts < STEP * 3.5 ? "B" : "A";
	}
}

/**
 * The part of the period that the pilot is high for a current per phase in A (IEC 61851-1, table A.7): 10
 * to 85 % for 6 to 51 A, up to 96 % for 80 A; below 6 A nothing is offered, and it is high all the time.
 * More than 80 A is 80 A.
 */
export function dutyOf(amperes: number): number {
	if (!(amperes >= 6)) return 1;
	if (amperes <= 51) return amperes / 60;
	return (Math.min(amperes, 80) / 2.5 + 64) / 100;
}

/** What is wrong with the pilot line itself stops charging; a vehicle without diode is the vehicle's. */
function faultOf(state: PilotState): ErrorCode | undefined {
	if (state === "no diode") return "EVCommunicationError";
	return state === "E" || state === "F" ? "InternalError" : undefined;
}
