import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalEntry } from "../../modules/charge-point/interfaces";
import { Journal } from "../../modules/storage/journal";
import { seededRandom } from "../../tools/seeded-random";
import { FlashError, MemoryFlash, PowerCut } from "./memory-flash";

function readAll(journal: Journal): JournalEntry[] {
	const entries: JournalEntry[] = [];
	for (let entry = journal.read(journal.start); entry; entry = journal.read(entry.next)) entries.push(entry);
	return entries;
}

/** A text of `length` bytes of UTF-8; longer ones tell entries from each other. */
function textOf(number: number, length: number): string {
	const name = `${number} 充電 🔌`;
	const rest = length - Buffer.byteLength(name);
	return rest < 0 ? "#".repeat(length) : name + "#".repeat(rest);
}

/** What a journal has acknowledged, and what it therefore must still hold. */
class Model {
	readonly entries: { position: number; entry: string }[] = [];
	released = 0;
	/** The entry whose append was interrupted. */
	interrupted: string | undefined;

	append(journal: Journal, entry: string): void {
		this.interrupted = entry;
		const roomy = journal.free >= 2 * 512;
		try {
			this.entries.push({ position: journal.append(entry), entry });
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			if (roomy) throw new Error("Refused although there is room");
		}
		this.interrupted = undefined;
	}

	/** Releases all but the newest `keep` entries. */
	release(journal: Journal, keep: number): void {
		const oldest = this.entries.at(-keep);
		this.released = Math.max(this.released, keep === 0 ? journal.end : (oldest?.position ?? 0));
		journal.release(this.released);
		if (keep === 0 && journal.start !== journal.end) throw new Error("Not all is released");
	}

	/** After a restart: no hole anywhere, nothing kept is missing, what was interrupted is whole or absent. */
	check(journal: Journal): void {
		const found = readAll(journal);
		expect(journal.start).toBe(found[0]?.position ?? journal.end);
		const last = this.entries.at(-1)?.position ?? -1;
		const extra = found.at(-1);
		if (extra && extra.position > last) {
			expect(extra.entry).toBe(this.interrupted);
			this.entries.push({ position: extra.position, entry: extra.entry });
		}
		this.interrupted = undefined;
		const expected = found.length === 0 ? [] : this.entries.slice(-found.length);
		expect(found.map(({ position, entry }) => ({ position, entry }))).toEqual(expected);
		const kept = this.entries.filter((entry) => entry.position >= this.released);
		expect(found.length).toBeGreaterThanOrEqual(kept.length);
	}
}

/** An append of a length, or a release of all but the newest few. */
type Step = { append: number } | { keep: number };

/** Lets the steps happen, until the power fails; true if it did. */
function play(flash: MemoryFlash, model: Model, steps: readonly Step[], first = 0): boolean {
	try {
		const journal = new Journal(flash, 1, flash.blockCount - 1);
		steps.forEach((step, i) => {
			if ("append" in step) model.append(journal, textOf(first + i, step.append));
			else model.release(journal, step.keep);
		});
		return false;
	} catch (error) {
		if (error instanceof PowerCut) return true;
		throw error;
	}
}

const SCRIPT: Step[] = [];
for (let i = 0; i < 34; i++) {
	SCRIPT.push({ append: (i * 53) % 211 });
	if (i % 5 === 4) SCRIPT.push({ keep: i % 3 });
}
SCRIPT.push({ append: 480 }, { append: 0 }, { append: 488 });

