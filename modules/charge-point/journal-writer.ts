import { frozen } from "../frozen";
import type { Journal } from "./interfaces";
import type { Entry, StopEntry } from "./queue-entries";

/** An entry that says nothing: whether the flash takes it is what counts. */
const PROBE: Entry = frozen(["M", 0, 0, 0, 0]);

/**
 * Writes entries where the flash may fail: what it does not take is given up, so that charging goes on
 * and every contactor opens in time. The stops are kept, one a connector, for a flash that works again.
 */
export class JournalWriter {
	/** Set by who can go on with such a flash: told its error, undefined when it works again. */
	onTrouble?: (error: Error | undefined) => void;
	private readonly journal: Journal;
	private readonly stops: StopEntry[] = [];
	private failed = false;

	constructor(journal: Journal) {
		this.journal = journal;
	}

	/** Stops that the flash has not taken. */
	get waiting(): number {
		return this.stops.length;
	}

	/** Stores an entry and returns its position, -1 when the flash fails. Throws a RangeError without room. */
	write(entry: Entry): number {
		let position: number;
		try {
			position = this.journal.append(JSON.stringify(entry));
		} catch (error) {
			if (!(error instanceof Error) || error instanceof RangeError || !this.onTrouble) throw error;
			if (entry[0] === "E") this.stops.push(entry);
			if (!this.failed) this.onTrouble(error);
			this.failed = true;
			return -1;
		}
		if (this.failed) this.onTrouble?.(undefined);
		this.failed = false;
		return position;
	}

	/** Tries a flash that has failed once more; `store` stores a stop that it has not taken. */
	retry(store: (stop: StopEntry) => void): void {
		if (!this.failed) return;
		const stops = this.stops.splice(0);
		if (stops.length === 0) this.write(PROBE);
		for (let i = 0; i < stops.length; i++) store(stops[i]);
	}
}
