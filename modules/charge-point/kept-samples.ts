import type { ReadingContext } from "../ocpp/types";

/** At most as many values in all the samples between begin and end of a transaction: some 6 KB of message. */
const VALUES = 48;

/**
 * Which samples of a running transaction its StopTransaction will carry: their positions in the journal
 * (R-MV-08). When they become too many every second one goes, and from then on only every second one
 * comes: they stay evenly spread, and from what the journal holds the same choice follows again.
 *
 * A sample has a number: twice its count among the periodic samples, one more among the clock-aligned,
 * 0 is the begin, which stays.
 */
export class KeptSamples {
	private readonly most: number;
	private stride = 1;
	private readonly taken = [0, 0];
	readonly positions: number[] = [];
	readonly numbers: number[] = [];

	/** Keeps at most `most` samples, the begin among them (1 or more). */
	constructor(most: number) {
		this.most = most;
	}

	/** Counts a sample; its number if it has to be stored. */
	next(context: ReadingContext): number | undefined {
		const kind = context === "Sample.Clock" ? 1 : 0;
		const count = ++this.taken[kind];
		return count % this.stride === 0 ? 2 * count + kind : undefined;
	}

	/** A sample with so many values is stored. False: it is there already, this one is a copy. */
	add(position: number, number: number, values: number): boolean {
		if (this.numbers.includes(number)) return false;
		const at = number === 0 ? 0 : this.positions.length;
		this.positions.splice(at, 0, position);
		this.numbers.splice(at, 0, number);
		const most = Math.max(1, Math.min(this.most, Math.floor(VALUES / values)));
		while (this.positions.length > most) this.thin();
		return true;
	}

	private thin(): void {
		this.stride *= 2;
		let kept = 0;
		for (let i = 0; i < this.numbers.length; i++) {
			if ((this.numbers[i] >> 1) % this.stride !== 0) continue;
			this.positions[kept] = this.positions[i];
			this.numbers[kept] = this.numbers[i];
			kept++;
		}
		this.positions.length = this.numbers.length = kept;
	}

	/** The samples have been stored again, at other positions, and some of them perhaps not. */
	replace(positions: readonly number[], numbers: readonly number[]): void {
		this.positions.length = this.numbers.length = 0;
		this.positions.push(...positions);
		this.numbers.push(...numbers);
	}
}
