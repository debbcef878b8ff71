import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Records } from "../../modules/storage/records";
import { seededRandom } from "../../tools/seeded-random";
import { FlashError, MemoryFlash, PowerCut } from "./memory-flash";

/** Changes that happen together; undefined deletes. */
type Step = [key: string, value: string | undefined][];

function contentOf(records: Records): Map<string, string | undefined> {
	return new Map([...records.keys()].map((key) => [key, records.get(key)]));
}

/** What the records have acknowledged. */
class Model {
	content = new Map<string, string>();
	/** How it would be with the changes that were interrupted. */
	interrupted: Map<string, string> | undefined;
	refused = 0;

	apply(records: Records, step: Step): void {
		const after = new Map(this.content);
		for (const [key, value] of step)
			if (value === undefined) after.delete(key);
			else after.set(key, value);
		this.interrupted = after;
		try {
			records.setAll(step);
			this.content = after;
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			this.refused++;
		}
		this.interrupted = undefined;
	}

	/** After a restart: all changes that were interrupted have been made, or none. */
	check(records: Records): void {
		const found = contentOf(records);
		if (this.interrupted && isSame(found, this.interrupted)) this.content = this.interrupted;
		this.interrupted = undefined;
		if (!isSame(found, this.content)) expect(found).toEqual(this.content);
	}
}

function isSame(a: Map<string, string | undefined>, b: Map<string, string>): boolean {
	return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

/** Lets the steps happen, until the power fails; true if it did. */
function play(flash: MemoryFlash, model: Model, steps: readonly Step[]): boolean {
	try {
		const records = new Records(flash, 1, flash.blockCount - 1);
		for (const step of steps) model.apply(records, step);
		return false;
	} catch (error) {
		if (error instanceof PowerCut) return true;
		throw error;
	}
}

/** Opens the records in spite of power cuts on the way; the last time the power stays. */
function openAfterCuts(flash: MemoryFlash, cuts: readonly number[]): Records {
	for (const power of cuts) {
		flash.powerFor = power;
		try {
			new Records(flash, 1, flash.blockCount - 1);
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
	}
	return new Records(flash.powered(), 1, flash.blockCount - 1);
}

/** Values that stay, among others that change and go, so that compaction has something to keep. */
const SCRIPT: Step[] = [];
for (let i = 0; i < 6; i++) SCRIPT.push([[`stays${i}`, `${i}-充電-`.repeat(4 + i * 3)]]);
for (let i = 0; i < 60; i++) {
	SCRIPT.push([[`changes${i % 4}`, `${i} ${"x".repeat((i * 41) % 150)}`]]);
	if (i % 6 === 2) SCRIPT.push([[`goes${i % 5}`, `${i}`]]);
	if (i % 6 === 4) SCRIPT.push([[`goes${(i - 2) % 5}`, undefined]]);
	if (i % 9 === 5)
		SCRIPT.push([
			["changes0", `together ${i}`],
			["together", i % 2 ? `${i}` : undefined],
			["changes3", `also ${i}`],
		]);
}

describe("power cuts", () => {
	test("R-CFG-05 a cut at every byte of every write and erase leaves each change made or not", () => {
		const sound = new MemoryFlash(15, 256);
		const sure = new Model();
		SCRIPT.forEach((step, i) => {
			const before = sound.copy();
			const content = sure.content;
			const worked = sound.worked;
			play(sound, sure, [step]);
			for (let power = 0; power < sound.worked - worked; power++) {
				const random = seededRandom(i * 1000 + power);
				const flash = before.copy(random);
				const model = new Model();
				model.content = content;
				flash.powerFor = power;
				if (!play(flash, model, [step])) expect.unreachable("the power has not failed");
				model.check(openAfterCuts(flash, [random() * 1200]));
				if (power % 4 > 0) continue;
				// Once more, on what the cuts have left.
				flash.powerFor = Math.floor(random() * 2000);
				play(flash, model, SCRIPT.slice(i, i + 5));
				model.check(openAfterCuts(flash, []));
			}
		});
		expect(sure.refused).toBe(0);
		expect(sound.erases).toBeGreaterThanOrEqual(20);
	}, 60_000);

	test("R-CFG-05 any changes with any cuts leave old or new, never half, never nothing", () => {
		const change = fc.tuple(
			fc.integer({ min: 0, max: 9 }).map((n) => `key${n}`),
			fc.option(
				fc.tuple(fc.nat(99), fc.nat(260)).map(([n, length]) => `${n}充`.repeat(length).slice(0, length)),
				{ nil: undefined, freq: 5 },
			),
		);
		const life = fc.record({
			steps: fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 40 }),
			power: fc.nat(15000),
			cuts: fc.array(fc.nat(1500), { maxLength: 3 }),
		});
		fc.assert(
			fc.property(
				fc.array(life, { maxLength: 12 }),
				fc.integer(),
				fc.integer({ min: 4, max: 7 }),
				(lives, seed, segments) => {
					const flash = new MemoryFlash(1 + 2 * segments, 512, seededRandom(seed));
					const model = new Model();
					for (const { steps, power, cuts } of lives) {
						flash.powerFor = power;
						play(flash, model, steps);
						model.check(openAfterCuts(flash, cuts));
					}
				},
			),
			{ numRuns: 300 },
		);
	}, 60_000);

	test("R-CFG-05 a power supply that fails in every compaction costs nothing in the end", () => {
		for (let power = 20; power < 3000; power += 23) {
			const flash = new MemoryFlash(15, 256, seededRandom(power));
			const model = new Model();
			play(flash, model, SCRIPT);
			for (let i = 0; i < 12; i++) {
				flash.powerFor = power;
				play(flash, model, SCRIPT.slice(i * 5));
				model.check(openAfterCuts(flash, []));
			}
			const refused = model.refused;
			expect(play(flash, model, SCRIPT)).toBe(false);
			expect(model.refused).toBe(refused);
			model.check(new Records(flash, 1, 14));
		}
	}, 60_000);
});

