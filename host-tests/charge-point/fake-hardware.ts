import type { ConnectorHardware, Meter, MeterReading } from "../../modules/charge-point/interfaces";
import type { Timers } from "../../modules/timers";

const VOLTAGE = 230;
/** How long the lock takes, ms. */
const LOCK_TIME = 200;

/** A connector with a cable, a vehicle and a meter that counts in virtual time. */
export class FakeConnector implements ConnectorHardware, Meter {
	readonly maxCurrent = 32;
	readonly detachable: boolean;
	readonly #timers: Timers;
	cable: boolean;
	ev = false;
	evReady = true;
	locked = false;
	jammed = false;
	powered = true;
	contactor = false;
	offered = 0;
	demand = 16;
	onChange?: () => void;
	#energy = 0;
	#since = 0;

	constructor(timers: Timers, detachable: boolean) {
		this.#timers = timers;
		this.detachable = detachable;
		this.cable = !detachable;
	}

	get meter(): Meter {
		return this;
	}

	/** The register is the meter's own: it survives a power cut of the charge point. */
	read(): MeterReading {
		this.#count();
		const current = this.#current;
		return {
			importWh: Math.floor(this.#energy),
			powerW: 3 * VOLTAGE * current,
			currentA: [current, current, current],
			voltageV: [VOLTAGE, VOLTAGE, VOLTAGE],
		};
	}

	setContactor(closed: boolean): void {
		this.#count();
		if (this.powered) this.contactor = closed;
	}

	setOfferedCurrent(amperes: number): void {
		this.#count();
		if (this.powered) this.offered = amperes;
	}

	setLock(engaged: boolean, done: (moved: boolean) => void): void {
		if (!this.detachable) {
			done(true);
			return;
		}
		this.#timers.set(() => {
			if (!this.powered) return;
			if (!this.jammed) this.locked = engaged;
			done(!this.jammed);
		}, LOCK_TIME);
	}

	/** Both ends of the cable. */
	plug(plugged: boolean): void {
		this.setCable(plugged);
		this.setVehicle(plugged);
	}

	setCable(plugged: boolean): void {
		if (!this.detachable || this.cable === plugged) return;
		if (!plugged && this.locked) throw new Error("the cable is locked");
		this.cable = plugged;
		if (!plugged) this.ev = false;
		this.onChange?.();
	}

	setVehicle(connected: boolean): void {
		this.#count();
		this.ev = connected && this.cable;
		this.onChange?.();
	}

	setEvReady(ready: boolean): void {
		this.#count();
		this.evReady = ready;
		this.onChange?.();
	}

	/** The power is cut: the contactor falls open, the lock holds. */
	powerOff(): void {
		this.#count();
		this.powered = false;
		this.contactor = false;
		this.offered = 0;
		this.onChange = undefined;
	}

	get #current(): number {
		return this.contactor && this.ev && this.evReady ? Math.min(this.offered, this.demand) : 0;
	}

	#count(): void {
		const now = this.#timers.now();
		this.#energy += ((now - this.#since) / 3_600_000) * 3 * VOLTAGE * this.#current;
		this.#since = now;
	}
}
