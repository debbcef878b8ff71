import type { Meter, MeterReading } from "../modules/charge-point/interfaces";
import { Connector, type ConnectorOptions } from "../modules/hardware/connector";
import type { TimerHandle, Timers } from "../modules/timers";
import { EnergyRegister } from "./energy-register";

/** The load of the demo: three phases of this many volts to neutral. */
const VOLTAGE = 230;
/** How often energy is counted while it flows, ms. */
const COUNTING = 1000;

/**
 * A vehicle and a meter for a board that has neither: while the contactor is closed it draws what is
 * offered, and counts it.
 */
class MeteredLoad implements Meter {
	private readonly timers: Timers;
	private readonly register: EnergyRegister;
	private offered = 0;
	private closed = false;
	private countedAt: number;
	private timer: TimerHandle | undefined;

	constructor(timers: Timers, connector: number) {
		this.timers = timers;
		this.register = new EnergyRegister(connector);
		this.countedAt = timers.now();
	}

	read(): MeterReading {
		this.count();
		const current = this.drawn;
		return {
			importWh: this.register.wh,
			powerW: 3 * VOLTAGE * current,
			phasePowerW: [VOLTAGE * current, VOLTAGE * current, VOLTAGE * current],
			currentA: [current, current, current],
			voltageV: [VOLTAGE, VOLTAGE, VOLTAGE],
		};
	}

	offer(amperes: number): void {
		this.count();
		this.offered = amperes;
	}

	setContactor(closed: boolean): void {
		if (closed === this.closed) return;
		this.count();
		this.closed = closed;
		this.timers.clear(this.timer);
		if (closed) this.schedule();
		else this.register.settle();
	}

	private get drawn(): number {
		return this.closed ? this.offered : 0;
	}

	private schedule(): void {
		this.timer = this.timers.set(() => {
			this.count();
			this.schedule();
		}, COUNTING);
	}

	private count(): void {
		const now = this.timers.now();
		const wh = (3 * VOLTAGE * this.drawn * (now - this.countedAt)) / 3_600_000;
		this.countedAt = now;
		if (wh > 0) this.register.add(wh);
	}
}

/** A connector without a meter: software plays meter and vehicle. */
export class DemoConnector extends Connector {
	private readonly load: MeteredLoad;
	private inhibited = false;

	constructor(options: Omit<ConnectorOptions, "meter">, id: number) {
		const load = new MeteredLoad(options.timers, id);
		super({ ...options, meter: load });
		this.load = load;
	}

	override setContactor(closed: boolean): void {
		super.setContactor(closed);
		this.load.setContactor(closed && !this.inhibited);
	}

	override inhibit(inhibited: boolean): void {
		super.inhibit(inhibited);
		this.inhibited = inhibited;
		if (inhibited) this.load.setContactor(false);
	}

	override setOfferedCurrent(amperes: number): void {
		super.setOfferedCurrent(amperes);
		this.load.offer(amperes);
	}
}
