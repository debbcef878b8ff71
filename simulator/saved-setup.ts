import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type SetupSettings, securityDefaults } from "../modules/setup/form";
import { unwritable } from "./data-folder";
import type { BootOptions } from "./protocol";

/** What the set-up page has saved: a part of the flash, as the preferences are on a board. */
export class SavedSetup {
	readonly #file: string;
	#settings: SetupSettings | undefined;

	/** Reads what was saved in `directory`. Throws when that is not possible. */
	constructor(directory: string) {
		this.#file = join(directory, "setup.json");
		if (!existsSync(this.#file)) return;
		try {
			this.#settings = JSON.parse(readFileSync(this.#file, "utf8")) as SetupSettings;
		} catch (error) {
			throw new Error(`${this.#file} cannot be read (${(error as Error).message}); remove it.`);
		}
	}

	get settings(): SetupSettings | undefined {
		return this.#settings;
	}

	/** The file is old or new, never half; with its secrets it is its owner's alone. */
	save(settings: SetupSettings): void {
		this.#settings = settings;
		const temporary = `${this.#file}.new`;
		try {
			writeFileSync(temporary, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
			renameSync(temporary, this.#file);
		} catch (error) {
			throw unwritable(dirname(this.#file), error);
		}
	}
}

/** The options of the command line are the factory's settings: what was saved goes before them. */
export function withSetup(boot: BootOptions, setup: SetupSettings | undefined): BootOptions {
	if (!setup) return boot;
	return {
		...boot,
		setup,
		csms: setup.csms,
		identity: setup.id || boot.identity,
		language: setup.language,
		settings: { ...boot.settings, ...securityDefaults(setup) },
	};
}
