import type { TimerHandle, Timers } from "../modules/timers";
import type { EnergyRegisters } from "./energy-registers";
import { MeterFault, type MeterFaultName } from "./meter-fault";
import { MAX_CURRENT, PIN, type ToFirmware } from "./protocol";

/** The simulated mains: three phases of this many volts to neutral. */
const VOLTAGE = 230;
const FREQUENCY = 50;
/** IEC 61851-1: the control pilot cannot offer less, and a vehicle draws nothing then. */
const LEAST_OFFER = 6;
/** How long the lock's motor takes from one end to the other, ms. */
const LOCK_TRAVEL = 150;

type InputLine = "cable" | "ev" | "evReady" | "lockFeedback" | "pause";

/** A cable that is held by the lock, or kept out by it. */
export class LockedError extends Error {}

export interface ConnectorWorldOptions {
	id: number;
	detachable: boolean;
	timers: Timers;
	registers: EnergyRegisters;
	/** Hears each line that changes what the board's copper carries. */
	toBoard: (line: ToFirmware) => void;
	/** Something that an observer can see has changed. */
	onChange: () => void;
}

/**
 * One connector as the world sees it: the cable, the vehicle at its end, the lock's bolt, the
 * contactor and the energy that flows. It outlives a power cut of the charge point.
 */
export class ConnectorWorld {
	readonly id: number;
	readonly leds = { available: false, charging: false, fault: false };
	readonly #options: ConnectorWorldOptions;
	readonly #levels = new Map<InputLine, 0 | 1>();
	#cable: boolean;
	#ev = false;
	#evReady = true;
	#demandA = MAX_CURRENT;
	#locked = false;
	#lockJam = false;
	readonly #meterFault = new MeterFault();
	/** Where the motor is driven to; undefined while nobody drives it. */
	#lockDrive: boolean | undefined;
	#lockTravel: TimerHandle | undefined;
	#contactor = false;
	#offeredA = 0;
	#drawnA = 0;
	/** Up to when the energy has been counted. */
	#countedAt: number;
	#nextCount: TimerHandle | undefined;

	constructor(options: ConnectorWorldOptions) {
		this.id = options.id;
		this.#options = options;
		this.#cable = !options.detachable;
		this.#countedAt = options.timers.now();
		if (options.detachable) {
			this.#levels.set("cable", 0);
			this.#levels.set("lockFeedback", 0);
		}
		this.#levels.set("evReady", 0);
		this.#levels.set("ev", 0);
		this.#levels.set("pause", 0);
	}

	get cable(): boolean {
		return this.#cable;
	}

	/** The vehicle hangs on the other end of the cable, whether or not that is in the socket. */
	get ev(): boolean {
		return this.#ev;
	}

	get evReady(): boolean {
		return this.#evReady;
	}

	get locked(): boolean {
		return this.#locked;
	}

	get contactor(): boolean {
		return this.#contactor;
	}

	get offeredA(): number {
		return this.#offeredA;
	}

	/** What the vehicle takes, A per phase. */
	get drawnA(): number {
		return this.#drawnA;
	}

	/** What the meter shows now, Wh; what it counts is stored before it is told. */
	get importWh(): number {
		this.#count();
		return this.#shownWh();
	}

