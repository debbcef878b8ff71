import Preference from "preference";

const DOMAIN = "energy";
/** As much is stored ahead of what was counted, Wh: one write to the flash for each. */
const STEP = 50;

/**
 * The energy register of a connector, Wh. It never falls (R-TX-18): while it counts, what is stored is
 * ahead of it, and after a power cut it goes on from there. Two keys take turns, since the SDK erases a
 * preference before it writes it: a power cut between the two loses the older value alone. While the flash
 * takes nothing the register stands still where it would fall at the next boot, and catches up afterwards;
 * energy flows on.
 */
export class EnergyRegister {
	private readonly keys: readonly [string, string];
	/** Which of the keys is written next. */
	private turn: 0 | 1 = 0;
	private counted: number;
	private stored: number;

	constructor(connector: number) {
		this.keys = [`connector${connector}`, `connector${connector}b`];
		const [first, second] = this.keys.map((key) => Number(Preference.get(DOMAIN, key) ?? 0));
		if (first > second) this.turn = 1;
		this.stored = this.counted = Math.max(first, second);
	}

	/** Whole Wh. */
	get wh(): number {
		return Math.min(Math.floor(this.counted), this.stored);
	}

	add(wh: number): void {
		this.counted += wh;
		if (this.counted > this.stored) this.store((Math.floor(this.counted / STEP) + 1) * STEP);
	}

	/** Counting is over for now: from here on a power cut changes nothing. */
	settle(): void {
		const wh = Math.floor(this.counted);
		if (this.stored === wh) return;
		// In both, since the higher one counts.
		this.store(wh);
		this.store(wh);
	}

	private store(wh: number): void {
		try {
			Preference.set(DOMAIN, this.keys[this.turn], wh);
		} catch {
			// Tried again with what is counted next.
			return;
		}
		this.stored = wh;
		this.turn = this.turn === 0 ? 1 : 0;
	}
}
