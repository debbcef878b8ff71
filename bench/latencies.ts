/** Buckets for each doubling: quantiles are right to about two in a hundred. */
const STEPS = 32;
/** The shortest time that is told apart, ms. */
const LEAST = 0.001;
const BUCKETS = 32 * STEPS;

/** Times in ms, kept as counts in buckets that grow by a 32nd of a doubling. */
export class Latencies {
	readonly #counts = new Uint32Array(BUCKETS);
	#count = 0;
	#greatest = 0;

	get count(): number {
		return this.#count;
	}

	add(milliseconds: number): void {
		const bucket = Math.log2(Math.max(milliseconds, LEAST) / LEAST) * STEPS;
		this.#counts[Math.min(BUCKETS - 1, bucket | 0)]++;
		this.#count++;
		if (milliseconds > this.#greatest) this.#greatest = milliseconds;
	}

	clear(): void {
		this.#counts.fill(0);
		this.#count = 0;
		this.#greatest = 0;
	}

	/** How many, and the times in ms that half, 99 of 100 and all stay below. */
	summary(): LatencySummary {
		return { count: this.#count, p50: this.#quantile(0.5), p99: this.#quantile(0.99), most: this.#greatest };
	}

	#quantile(share: number): number {
		let left = this.#count * share;
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			left -= this.#counts[bucket];
			if (left <= 0) return Math.min(this.#greatest, LEAST * 2 ** ((bucket + 1) / STEPS));
		}
		return this.#greatest;
	}
}

export interface LatencySummary {
	count: number;
	p50: number;
	p99: number;
	most: number;
}