	/** Lines that tell the board, before it boots, how things stand. */
	powerUpLines(): ToFirmware[] {
		this.#count();
		return [...[...this.#levels].map(([line, level]) => this.#digital(line, level)), this.#meterLine()];
	}

	/** Moves the end of the cable at the charge point; throws a LockedError where the lock forbids it. */
	moveCable(inserted: boolean): void {
		this.#checkLock(inserted);
		if (this.#options.detachable) this.#cable = inserted;
		this.#settle();
	}

	moveVehicle(plugged: boolean): void {
		this.#ev = plugged;
		this.#settle();
	}

	/** Both ends at once, or, where the lock forbids one, neither. */
	movePlug(plugged: boolean): void {
		this.#checkLock(plugged);
		if (this.#options.detachable) this.#cable = plugged;
		this.#ev = plugged;
		this.#settle();
	}

	setEvReady(ready: boolean): void {
		this.#evReady = ready;
		this.#settle();
	}

	/** The charge point's own side pauses, by its button; that keeps over a power cut as it is. */
	setPause(paused: boolean): void {
		this.#setInput("pause", paused);
	}

	/** Sets what the vehicle would draw if it were offered, A per phase. */
	setDemand(amperes: number): void {
		this.#demandA = amperes;
		this.#settle();
	}

	/** While jammed, the bolt stays where it is; freed, it follows a motor that is driven. */
	setLockJam(jammed: boolean): void {
		this.#lockJam = jammed;
		this.#driveLock();
	}

	/** Breaks the meter, or mends it: what flows is counted all the same. */
	setMeterFault(name: MeterFaultName): void {
		this.#count();
		this.#meterFault.set(name, this.#options.registers.importWh(this.id));
		this.#options.toBoard(this.#meterLine());
		this.#options.onChange();
	}

	/** The board has set one of its outputs; `line` is the pin's number within the connector. */
	output(line: number, level: 0 | 1): void {
		const on = level === 1;
		if (line === PIN.contactor) this.#contactor = on;
		else if (line === PIN.lock) this.#lockDrive = on;
		else if (line === PIN.available) this.leds.available = on;
		else if (line === PIN.charging) this.leds.charging = on;
		else if (line === PIN.fault) this.leds.fault = on;
		this.#driveLock();
		this.#settle();
	}

	/** The control pilot offers this many A per phase. */
	offer(amperes: number): void {
		this.#offeredA = amperes;
		this.#settle();
	}

	/** The board drives nothing any more: the contactor falls open, and the lock holds. */
	boardDown(): void {
		this.#contactor = false;
		this.#offeredA = 0;
		this.#lockDrive = undefined;
		this.leds.available = this.leds.charging = this.leds.fault = false;
		this.#driveLock();
		this.#settle();
	}

	/** Stops everything that moves. */
	close(): void {
		this.boardDown();
		this.#options.timers.clear(this.#nextCount);
	}

	#checkLock(inserted: boolean): void {
		if (!this.#options.detachable || !this.#locked || inserted === this.#cable) return;
		throw new LockedError(
			inserted
				? `The lock of connector ${this.id} is engaged: no cable goes in.`
				: `The cable is locked to connector ${this.id}.`,
		);
	}

	/** Lets current and input lines follow what has changed. */
	#settle(): void {
		this.#count();
		const flows =
			this.#contactor && this.#cable && this.#ev && this.#evReady && this.#offeredA >= LEAST_OFFER;
		const drawnA = flows ? Math.min(this.#offeredA, this.#demandA, MAX_CURRENT) : 0;
		if (drawnA !== this.#drawnA) {
			this.#drawnA = drawnA;
			if (drawnA === 0) this.#options.registers.store();
			this.#options.toBoard(this.#meterLine());
			this.#scheduleCount();
		}
		this.#setInputs();
		this.#options.onChange();
	}

	/**
	 * What the board can measure: the pilot needs the whole way to the vehicle. The lines change in
	 * the order in which a vehicle that is plugged never looks as if it paused.
	 */
	#setInputs(): void {
		const ev = this.#cable && this.#ev;
		if (ev) {
			this.#setInput("cable", this.#cable);
			this.#setInput("evReady", this.#evReady);
			this.#setInput("ev", true);
		} else {
			this.#setInput("ev", false);
			this.#setInput("evReady", false);
			this.#setInput("cable", this.#cable);
		}
	}

	#setInput(line: InputLine, on: boolean): void {
		const level = on ? 1 : 0;
		if (!this.#levels.has(line) || this.#levels.get(line) === level) return;
		this.#levels.set(line, level);
		this.#options.toBoard(this.#digital(line, level));
	}

	#digital(line: InputLine, level: 0 | 1): ToFirmware {
		return { digital: { pin: this.id * 100 + PIN[line], level } };
	}

	#driveLock(): void {
		const { timers, detachable } = this.#options;
		const target = this.#lockDrive;
		const moves = detachable && target !== undefined && target !== this.#locked && !this.#lockJam;
		if (!moves) {
			timers.clear(this.#lockTravel);
			this.#lockTravel = undefined;
		} else if (this.#lockTravel === undefined) {
			this.#lockTravel = timers.set(() => {
				this.#lockTravel = undefined;
				this.#locked = target;
				this.#setInput("lockFeedback", target);
				this.#options.onChange();
			}, LOCK_TRAVEL);
		}
	}

	#power(): number {
		return 3 * VOLTAGE * this.#drawnA;
	}

	/** Counts the energy that has flowed since the last time. */
	#count(): void {
		const { timers, registers } = this.#options;
		const now = timers.now();
		const wh = (this.#power() * (now - this.#countedAt)) / 3_600_000;
		this.#countedAt = now;
		if (wh > 0 && registers.add(this.id, wh)) {
			this.#options.toBoard(this.#meterLine());
			this.#options.onChange();
		}
	}

	/** Counts again when the meter will show the next Wh. */
	#scheduleCount(): void {
		const { timers, registers } = this.#options;
		timers.clear(this.#nextCount);
		this.#nextCount = undefined;
		if (this.#drawnA === 0) return;
		const delay = (registers.untilNext(this.id) / this.#power()) * 3_600_000;
		this.#nextCount = timers.set(
			() => {
				this.#count();
				this.#scheduleCount();
			},
			Math.max(1, delay),
		);
	}

	#shownWh(): number {
		return this.#meterFault.shows(this.#options.registers.importWh(this.id));
	}

	#meterLine(): ToFirmware {
		const current = this.#drawnA;
		const power = VOLTAGE * current;
		return {
			meter: {
				connector: this.id,
				importWh: this.#shownWh(),
				powerW: this.#power(),
				phasePowerW: [power, power, power],
				currentA: [current, current, current],
				voltageV: [VOLTAGE, VOLTAGE, VOLTAGE],
				// The vehicle draws its current in step with the voltage.
				powerFactor: 1,
				frequencyHz: FREQUENCY,
			},
		};
	}
}
