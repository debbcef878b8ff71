import Preference from "preference";

const DOMAIN = "energy";
/** As much is stored ahead of what was counted, Wh: one write to the flash for each. */
const STEP = 50;

/**
 * The energy register of a connector, Wh. It never falls (R-TX-18): while it counts, what is stored is
 * ahead of it, and after a power cut it goes on from there.
 */
export class EnergyRegister {
	private readonly key: string;
	private counted: number;
	private stored: number;

	constructor(connector: number) {
		this.key = `connector${connector}`;
		this.stored = Number(Preference.get(DOMAIN, this.key) ?? 0);
		this.counted = this.stored;
	}

	/** Whole Wh. */
	get wh(): number {
		return Math.floor(this.counted);
	}

	add(wh: number): void {
		this.counted += wh;
		if (this.counted > this.stored) this.store((Math.floor(this.counted / STEP) + 1) * STEP);
	}

	/** Counting is over for now: nothing is lost by a power cut from here on. */
	settle(): void {
		if (this.stored !== this.wh) this.store(this.wh);
	}

	private store(wh: number): void {
		this.stored = wh;
		Preference.set(DOMAIN, this.key, String(wh));
	}
}
