import type { Meter, MeterReading } from "../modules/charge-point/interfaces";
import { frozen } from "../modules/frozen";
import { Connector, type ConnectorOptions, type Pilot } from "../modules/hardware/connector";
import type { TimerHandle, Timers } from "../modules/timers";
import { EnergyRegister } from "./energy-register";

/** The load of the demo: three phases of this many volts to neutral. */
const VOLTAGE = 230;
/** How often energy is counted while it flows, ms. */
const COUNTING = 1000;

/** Without a control pilot nobody is told the current. */
const NOBODY: Pilot = frozen({ offer() {} });

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

/** What of a connector is not played by software. */
export type DemoConnectorOptions = Omit<ConnectorOptions, "meter" | "pilot"> &
	Partial<Pick<ConnectorOptions, "meter" | "pilot">>;

/** A connector; without a meter of its own, meter and load are played by software. */
export class DemoConnector extends Connector {
	private readonly load: MeteredLoad | undefined;
	private inhibited = false;

	constructor(options: DemoConnectorOptions, id: number) {
		const load = options.meter ? undefined : new MeteredLoad(options.timers, id);
		super({ ...options, meter: options.meter ?? load!, pilot: options.pilot ?? NOBODY });
		this.load = load;
	}

	override setContactor(closed: boolean): void {
		super.setContactor(closed);
		this.load?.setContactor(closed && !this.inhibited);
	}

	override inhibit(inhibited: boolean): void {
		super.inhibit(inhibited);
		this.inhibited = inhibited;
		if (inhibited) this.load?.setContactor(false);
	}

	override setOfferedCurrent(amperes: number): void {
		super.setOfferedCurrent(amperes);
		this.load?.offer(amperes);
	}
}
