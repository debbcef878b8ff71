import { writeSync } from "node:fs";
import { Journal } from "../../modules/storage/journal";
import { Records } from "../../modules/storage/records";
import { FileFlash } from "../../simulator/node/flash";

// Counts on in a journal and in a record, and tells each number that is stored.
const flash = new FileFlash(process.argv[2], 24);
const journal = new Journal(flash, 0, 12);
const records = new Records(flash, 12, 12);
for (let number = Number(records.get("number") ?? 0) + 1; ; number++) {
	journal.release(Math.max(journal.start, journal.end - 20_000));
	journal.append(`${number}`.padEnd(100));
	records.set("number", `${number}`);
	// Not by process.stdout, which would run ahead of a reader that is slow.
	writeSync(1, `${number}\n`);
}
