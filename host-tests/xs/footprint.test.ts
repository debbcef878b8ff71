import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkEsp32 } from "../../tools/esp32-check";
import { LIMIT } from "../../tools/footprint/budget";
import { readSizes, type Sizes } from "../../tools/footprint/module-sizes";
import { moduleBytes, sizesText } from "../../tools/footprint/page";
import { findSdk, OUTPUT, ROOT } from "../../tools/moddable";
import { part } from "../../tools/written-parts";

let sizes: Sizes;

beforeAll(async () => {
	await checkEsp32(() => undefined);
	sizes = readSizes(join(OUTPUT, "tmp/esp32/release/xs-evse"), findSdk().root);
}, 600_000);

test("the bytecode of modules/ stays below its limit", () => {
	expect(moduleBytes(sizes)).toBeGreaterThan(0);
	expect(moduleBytes(sizes)).toBeLessThanOrEqual(LIMIT.bytecode);
});

test("each function in flash is one of a module", () => {
	expect(sizes.modules.find(({ module }) => module === "(engine)")).toBeUndefined();
	const { functions, modules } = sizes.image;
	const initialised = [...modules.values()].reduce((all, size) => all + size, 0);
	const flash = sizes.modules.reduce((all, module) => all + module.flash, 0);
	expect(flash).toBe(functions.reduce((all, one) => all + one.length, 0) + initialised);
});

test("docs/footprint.md is current; npm run size -- --write makes it so", () => {
	expect(part(readFileSync(join(ROOT, "docs/footprint.md"), "utf8"), "sizes")).toBe(sizesText(sizes));
});
