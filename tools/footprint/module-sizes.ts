import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Image, Instructions, moduleCode, readImage } from "./bytecode";

/** Bytes of bytecode of one module. */
export interface ModuleSize {
	/** As the manifest names it. */
	module: string;
	/** Of this project, and not of the SDK. */
	own: boolean;
	/** What xsc makes of it. */
	compiled: number;
	/** What stays of it in flash: of a preloaded module the functions, for its initialisation has been done. */
	flash: number;
}

export interface Sizes {
	modules: ModuleSize[];
	image: Image;
}

const OWN = /^(modules|device|simulator)\/|^(main|platform|monotonic|setup\/piu)$/;

/** Reads the folder in which mcconfig has built (tmp/<platform>/<kind>/<name>). */
export function readSizes(made: string, sdk: string): Sizes {
	const instructions = new Instructions(sdk);
	const image = readImage(readFileSync(join(made, "mc.xs.c"), "latin1"));
	const folder = join(made, "modules");
	// Not all that is in the folder: it keeps what modules that are no more were compiled to.
	const makefile = readFileSync(join(made, "makefile"), "utf8");
	const linked = [...makefile.matchAll(/^\t\$\(MODULES_DIR\)\/(\S+)\.xsb\\?$/gm)].map(([, module]) => module);
	const modules: ModuleSize[] = [];
	const candidates = new Map<string, ModuleSize[]>();
	for (const file of new Set(linked)) {
		const code = moduleCode(readFileSync(join(folder, `${file}.xsb`)));
		// No file is named with a colon.
		const module = file.replace(/^~\.(\w+)\//, "$1:");
		const size = {
			module,
			own: OWN.test(module),
			compiled: code.length,
			flash: image.modules.get(module) ?? 0,
		};
		modules.push(size);
		if (size.flash === 0)
			for (const one of instructions.functions(code)) {
				const key = instructions.masked(one);
				candidates.set(key, [...(candidates.get(key) ?? []), size]);
			}
	}
	const unknown: ModuleSize = { module: "(engine)", own: false, compiled: 0, flash: 0 };
	for (const one of image.functions) {
		const owners = candidates.get(instructions.masked(one));
		// Of functions that are alike in several modules, each has one.
		((owners && owners.length > 1 ? owners.shift() : owners?.[0]) ?? unknown).flash += one.length;
	}
	if (unknown.flash > 0) modules.push(unknown);
	return { modules: modules.sort((a, b) => b.flash - a.flash || (a.module < b.module ? -1 : 1)), image };
}
