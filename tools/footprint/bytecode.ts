import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The instructions of the XS engine, as far as they have to be known to walk through its bytecode. */
export class Instructions {
	/**
	 * Bytes of each instruction; 0: it has the id of a name; -1, -2, -4: so many bytes behind it tell the
	 * length of what follows (fxMapCode in xs/tools/xslBase.c).
	 */
	readonly #sizes: readonly number[];
	readonly #functions: ReadonlyMap<number, number>;
	readonly #profile: number;

	constructor(sdk: string) {
		const source = readFileSync(join(sdk, "xs/sources/xsCommon.c"), "utf8");
		const table = source.slice(source.indexOf("gxCodeSizes[XS_CODE_COUNT]"));
		// Ids have 16 bits: of two lines for one instruction, the second counts.
		const sizes = new Map<string, number>();
		for (const [, size, name] of table.slice(0, table.indexOf("};")).matchAll(/(-?\d+) \/\* (\w+) \*\//g))
			sizes.set(name, Number(size));
		this.#sizes = [...sizes.values()];
		const names = [...sizes.keys()];
		this.#functions = new Map([1, 2, 4].map((bytes) => [names.indexOf(`XS_CODE_CODE_${bytes}`), bytes]));
		this.#profile = names.indexOf("XS_CODE_PROFILE");
		if (this.#profile < 0 || this.#functions.has(-1))
			throw new Error(`${sdk} has another engine than expected`);
	}

	/** The bytecode without what the linker puts into it: names, by their ids, and zeros up to 8 bytes. */
	masked(code: Uint8Array): string {
		const bytes = new Uint8Array(Math.ceil(code.length / 8) * 8);
		bytes.set(code);
		this.#walk(bytes, (at, size) => {
			if (size === 0 || bytes[at] === this.#profile) bytes.fill(0, at + 1, at + 3);
		});
		return Buffer.from(bytes).toString("latin1");
	}

	/** The bytecode of the functions in a piece of bytecode, and that of the functions in them. */
	functions(code: Uint8Array): Uint8Array[] {
		const found: Uint8Array[] = [];
		this.#walk(code, (at) => {
			const bytes = this.#functions.get(code[at]);
			if (!bytes) return;
			const from = at + 1 + bytes;
			found.push(code.subarray(from, from + little(code, at + 1, bytes)));
		});
		return found;
	}

	#walk(code: Uint8Array, visit: (at: number, size: number) => void): void {
		let at = 0;
		while (at < code.length) {
			const size = this.#sizes[code[at]];
			if (size === undefined) throw new Error(`no instruction ${code[at]} at ${at}`);
			visit(at, size);
			if (size > 0) at += size;
			else if (size === 0) at += 3;
			else at += 1 - size + little(code, at + 1, -size);
		}
		if (at !== code.length) throw new Error("the bytecode ends within an instruction");
	}
}

function little(bytes: Uint8Array, at: number, length: number): number {
	let value = 0;
	for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
	return value;
}

/** The bytecode in what xsc makes of a module (.xsb): its initialisation with all functions in it. */
export function moduleCode(xsb: Buffer): Uint8Array {
	for (let at = 8; at + 8 <= xsb.length; at += xsb.readUInt32BE(at))
		if (xsb.toString("latin1", at + 4, at + 8) === "CODE")
			return xsb.subarray(at + 8, at + xsb.readUInt32BE(at));
	throw new Error("there is no bytecode in it");
}

/** What stays in flash of all modules together, read from what the linker makes of them (mc.xs.c). */
export interface Image {
	/** Objects, their properties and all else that the engine would otherwise make at its start, 16 bytes each. */
	slots: number;
	/** Bytecode of the functions of preloaded modules. */
	functions: Uint8Array[];
	/** Bytecode of modules that are initialised at each start, with all their functions, by module. */
	modules: Map<string, number>;
	/** Bytes of texts, each with its end. */
	texts: number;
	/** Bytes of the tables of names. */
	names: number;
}

/** Reads the C source that the linker has made of the modules. */
export function readImage(text: string): Image {
	const functions = [
		...text.matchAll(/XS_CODE_X_KIND\}, \.value = \{ \.code = \{ \(txByte\*\)"((?:\\x[0-9a-f]{2})*)"/g),
	];
	const scripts = text.slice(text.indexOf("gxScripts[mxScriptsCount] = {"));
	const modules = [...scripts.matchAll(/\(txS1\*\)gxCode\d+, (\d+), NULL, 0, "([^"]+)"/g)];
	const texts = [...text.matchAll(/\.(?:string|key) = \{? ?"((?:\\x[0-9a-f]{2}|\\.|[^"\\])*)"/g)];
	const number = (name: string) => Number(new RegExp(`#define ${name} (\\d+)`).exec(text)?.[1] ?? Number.NaN);
	return {
		slots: number("mxHeapCount") + number("mxStackCount"),
		functions: functions.map(([, code]) => Buffer.from(code.replaceAll("\\x", ""), "hex")),
		modules: new Map(modules.map(([, size, name]) => [name, Number(size)])),
		texts: texts.reduce((sum, [, body]) => sum + body.replace(/\\x..|\\./g, ".").length + 1, 0),
		names: 4 * (number("mxKeysCount") + number("mxNamesCount") + number("mxSymbolsCount")),
	};
}
