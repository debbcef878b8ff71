import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { wearTable } from "../../tools/wear";

test("R-QUE-08 docs/storage.md has the wear that `npm run wear` measures, which is level and lasts ten years", {
	timeout: 60_000,
}, () => {
	const table = wearTable();
	expect(readFileSync(new URL("../../docs/storage.md", import.meta.url), "utf8")).toContain(table);
	const rows = table.split("\n").slice(2, 5);
	expect(rows).toHaveLength(3);
	for (const row of rows) {
		const [, , , mean, worst, years] = row
			.split("|")
			.slice(1, -1)
			.map((cell) => Number(cell.replace(",", "")));
		expect(worst).toBeLessThan(1.5 * mean);
		expect(years).toBeGreaterThan(10);
	}
	// What design and architecture promise of a transaction and a sample.
	expect(table).toContain("A transaction that is delivered at once is 4 writes, and a sample in it 2.");
});