describe("damage", () => {
	test("R-CFG-05 an error of the flash costs the change that it meets, and no other", () => {
		for (let sound = 0; sound < 160; sound++) {
			const flash = new MemoryFlash(15, 256);
			const records = new Records(flash, 1, 14);
			const model = new Model();
			flash.sound = sound;
			let failed = 0;
			for (const step of SCRIPT)
				try {
					model.apply(records, step);
				} catch (error) {
					expect(error).toBeInstanceOf(FlashError);
					failed++;
				}
			expect(failed).toBe(flash.sound < 0 ? 1 : 0);
			model.interrupted = undefined;
			model.check(records);
			model.check(new Records(flash, 1, 14));
		}
	});

	test("R-CFG-05 worn cells lose nothing that was acknowledged", () => {
		const worn = fc.array(fc.nat(15 * 256 - 1), { maxLength: 12 });
		fc.assert(
			fc.property(worn, fc.nat(SCRIPT.length), (cells, offset) => {
				const flash = new MemoryFlash(15, 256);
				for (const cell of cells) flash.worn.add(cell);
				const records = new Records(flash, 1, 14);
				const model = new Model();
				try {
					for (const step of [...SCRIPT.slice(offset), ...SCRIPT]) model.apply(records, step);
				} catch (error) {
					expect(String(error)).toMatch(/does not keep/);
					model.interrupted = undefined;
				}
				model.check(records);
				model.check(new Records(flash, 1, 14));
			}),
			// The headers of three segments in a row.
			{ numRuns: 300, examples: [[[1280, 1792, 2304], 16]] },
		);
	});

	test("R-CFG-05 a flipped bit anywhere costs at most the changes it is in", () => {
		const sound = new MemoryFlash(15, 256);
		const model = new Model();
		/** Which step has changed a key last. */
		const changedBy = new Map<string, number>();
		const history = new Map<string, Set<string | undefined>>();
		let damaged = 0;
		SCRIPT.forEach((step, n) => {
			play(sound, model, [step]);
			for (const [key, value] of step) {
				changedBy.set(key, n);
				history.set(key, (history.get(key) ?? new Set([undefined])).add(value));
			}
			for (let i = 256 + (n % 71); i < sound.bytes.length; i += 71) {
				const flash = sound.copy();
				flash.bytes[i] ^= 1 << ((i + n) % 8);
				const records = new Records(flash, 1, 14);
				const wrong = [...history.keys()].filter((key) => records.get(key) !== model.content.get(key));
				damaged += wrong.length;
				if (new Set(wrong.map((key) => changedBy.get(key))).size > 1) expect(wrong).toEqual([]);
				for (const key of wrong) expect([...history.get(key)!]).toContain(records.get(key));
				// It works on, and stays as it is.
				for (let k = 0; k < 6; k++) records.set("after", `${k}`.repeat(100));
				const again = new Records(flash, 1, 14);
				if (again.get("after") !== "5".repeat(100)) expect(again.get("after")).toBe("5".repeat(100));
				const worse = [...history.keys()].filter((key) => again.get(key) !== records.get(key));
				if (worse.length > 0) expect(worse).toEqual([]);
			}
		});
		expect(damaged).toBeGreaterThan(300);
	}, 60_000);

	test("R-CFG-05 damage while the charge point runs is noticed when the value is read or moved", () => {
		const flash = new MemoryFlash(15, 256);
		const records = new Records(flash, 1, 14);
		records.set("sound", "sound value");
		records.set("damaged", "damaged value");
		const at = Buffer.from(flash.bytes).indexOf("damaged value");
		flash.bytes[at] ^= 1;
		expect(records.get("damaged")).toBeUndefined();
		expect(records.get("sound")).toBe("sound value");
		for (let i = 0; i < 200; i++) records.set("other", `${i}`.repeat(20));
		expect([...records.keys()].sort()).toEqual(["other", "sound"]);
		records.set("damaged", "new");
		expect(new Records(flash, 1, 14).get("damaged")).toBe("new");
	});
});

