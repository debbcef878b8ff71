import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (folder: string) =>
	readFileSync(new URL(`../../${folder}/sdkconfig.defaults`, import.meta.url), "utf8");

test("the emulated board asks of ESP-IDF all that the others ask, and then some", () => {
	const plain = read("device/sdkconfig");
	const emulated = read("device/qemu/sdkconfig");
	expect(emulated.startsWith(plain)).toBe(true);
	expect(emulated.slice(plain.length)).toMatch(/^CONFIG_ETH_USE_OPENETH=y$/m);
});
