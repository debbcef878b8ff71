import { parseRegisters, type RegisterStore } from "../energy-registers";

const NAME = "energy-registers.json";

/** `energy-registers.json` in the folder that is the flash. The file is old or new, never half. */
export class RegisterFile implements RegisterStore {
	private readonly folder: string;

	constructor(folder: string) {
		this.folder = folder;
	}

	read(): Record<string, number> {
		const file = system.buildPath(this.folder, NAME);
		return system.fileExists(file) ? parseRegisters(system.readFileString(file), file) : {};
	}

	write(wh: Readonly<Record<string, number>>): void {
		const temporary = system.buildPath(this.folder, `${NAME}.new`);
		system.writeFileString(temporary, `${JSON.stringify(wh)}\n`);
		system.renameFile(temporary, NAME);
	}
}
