import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unwritable } from "../data-folder";
import { parseRegisters, type RegisterStore } from "../energy-registers";

/** `energy-registers.json` in the folder that is the flash. The file is old or new, never half. */
export class RegisterFile implements RegisterStore {
	readonly #file: string;

	constructor(directory: string) {
		this.#file = join(directory, "energy-registers.json");
	}

	read(): Record<string, number> {
		return existsSync(this.#file) ? parseRegisters(readFileSync(this.#file, "utf8"), this.#file) : {};
	}

	write(wh: Readonly<Record<string, number>>): void {
		const temporary = `${this.#file}.new`;
		try {
			writeFileSync(temporary, `${JSON.stringify(wh)}\n`);
			renameSync(temporary, this.#file);
		} catch (error) {
			throw unwritable(dirname(this.#file), error);
		}
	}
}
