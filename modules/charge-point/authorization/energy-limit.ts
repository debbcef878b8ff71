import type { TimerHandle } from "../../timers";
import type { Connector } from "../connector";
import type { Core } from "../core";

/** More than any grid gives between phase and neutral, V. */
const MOST_VOLTAGE = 265;
const PHASES = 3;
const HOUR = 3_600_000;
/** The meter is not read more often, ms. */
const SHORTEST = 250;

/**
 * Tells when the energy register of a connector reaches a limit (R-AUTH-22). It looks again only when the
 * connector's full power could have brought the register there, and not at all while no energy flows.
 */
export class EnergyLimit {
	private readonly core: Core;
	private readonly connector: Connector;
	private timer: TimerHandle | undefined;

	constructor(core: Core, connector: Connector) {
		this.core = core;
		this.connector = connector;
	}

	/** `limit`: the register at the limit, Wh, if there is one; `flows`: the contactor is closed. */
	follow(limit: number | undefined, flows: boolean): void {
		this.core.timers.clear(this.timer);
		this.timer = undefined;
		if (limit === undefined) return;
		const rest = limit - this.connector.hardware.meter.read().importWh;
		if (rest <= 0) {
			this.connector.deauthorize();
			return;
		}
		if (!flows) return;
		const power = this.connector.hardware.maxCurrent * MOST_VOLTAGE * PHASES;
		const wait = Math.max(SHORTEST, (rest / power) * HOUR);
		this.timer = this.core.timers.set(() => this.follow(limit, true), wait);
	}
}
