import { parseDateTime } from "../../modules/ocpp/date-time";
import type { Moment } from "../database/tables/columns";
import type { ConnectionMeasures } from "../records/connections";

/** What is measured of one connection while it lasts. */
export class Measures {
	/** When the newest ping was sent that has no answer yet, on a clock that only runs forward. */
	#pinged: number | undefined;
	#pongs = 0;
	#pingMin: number | null = null;
	#pingMax: number | null = null;
	#pingSum = 0;
	#clockMin: number | null = null;
	#clockMax: number | null = null;
	#clockLast: number | null = null;

	pinged(now = performance.now()): void {
		this.#pinged = now;
	}

	ponged(now = performance.now()): void {
		if (this.#pinged === undefined) return;
		const took = Math.round((now - this.#pinged) * 100) / 100;
		this.#pinged = undefined;
		this.#pongs++;
		this.#pingSum += took;
		this.#pingMin = Math.min(this.#pingMin ?? took, took);
		this.#pingMax = Math.max(this.#pingMax ?? took, took);
	}

	/** Compares the charge point's clock, as a message of its own shows it, with the receipt. */
	clock(timestamp: string | undefined, receivedAt: Moment): void {
		const at = timestamp === undefined ? undefined : parseDateTime(timestamp);
		if (at === undefined) return;
		const difference = receivedAt - at;
		this.#clockLast = difference;
		this.#clockMin = Math.min(this.#clockMin ?? difference, difference);
		this.#clockMax = Math.max(this.#clockMax ?? difference, difference);
	}

	get all(): ConnectionMeasures {
		return {
			pongs: this.#pongs,
			pingMin: this.#pingMin,
			pingAverage: this.#pongs === 0 ? null : Math.round((this.#pingSum / this.#pongs) * 100) / 100,
			pingMax: this.#pingMax,
			clockMin: this.#clockMin,
			clockMax: this.#clockMax,
			clockLast: this.#clockLast,
		};
	}
}
