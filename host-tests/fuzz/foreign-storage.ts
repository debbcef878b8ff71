import fc from "fast-check";
import { Journal } from "../../modules/storage/journal";
import { Records } from "../../modules/storage/records";
import { boot, type Image, JOURNAL_BLOCKS, liveOn, RECORD_BLOCKS } from "./damaged-flash";

/** Whole records and entries of a firmware that wrote them in another way: nothing of it stops a boot. */

export interface Foreign {
	image: number;
	/** Values for some of the records, which a number picks. */
	records: readonly (readonly [pick: number, value: string])[];
	entries: readonly string[];
}

const texts = fc.oneof(
	fc.string({ unit: "binary", maxLength: 200 }),
	fc.json(),
	fc.constantFrom(
		"",
		"0",
		"-1",
		"NaN",
		"null",
		"[]",
		"{}",
		"1,2,3",
		"true",
		"[[]]",
		'{"1":{}}',
		"x".repeat(300),
	),
);

/** Of a kind that this firmware does not know, or knows in another shape. */
const entries = fc.oneof(
	texts,
	fc
		.tuple(
			fc.constantFrom("later", "S", "V", "X", "E", "D", "A", "M", "T", "B", "C"),
			fc.array(fc.oneof(fc.jsonValue(), fc.integer({ min: -1, max: 100_000 })), { maxLength: 11 }),
		)
		.map((entry) => JSON.stringify(entry.flat(1))),
);

export const foreignStorage: fc.Arbitrary<Foreign> = fc.record({
	image: fc.nat({ max: 5 }),
	records: fc.array(fc.tuple(fc.nat(), texts), { maxLength: 4 }),
	entries: fc.array(entries, { maxLength: 4 }),
});

/** Boots a charge point from storage with such records and entries, and lives on. */
export function bootForeign(images: readonly Image[], foreign: Foreign): void {
	const flash = images[foreign.image % images.length].flash.copy();
	const records = new Records(flash, 0, RECORD_BLOCKS);
	const keys = [...records.keys()];
	for (const [pick, value] of foreign.records) records.set(keys[pick % keys.length], value);
	const journal = new Journal(flash, RECORD_BLOCKS, JOURNAL_BLOCKS);
	for (const entry of foreign.entries) journal.append(entry);
	liveOn(boot(flash).rig);
}
