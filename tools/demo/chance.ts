import { seededRandom } from "../seeded-random";

/** Chance that is the same for the same seed, so that each demo tells the same half year. */
export class Chance {
	/** From 0 up to, but not including, 1. */
	readonly part: () => number;

	constructor(seed: number) {
		this.part = seededRandom(seed);
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