describe("power cuts", () => {
	test("R-QUE-08 a cut at every byte of every write and erase loses nothing acknowledged", () => {
		const whole = new MemoryFlash(5, 512);
		expect(play(whole, new Model(), SCRIPT)).toBe(false);
		expect(whole.erases).toBeGreaterThan(8);
		for (let power = 0; power < whole.worked; power++) {
			const random = seededRandom(power);
			const flash = new MemoryFlash(5, 512, random);
			const model = new Model();
			flash.powerFor = power;
			expect(play(flash, model, SCRIPT)).toBe(true);
			model.check(new Journal(flash.powered(), 1, 4));
			// Once more, on what the first cut has left.
			flash.powerFor = Math.floor(random() * 1500);
			play(flash, model, SCRIPT, 1000);
			model.check(new Journal(flash.powered(), 1, 4));
		}
	}, 60_000);

	test("R-QUE-08 any sequence with any cuts keeps order, positions and every acknowledged entry", () => {
		const step = fc.oneof(
			{ weight: 4, arbitrary: fc.record({ append: fc.nat(488) }) },
			{ weight: 1, arbitrary: fc.record({ keep: fc.nat(6) }) },
		);
		const life = fc.record({ steps: fc.array(step, { maxLength: 30 }), power: fc.nat(6000) });
		fc.assert(
			fc.property(
				fc.array(life, { maxLength: 12 }),
				fc.integer(),
				fc.integer({ min: 3, max: 7 }),
				(lives, seed, blocks) => {
					const flash = new MemoryFlash(blocks, 512, seededRandom(seed));
					const model = new Model();
					lives.forEach(({ steps, power }, i) => {
						flash.powerFor = power;
						play(flash, model, steps, i * 100);
						model.check(new Journal(flash.powered(), 1, blocks - 1));
					});
				},
			),
			{ numRuns: 300 },
		);
	});

	test("an entry that the flash does not keep is written again elsewhere, and is there once", () => {
		const flash = new MemoryFlash(8, 4096);
		// In the second entry, and in the header of the second block.
		for (const cell of [4250, 4251, 8192]) flash.worn.add(cell);
		const model = new Model();
		const journal = new Journal(flash, 1, 7);
		for (let i = 0; i < 50; i++) model.append(journal, textOf(i, 100));
		expect(model.entries.length).toBe(50);
		expect(flash.writes).toBe(54);
		model.check(new Journal(flash, 1, 7));
	});

	test("R-QUE-08 an error of the flash costs the append that it meets, and no other", () => {
		for (let sound = 0; sound < 45; sound++) {
			const flash = new MemoryFlash(5, 512);
			const journal = new Journal(flash, 0, 5);
			const model = new Model();
			flash.sound = sound;
			let failed = 0;
			for (let i = 0; i < 40; i++) {
				try {
					model.append(journal, textOf(i, 90));
				} catch (error) {
					expect(error).toBeInstanceOf(FlashError);
					failed++;
				}
				model.release(journal, 4);
			}
			expect(failed).toBe(1);
			expect(model.entries.length).toBe(39);
			model.check(journal);
			model.check(new Journal(flash, 0, 5));
		}
	});

	test("a flash that keeps nothing any more is told as an Error, not as full", () => {
		const flash = new MemoryFlash(4, 512);
		for (let i = 0; i < flash.bytes.length; i++) flash.worn.add(i);
		const journal = new Journal(flash, 0, 4);
		expect(() => journal.append("a")).toThrow(/does not keep/);
	});
});

describe("damage", () => {
	test("R-QUE-08 a flipped bit anywhere costs at most the entry it is in", () => {
		const sound = new MemoryFlash(7, 512);
		const steps: Step[] = [];
		for (let i = 0; i < 40; i++) steps.push({ append: 20 + ((i * 37) % 90) }, { keep: 12 });
		play(sound, new Model(), steps);
		const before = readAll(new Journal(sound, 1, 6));
		expect(before.length).toBeGreaterThanOrEqual(12);
		for (let i = 512; i < sound.bytes.length; i++)
			for (const bit of [i % 8, (i + 3) % 8]) {
				const flash = sound.copy();
				flash.bytes[i] ^= 1 << bit;
				const journal = new Journal(flash, 1, 6);
				journal.release(before[0].position);
				const added = journal.append("after");
				const after = readAll(new Journal(flash, 1, 6)).filter(
					(entry) => entry.position >= before[0].position,
				);
				expect(after.at(-1)?.position).toBe(added);
				const lost = before.filter((entry) => !after.some((other) => other.position === entry.position));
				expect(lost.length).toBeLessThanOrEqual(1);
				const left = before.filter((entry) => !lost.includes(entry));
				expect(after.slice(0, -1).map(({ entry }) => entry)).toEqual(left.map(({ entry }) => entry));
			}
	});

	test("a length that is damaged does not hide what follows", () => {
		const flash = new MemoryFlash(4);
		const journal = new Journal(flash, 0, 4);
		const positions = ["one", "two", "three"].map((text) => journal.append(text));
		flash.bytes[positions[0] + 1] = 0xff;
		flash.bytes[positions[1] + 2] = 0x00;
		flash.bytes[positions[1] + 1] = 0x00;
		expect(readAll(new Journal(flash, 0, 4)).map(({ entry }) => entry)).toEqual(["three"]);
	});

	test("blocks full of something else are an empty journal", () => {
		const random = seededRandom(5);
		const flash = new MemoryFlash(4, 512);
		flash.bytes.forEach((_, i) => {
			flash.bytes[i] = random() * 256;
		});
		const journal = new Journal(flash, 0, 4);
		expect(journal.start).toBe(journal.end);
		const position = journal.append("first");
		expect(readAll(new Journal(flash, 0, 4))).toMatchObject([{ position, entry: "first" }]);
	});
});