describe("records", () => {
	test("R-CFG-05 hold values of 4 KB, empty ones, Chinese and any key, over restarts and compactions", () => {
		const flash = new MemoryFlash(31);
		let records = new Records(flash, 0, 31);
		const large = "充電站 a".repeat(4096).slice(0, 4096 / 3);
		const fixed = new Map([
			["profile/1", large],
			["x".repeat(4096), "y".repeat(4068)],
			["", "value of the empty key"],
			["empty", ""],
			["中文鍵", "值"],
		]);
		for (const [key, value] of fixed) records.set(key, value);
		for (let i = 0; i < 600; i++) {
			if (i % 100 === 50) records = new Records(flash, 0, 31);
			records.set(`chunk${i % 3}`, `${i}`.padEnd(4096, "."));
		}
		for (const [key, value] of fixed) expect(records.get(key)).toBe(value);
		expect(records.get("chunk2")).toBe("599".padEnd(4096, "."));
		expect([...records.keys()].length).toBe(8);
		expect(records.get("nothing")).toBeUndefined();
	});

	test("R-CFG-05 a refused change leaves the old values, and costs no flash", () => {
		const flash = new MemoryFlash(8);
		const records = new Records(flash, 0, 8);
		records.set("a", "old");
		const { writes } = flash;
		expect(() => records.set("a", "x".repeat(8168 - 4))).toThrow(/8169.*8168/);
		expect(() =>
			records.setAll([
				["a", "new"],
				["b", "x".repeat(5000)],
				["c", "x".repeat(5000)],
			]),
		).toThrow(RangeError);
		expect(() => records.set("k".repeat(40_000), "")).toThrow(RangeError);
		expect(flash.writes).toBe(writes);
		expect(contentOf(records)).toEqual(new Map([["a", "old"]]));
		records.set("a", "x".repeat(8168 - 5));
		expect(new Records(flash, 0, 8).get("a")).toHaveLength(8163);
	});

	test("one write for each change, none for what is so already", () => {
		const flash = new MemoryFlash(16);
		const records = new Records(flash, 0, 16);
		records.set("a", "1");
		records.setAll([
			["b", "2"],
			["c", "3"],
			["a", undefined],
		]);
		expect(flash.writes).toBe(2);
		records.set("b", "2");
		records.delete("a");
		records.delete("unknown");
		records.setAll([]);
		records.setAll([
			["b", "changed and back"],
			["b", "2"],
		]);
		expect(flash.writes).toBe(2);
		expect(flash.erases).toBe(2);
		expect([...records.keys()]).toEqual(["b", "c"]);
	});

	test("full: a RangeError without wear, nothing lost, and room again after a delete", () => {
		const flash = new MemoryFlash(16);
		const records = new Records(flash, 0, 16);
		const content = new Map<string, string>();
		for (let i = 0; ; i++) {
			try {
				records.set(`key${i}`, `${i}`.padEnd(300, "v"));
			} catch (error) {
				expect(error).toBeInstanceOf(RangeError);
				break;
			}
			content.set(`key${i}`, `${i}`.padEnd(300, "v"));
		}
		expect(content.size).toBeGreaterThan(120);
		const { writes, erases } = flash;
		for (let i = 0; i < 50; i++) expect(() => records.set("more", "v".repeat(300))).toThrow(RangeError);
		expect({ writes: flash.writes, erases: flash.erases }).toEqual({ writes, erases });
		for (let i = 0; i < 100; i++) {
			records.set("key7", `${i}`.padEnd(300, "w"));
			content.set("key7", `${i}`.padEnd(300, "w"));
		}
		records.delete("key9");
		records.set("more", "v".repeat(300));
		content.delete("key9");
		content.set("more", "v".repeat(300));
		expect(contentOf(records)).toEqual(content);
		expect(contentOf(new Records(flash, 0, 16))).toEqual(content);
	});

	test("full of large values: small changes still have room, until that is used up, too", () => {
		const flash = new MemoryFlash(16);
		const records = new Records(flash, 0, 16);
		for (const length of [4000, 500, 401])
			expect(() => {
				for (let i = 0; ; i++) records.set(`large.${length}.${i}`, "v".repeat(length));
			}).toThrow(RangeError);
		for (let i = 0; i < 10; i++) records.set(`small${i}`, "v".repeat(80));
		expect(() => {
			for (let i = 0; i < 40; i++) records.set(`other${i}`, "v".repeat(300));
		}).toThrow(RangeError);
		expect(contentOf(new Records(flash, 0, 16))).toEqual(contentOf(records));
	});

	test("a flash that fails: what waits for it is no more than one entry holds, and is stored when it works again", () => {
		const flash = new MemoryFlash(16);
		const records = new Records(flash, 0, 16);
		const told: boolean[] = [];
		records.onTrouble = (error) => told.push(error !== undefined);
		flash.broken = true;
		records.set("a", "v".repeat(5000));
		expect(() => records.set("b", "w".repeat(5000))).toThrow(RangeError);
		records.set("c", "1");
		expect(records.get("b")).toBeUndefined();
		expect(told).toEqual([true]);
		flash.broken = false;
		// The two do not fit into one entry.
		records.set("d", "w".repeat(5000));
		expect(told).toEqual([true, false]);
		expect([...new Records(flash, 0, 16).keys()]).toEqual(["a", "c", "d"]);
	});

	test("a range that is too small or outside the flash is refused", () => {
		const flash = new MemoryFlash(16);
		expect(() => new Records(flash, 0, 7)).toThrow(RangeError);
		expect(() => new Records(flash, 9, 8)).toThrow(RangeError);
	});
});
