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
	readonly #store: RegisterStore;
	readonly #wh: Record<string, number>;

	/** Throws when the store cannot be read or written. */
	constructor(store: RegisterStore) {
		this.#store = store;
		this.#wh = store.read();
		this.store();
	}

	/** What the meter of a connector shows: whole Wh. */
	importWh(connector: number): number {
		return Math.floor(this.#wh[connector] ?? 0);
	}

	/** Wh to go until the meter shows one more. */
	untilNext(connector: number): number {
		return this.importWh(connector) + 1 - (this.#wh[connector] ?? 0);
	}

	/** Counts `wh` (not negative) and tells whether the meter now shows more. */
	add(connector: number, wh: number): boolean {
		const shown = this.importWh(connector);
		this.#wh[connector] = (this.#wh[connector] ?? 0) + wh;
		if (this.importWh(connector) === shown) return false;
		this.store();
		return true;
	}

	/** Stores the fractions too. */
	store(): void {
		this.#store.write(this.#wh);
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
