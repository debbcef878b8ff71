import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** What a driver's phone loads before it shows the first page, by the built files. */

const PAGES = fileURLToPath(new URL("../../.build/pages/csms", import.meta.url));
const index = readFileSync(join(PAGES, "index.html"), "utf8");
const files = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
const assets = readdirSync(join(PAGES, "assets"));

/** Bytes over the network: the packed file where there is one. */
function bytes(file: string): number {
	const path = join(PAGES, file);
	return statSync(assets.includes(`${file.slice("assets/".length)}.gz`) ? `${path}.gz` : path).size;
}

/** Of a language, the smallest are the first page's. */
function firstTexts(): string {
	const catalogues = assets.filter((name) => /^first-catalogue-.*\.js$/.test(name));
	expect(catalogues).toHaveLength(2);
	return `assets/${catalogues.sort((a, b) => bytes(`assets/${b}`) - bytes(`assets/${a}`))[0]}`;
}

test("a driver's first page needs few requests and 330 KB at most", () => {
	const needed = [...files, firstTexts()];
	const sum = needed.reduce((total, file) => total + bytes(file), 0);
	expect(needed.length).toBeLessThanOrEqual(25);
	expect(sum, needed.map((file) => `${file} ${bytes(file)}`).join("\n")).toBeLessThanOrEqual(330_000);
});

test("nothing of the operator's and no chart or table is among it", () => {
	const code = [...files, firstTexts()]
		.filter((file) => file.endsWith(".js"))
		.map((file) => readFileSync(join(PAGES, file), "utf8"))
		.join("\n");
	for (const foreign of ["ChangeAvailability", "getCoreRowModel", "recharts-", "securityProfile"]) {
		expect(code, foreign).not.toContain(foreign);
	}
});
