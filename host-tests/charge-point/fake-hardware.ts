import type { ConnectorHardware, Meter, MeterReading } from "../../modules/charge-point/interfaces";
import type { TimerHandle, Timers } from "../../modules/timers";

const VOLTAGE = 230;
/** How long the lock takes, ms, and after how long it is taken to be jammed. */
const LOCK_TIME = 200;
const LOCK_TIMEOUT = 1000;

interface Movement {
	readonly engaged: boolean;
	readonly done: ((moved: boolean) => void)[];
	readonly timer: TimerHandle;
}

/** A connector with a cable, a vehicle and a meter that counts in virtual time. */
export class FakeConnector implements ConnectorHardware, Meter {
	readonly maxCurrent = 32;
	readonly detachable: boolean;
	readonly #timers: Timers;
	cable: boolean;
	ev = false;
	evReady = true;
	paused = false;
	locked = false;
	/** Where the lock's motor was last driven to. */
	lockDrive = false;
	jammed = false;
	powered = true;
	contactor = false;
	offered = 0;
	demand = 16;
	/** How long what flows goes on flowing after the contactor was told to open, ms. */
	lag = 0;
	/** What flows for that time, A. */
	#lingering = 0;
	onChange?: () => void;
	#movement: Movement | undefined;
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
		if (!closed && this.lag > 0 && this.powered) {
			this.#lingering = this.#current;
			this.#timers.set(() => {
				this.#count();
				this.#lingering = 0;
			}, this.lag);
		}
		if (this.powered) this.contactor = closed;
	}

	setOfferedCurrent(amperes: number): void {
		this.#count();
		if (this.powered) this.offered = amperes;
	}

	/** As the lock of modules/hardware: at once when it is there already, and the newest request counts. */
	setLock(engaged: boolean, done: (moved: boolean) => void): void {
		if (!this.detachable || !this.powered) {
			if (this.powered) done(true);
			return;
		}
		this.lockDrive = engaged;
		const older = this.#movement;
		this.#movement = undefined;
		this.#timers.clear(older?.timer);
		if (this.locked === engaged) {
			done(true);
			older?.done.forEach((failed) => {
				failed(false);
			});
			return;
		}
		const joins = older?.engaged === engaged;
		const movement: Movement = {
			engaged,
			done: joins ? [...older.done, done] : [done],
			timer: this.#timers.set(() => this.#arrive(movement), this.jammed ? LOCK_TIMEOUT : LOCK_TIME),
		};
		this.#movement = movement;
		if (joins) return;
		older?.done.forEach((failed) => {
			failed(false);
		});
	}

	#arrive({ engaged, done }: Movement): void {
		if (!this.powered) return;
		this.#movement = undefined;
		const moved = !this.jammed;
		if (moved) {
			this.locked = engaged;
			this.onChange?.();
		}
		for (const told of done) told(moved);
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

	setPaused(paused: boolean): void {
		this.paused = paused;
		this.onChange?.();
	}

	/** The power is cut: the contactor falls open, the lock holds. */
	powerOff(): void {
		this.#count();
		this.powered = false;
		this.contactor = false;
		this.#lingering = 0;
		this.offered = 0;
		this.onChange = undefined;
		this.#timers.clear(this.#movement?.timer);
		this.#movement = undefined;
	}

	get #current(): number {
		if (this.#lingering > 0) return this.#lingering;
		return this.contactor && this.ev && this.evReady ? Math.min(this.offered, this.demand) : 0;
	}

	#count(): void {
		const now = this.#timers.now();
		this.#energy += ((now - this.#since) / 3_600_000) * 3 * VOLTAGE * this.#current;
		this.#since = now;
	}
}