describe("the ring", () => {
	test("R-QUE-08 thousands of appends: one write each, blocks erased in turn, the same after a restart", () => {
		const flash = new MemoryFlash(9);
		let journal = new Journal(flash, 1, 8);
		const erased = new Map<number, number>();
		const erase = flash.erase.bind(flash);
		flash.erase = (block) => {
			erased.set(block, (erased.get(block) ?? 0) + 1);
			erase(block);
		};
		const kept: { position: number; entry: string }[] = [];
		for (let i = 0; i < 6000; i++) {
			const entry = textOf(i, 60 + (i % 90));
			kept.push({ position: journal.append(entry), entry });
			if (kept.length > 120) {
				kept.shift();
				journal.release(kept[0].position);
			}
			if (i % 500 === 499) {
				const end = journal.end;
				journal = new Journal(flash, 1, 8);
				expect(journal.end).toBe(end);
				expect(journal.start).toBeLessThanOrEqual(kept[0].position);
				const found = readAll(journal).map(({ position, entry }) => ({ position, entry }));
				expect(found.slice(-kept.length)).toEqual(kept);
				// What was released since the newest block was entered is seen again, no more.
				expect(found.length - kept.length).toBeLessThan(70);
			}
		}
		expect(flash.writes).toBe(6000);
		expect(flash.erases).toBeGreaterThan(140);
		expect(erased.has(0)).toBe(false);
		const counts = [...erased.values()];
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
	});

	test("R-QUE-09 a full ring refuses with a RangeError, keeps all, and goes on after a release", () => {
		const flash = new MemoryFlash(5);
		const journal = new Journal(flash, 0, 5);
		expect(journal.free).toBe(journal.capacity);
		const model = new Model();
		let refused = 0;
		for (let i = 0; refused === 0; i++) {
			const before = model.entries.length;
			model.append(journal, textOf(i, 100));
			if (model.entries.length === before) refused = i;
		}
		expect(refused).toBe(4 * Math.floor((4096 - 16) / 108));
		expect(journal.free).toBeLessThan(108);
		const { writes, erases } = flash;
		expect(() => journal.append(textOf(0, 100))).toThrow(RangeError);
		expect({ writes: flash.writes, erases: flash.erases }).toEqual({ writes, erases });
		model.check(new Journal(flash, 0, 5));
		// An entry of the oldest block still there: its block cannot be erased.
		model.release(journal, refused - 36);
		expect(() => journal.append(textOf(0, 100))).toThrow(RangeError);
		model.release(journal, refused - 37);
		model.append(journal, textOf(7000, 100));
		expect(model.entries.length).toBe(refused + 1);
		expect(journal.free).toBeGreaterThan(3000);
		model.check(new Journal(flash, 0, 5));
	});

	test("when all is released there is room again, whatever the restarts, even in two blocks", () => {
		const flash = new MemoryFlash(2, 512);
		for (let i = 0; i < 40; i++) {
			const journal = new Journal(flash, 0, 2);
			journal.release(journal.end);
			const position = journal.append(textOf(i, 300));
			expect(journal.start).toBe(position);
			expect(readAll(new Journal(flash, 0, 2)).at(-1)?.position).toBe(position);
		}
	});

	test("an entry as long as a block holds, an empty one, and one that is too long", () => {
		const flash = new MemoryFlash(4);
		const journal = new Journal(flash, 0, 4);
		const longest = "x".repeat(4072);
		journal.append("");
		journal.append(longest);
		expect(() => journal.append(`${longest}x`)).toThrow(/4073.*4072/);
		journal.append("\ufeff\u0000 end");
		const texts = readAll(new Journal(flash, 0, 4)).map(({ entry }) => entry);
		expect(texts).toEqual(["", longest, "\ufeff\u0000 end"]);
	});

	test("read takes any position, and release none beyond the end", () => {
		const journal = new Journal(new MemoryFlash(4), 0, 4);
		const [first, second] = [journal.append("first"), journal.append("second")];
		expect(journal.read(0)?.position).toBe(first);
		expect(journal.read(first + 1)?.position).toBe(second);
		expect(journal.read(journal.end)).toBeUndefined();
		journal.release(second);
		journal.release(first);
		expect(journal.start).toBe(second);
		expect(journal.read(first)?.position).toBe(second);
		expect(() => journal.release(journal.end + 1)).toThrow(RangeError);
		expect(() => journal.release(Number.NaN)).toThrow(RangeError);
	});

	test("a range outside the flash is refused", () => {
		const flash = new MemoryFlash(4);
		expect(() => new Journal(flash, 1, 4)).toThrow(RangeError);
		expect(() => new Journal(flash, -1, 4)).toThrow(RangeError);
		expect(() => new Journal(flash, 0, 1)).toThrow(RangeError);
	});
});
