/** Keeps the registers over power cuts, in Wh by connector. */
export interface RegisterStore {
	/** What was written last, nothing at first. Throws a sentence for a person when it cannot be had. */
	read(): Record<string, number>;
	/** Throws a sentence for a person. */
	write(wh: Readonly<Record<string, number>>): void;
}

/**
 * The energy registers of the meters, one per connector, in Wh. They are part of the flash: a
 * whole Wh is stored before anyone is told of it, so that no kill at any point makes one fall.
 */
export class EnergyRegisters {
	/** Told once when the store fails, and with undefined when it works again. */
	onTrouble?: (error: Error | undefined) => void;
	readonly #store: RegisterStore;
	readonly #wh: Record<string, number>;
	/** What the store has taken: as long as it fails, the meters show nothing more. */
	#stored: Record<string, number>;
	#failing = false;

	/** Throws when the store cannot be read or written. */
	constructor(store: RegisterStore) {
		this.#store = store;
		this.#wh = store.read();
		store.write(this.#wh);
		this.#stored = { ...this.#wh };
	}

	/** What the meter of a connector shows: whole Wh. */
	importWh(connector: number): number {
		return Math.floor(this.#stored[connector] ?? 0);
	}

	/** Wh to go until the meter shows one more. */
	untilNext(connector: number): number {
		const wh = this.#wh[connector] ?? 0;
		return Math.floor(wh) + 1 - wh;
	}

	/** Counts `wh` (not negative) and tells whether the meter now shows more. */
	add(connector: number, wh: number): boolean {
		this.#wh[connector] = (this.#wh[connector] ?? 0) + wh;
		return Math.floor(this.#wh[connector]) !== this.importWh(connector) && this.store();
	}

	/** Stores the fractions too; false when that fails. */
	store(): boolean {
		try {
			this.#store.write(this.#wh);
		} catch (error) {
			if (!this.#failing) this.onTrouble?.(error as Error);
			this.#failing = true;
			return false;
		}
		this.#stored = { ...this.#wh };
		if (this.#failing) this.onTrouble?.(undefined);
		this.#failing = false;
		return true;
	}
}

/** The registers that a file has as text; throws a sentence that names the file when it has none. */
export function parseRegisters(text: string, file: string): Record<string, number> {
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		content = undefined;
	}
	if (typeof content !== "object" || content === null || !Object.values(content).every(isEnergy))
		throw new Error(`${file} does not hold energy registers; mend it or remove it.`);
	return content as Record<string, number>;
}

function isEnergy(value: unknown): boolean {
	return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
