import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const manifest = JSON.parse(readFileSync(new URL("../../manifest.json", import.meta.url), "utf8"));

test("the scenarios on the desktop's XS have the stack and the heaps of the ESP32", () => {
	const { esp32, lin } = manifest.platforms;
	expect(esp32.creation.stack).toBeGreaterThan(0);
	expect(lin.creation).toEqual(esp32.creation);
});
