import type { ConnectorHardware, Meter } from "../charge-point/interfaces";
import type { ErrorCode } from "../ocpp/types";
import type { Timers } from "../timers";
import { Contactor, type ContactorOwner } from "./contactor";
import { DebouncedInput, type InputListener } from "./debounced-input";
import type { DigitalClass } from "./digital";
import { Lock } from "./lock";
import type { ConnectorPins, Pin } from "./platform";

/** The control pilot (IEC 61851-1): what the vehicle is told it may draw. */
export interface Pilot {
	/** A per phase; 0: nothing. */
	offer(amperes: number): void;
	/** This side cannot charge, or can again. */
	fail?(failed: boolean): void;
}

/** A control pilot that also sees the vehicle. */
export interface SensingPilot extends Pilot {
	readonly ev: boolean;
	readonly evReady: boolean;
	/** Set by the connector: `ev` or `evReady` has changed. */
	onChange?: () => void;
}

export interface ConnectorOptions {
	digital: DigitalClass;
	timers: Timers;
	pins: ConnectorPins;
	meter: Meter;
	/** Without it nobody is told the current; one that sees the vehicle takes the place of `ev` and `evReady`. */
	pilot?: Pilot | SensingPilot;
	/** What wiring and contactor allow per phase, A. */
	maxCurrent: number;
}

/** A connector made of digital lines, a meter and perhaps a control pilot; without a cable contact it is tethered. */
export class Connector implements ConnectorHardware, ContactorOwner, InputListener {
	readonly meter: Meter;
	readonly maxCurrent: number;
	onChange?: () => void;
	/** Set by the board: something on the connector has failed, or works again. */
	onFault?: (errorCode: ErrorCode, active: boolean) => void;
	private readonly pilot: Pilot | undefined;
	private readonly _cable: DebouncedInput | undefined;
	private readonly sensing: SensingPilot | undefined;
	private readonly _ev: DebouncedInput | undefined;
	private readonly _evReady: DebouncedInput | undefined;
	private readonly pause: DebouncedInput | undefined;
	private readonly fault: DebouncedInput | undefined;
	private readonly errorCode: ErrorCode | undefined;
	private readonly lock: Lock | undefined;
	private readonly contactor: Contactor;

	/**
	 * Throws an Error when the lock has a feedback and no motor or nothing sees the vehicle, and a RangeError
	 * for a bad current.
	 */
	constructor({ digital, timers, pins, meter, pilot, maxCurrent }: ConnectorOptions) {
		if (pins.lockFeedback && !pins.lock) throw new Error("The pins have a lockFeedback and no lock");
		if (!(maxCurrent > 0)) throw new RangeError(`The largest current cannot be ${maxCurrent} A`);
		this.contactor = new Contactor({
			...{ digital, timers, coil: pins.contactor, feedback: pins.contactorFeedback, owner: this },
		});
		this.meter = meter;
		this.maxCurrent = maxCurrent;
		this.pilot = pilot;
		const input = (pin: Pin | undefined) =>
			pin && new DebouncedInput({ digital, timers, pin, listener: this });
		this._cable = input(pins.cable);
		if (pilot && "ev" in pilot) {
			this.sensing = pilot;
			pilot.onChange = () => {
				// The vehicle does not wait for what the charge point makes of it.
				if (!this.evReady) this.setContactor(false);
				this.vehicleChanged();
			};
		} else if (pins.ev && pins.evReady) {
			this._ev = input(pins.ev);
			this._evReady = input(pins.evReady);
		} else throw new Error("A connector needs the lines ev and evReady, or a pilot that sees the vehicle");
		this.pause = input(pins.pause);
		this.errorCode = pins.fault?.errorCode;
		this.fault = input(pins.fault);
		if (pins.lock)
			this.lock = new Lock({ digital, timers, motor: pins.lock, feedback: pins.lockFeedback, owner: this });
	}

	inputChanged(on: boolean, input: DebouncedInput): void {
		if (input === this.fault) this.onFault?.(this.errorCode!, on);
		else if (input === this._ev) this.vehicleChanged();
		else {
			this.onChange?.();
			if (input === this._cable) this.contactor.release();
		}
	}

	contactorFailed(failed: boolean): void {
		this.onFault?.("PowerSwitchFailure", failed);
	}

	private vehicleChanged(): void {
		if (!this.cable) return;
		this.onChange?.();
		this.contactor.release();
	}

	get detachable(): boolean {
		return this._cable !== undefined;
	}

	get cable(): boolean {
		return this._cable ? this._cable.on : true;
	}

	get ev(): boolean {
		return this.cable && (this.sensing ? this.sensing.ev : this._ev!.on);
	}

	get evReady(): boolean {
		return this.sensing ? this.sensing.evReady : this._evReady!.on;
	}

	get paused(): boolean {
		return this.pause?.on === true;
	}

	get locked(): boolean {
		return this.lock ? this.lock.locked : false;
	}

	/** Tells `onFault` of what has failed already: for who could not listen before. */
	tellFaults(): void {
		if (this.errorCode && this.fault?.on) this.onFault?.(this.errorCode, true);
		if (this.contactor.hasFailed) this.onFault?.("PowerSwitchFailure", true);
	}

	setContactor(closed: boolean): void {
		this.contactor.set(closed);
	}

	/** Opens the contactor at once and keeps it open, whoever wants to close it. */
	inhibit(inhibited: boolean): void {
		this.contactor.inhibit(inhibited);
		this.pilot?.fail?.(inhibited);
	}

	/** Throws a RangeError for a current that is not from 0 to `maxCurrent`. */
	setOfferedCurrent(amperes: number): void {
		if (!(amperes >= 0 && amperes <= this.maxCurrent))
			throw new RangeError(`${amperes} A cannot be offered: 0 to ${this.maxCurrent} A`);
		this.pilot?.offer(amperes);
	}

	setLock(engaged: boolean, done: (moved: boolean) => void): void {
		if (this.lock) this.lock.set(engaged, done);
		else done(true);
	}
}
