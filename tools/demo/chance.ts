/** Chance that is the same for the same seed, so that each demo tells the same half year. */
export class Chance {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to, but not including, 1 (mulberry32). */
	part(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
	}

	/** Whether something happens that has this probability. */
	happens(probability: number): boolean {
		return this.part() < probability;
	}

	between(least: number, most: number): number {
		return least + (most - least) * this.part();
	}

	/** Around `middle`, mostly within `spread`; the sum of uniform parts is near enough to a bell. */
	around(middle: number, spread: number): number {
		return middle + spread * (this.part() + this.part() + this.part() - 1.5);
	}

	pick<Item>(items: readonly Item[]): Item {
		return items[Math.floor(this.part() * items.length)];
	}
}
