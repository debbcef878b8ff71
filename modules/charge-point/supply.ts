import type { ConnectorHardware } from "./interfaces";
import { MINIMUM_CURRENT } from "./smart-charging/share";

/** Pilot and contactor of a connector: the one answer to "may energy flow, and how much". */
export class Supply {
	private readonly hardware: ConnectorHardware;
	private closed = false;
	private _offered = 0;

	constructor(hardware: ConnectorHardware) {
		this.hardware = hardware;
	}

	/** The contactor is closed. */
	get isClosed(): boolean {
		return this.closed;
	}

	/** What the vehicle is offered per phase, A. */
	get offered(): number {
		return this._offered;
	}

	/** Offers a current, 0 for none; the contactor is closed only while the vehicle asks for energy. */
	set(offered: number): void {
		const hardware = this.hardware;
		const closed = offered >= MINIMUM_CURRENT && hardware.evReady;
		if (!closed && this.closed) hardware.setContactor(false);
		if (offered !== this._offered) hardware.setOfferedCurrent(offered);
		if (closed && !this.closed) hardware.setContactor(true);
		this._offered = offered;
		this.closed = closed;
	}
}
