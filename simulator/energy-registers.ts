import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unwritable } from "./data-folder";

/**
 * The energy registers of the meters, one per connector, in Wh. They are part of the flash: a
 * whole Wh is stored before anyone is told of it, so that no kill at any point makes one fall.
 */
export class EnergyRegisters {
	readonly #file: string;
	readonly #wh: Record<string, number>;

	/** Reads the registers kept in `directory`, or makes them. Throws when that is not possible. */
	constructor(directory: string) {
		this.#file = join(directory, "energy-registers.json");
		this.#wh = existsSync(this.#file) ? parse(this.#file) : {};
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

	/** Stores the fractions too. The file is old or new, never half. */
	store(): void {
		const temporary = `${this.#file}.new`;
		try {
			writeFileSync(temporary, `${JSON.stringify(this.#wh)}\n`);
			renameSync(temporary, this.#file);
		} catch (error) {
			throw unwritable(dirname(this.#file), error);
		}
	}
}

function parse(file: string): Record<string, number> {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(file, "utf8"));
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
