import type { ObservedState } from "../../simulator/observed-state";

/** A connector of a charge point. */
export interface Place {
	identity: string;
	connectorId: number;
}

/** Energy that one id drew, as the meter showed it from outside: from the first Wh to the last one. */
export interface Drawn extends Place {
	idTag: string;
	fromWh: number;
	toWh: number;
	/** Meanwhile the charge point's clock was moved, or was not set. */
	clockStepped: boolean;
}

/** A clock whose course differs more from ours was moved, ms: what we see of it comes late, too. */
const CLOCK_TOLERANCE = 700;
/** How long after the contactor a transaction may end, ms: it waits for its meter. */
const REST = 2000;

/** What the ledger knows of a connector. */
interface Line {
	place: Place;
	/** The register as it was last seen. */
	wh: number;
	/** While the contactor is closed: where the register was before, and whose it is as far as that is known. */
	flow: { fromWh: number; idTag: string; clockStepped: boolean } | undefined;
	/** The last flow, and when it ended. */
	ended: { drawn: Drawn; at: number } | undefined;
	/** Who stands there, and may have a transaction that nobody sees. */
	current: string;
}

/**
 * What an observer beside the charge points sees: who presents which id where, and what the meters show whenever
 * a contactor closes and opens. It knows nothing of OCPP. No energy flows through an open contactor, so that the
 * registers between two flows are exact.
 */
export class Ledger {
	/** Ids and where they were used; each is used once. */
	readonly attempts = new Map<string, Place>();
	readonly #lines = new Map<string, Line>();
	readonly #drawn = new Map<string, Drawn>();
	/** How far each charge point's clock is from ours, ms. */
	readonly #clocks = new Map<string, number>();
	readonly #now: () => number;

	/** `now`: monotonic time, ms. */
	constructor(now = () => performance.now()) {
		this.#now = now;
	}

	/** What each id has drawn. */
	get drawn(): Drawn[] {
		return [...this.#drawn.values()];
	}

	/** What the meter of a connector has shown last, Wh. */
	registerOf(place: Place): number {
		return this.#line(place).wh;
	}

	/** Somebody is about to use an id. */
	attempt(place: Place, idTag: string): void {
		this.attempts.set(idTag, place);
		this.#line(place).current = idTag;
	}

	/** The charge point is seen in this state. */
	observe(state: ObservedState): void {
		const stepped = this.#watchClock(state);
		for (const { id, contactor, importWh, idTag } of state.connectors) {
			const line = this.#line({ identity: state.identity, connectorId: id });
			if (stepped) this.#noteStep(line);
			if (contactor) {
				line.flow ??= { fromWh: line.wh, idTag: idTag ?? line.current, clockStepped: stepped };
				if (idTag !== null) line.flow.idTag = idTag;
				line.wh = importWh;
			} else this.#open(line, importWh);
		}
	}

	/** The charge point is gone, or was for a moment: all its contactors are open, and its meter shows this. */
	down(place: Place, importWh: number): void {
		this.#open(this.#line(place), importWh);
	}

	#open(line: Line, importWh: number): void {
		// A contactor that nobody has seen closed can still have let something through.
		if (line.flow || importWh !== line.wh) {
			const flow = line.flow ?? { fromWh: line.wh, idTag: line.current, clockStepped: true };
			const before = this.#drawn.get(flow.idTag);
			const drawn = {
				...line.place,
				idTag: flow.idTag,
				fromWh: before?.fromWh ?? flow.fromWh,
				toWh: importWh,
				clockStepped: flow.clockStepped || before !== undefined,
			};
			this.#drawn.set(flow.idTag, drawn);
			line.ended = { drawn, at: this.#now() };
		}
		line.flow = undefined;
		line.wh = importWh;
	}

	#noteStep({ flow, ended }: Line): void {
		if (flow) flow.clockStepped = true;
		else if (ended && this.#now() - ended.at < REST) ended.drawn.clockStepped = true;
	}

	/** Whether the charge point's clock was moved since it was seen last, or is not set. */
	#watchClock({ identity, clock }: ObservedState): boolean {
		if (clock === null) {
			this.#clocks.delete(identity);
			return true;
		}
		const ahead = Date.parse(clock) - this.#now();
		const before = this.#clocks.get(identity);
		if (before !== undefined && Math.abs(ahead - before) < CLOCK_TOLERANCE) return false;
		this.#clocks.set(identity, ahead);
		return true;
	}

	#line(place: Place): Line {
		const key = `${place.identity} ${place.connectorId}`;
		let line = this.#lines.get(key);
		if (!line) {
			line = { place, wh: 0, flow: undefined, ended: undefined, current: "" };
			this.#lines.set(key, line);
		}
		return line;
	}
}
