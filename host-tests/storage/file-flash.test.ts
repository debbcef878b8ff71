import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Journal } from "../../modules/storage/journal";
import { Records } from "../../modules/storage/records";
import { FileFlash } from "../../simulator/node/flash";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flash-"));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

test("is made with its folder on first use, erased, 576 KiB in blocks of 4096", () => {
	const path = join(folder, "new", "deep", "flash.bin");
	const flash = new FileFlash(path);
	expect(flash.blockSize * flash.blockCount).toBe(576 * 1024);
	expect(readFileSync(path).equals(Buffer.alloc(576 * 1024, 0xff))).toBe(true);
	expect(readdirSync(join(folder, "new", "deep"))).toEqual(["flash.bin"]);
	flash.close();
});

test("is NOR flash: a write only clears bits, an erase sets those of one block, both are in the file at once", () => {
	const path = join(folder, "flash.bin");
	const flash = new FileFlash(path, 3);
	flash.write(4090, Uint8Array.of(0xf0, 0xff, 0x0f, 1, 2, 3, 4, 5));
	flash.write(4090, Uint8Array.of(0xaa, 0xaa, 0xaa));
	expect([...flash.read(4089, 10)]).toEqual([0xff, 0xa0, 0xaa, 0x0a, 1, 2, 3, 4, 5, 0xff]);
	expect([...readFileSync(path).subarray(4090, 4093)]).toEqual([0xa0, 0xaa, 0x0a]);
	flash.erase(1);
	expect([...flash.read(4094, 4)]).toEqual([2, 3, 0xff, 0xff]);
	flash.close();
	const again = new FileFlash(path, 3);
	expect([...again.read(4094, 4)]).toEqual([2, 3, 0xff, 0xff]);
	for (const offset of [-1, 3 * 4096 - 3, Number.NaN]) {
		expect(() => again.read(offset, 4)).toThrow(RangeError);
		expect(() => again.write(offset, new Uint8Array(4))).toThrow(RangeError);
	}
	expect(() => again.erase(3)).toThrow(RangeError);
	again.close();
});

test("tells what to do about a folder that cannot be made and a file that is no flash", () => {
	const file = join(folder, "file");
	writeFileSync(file, "text");
	expect(() => new FileFlash(join(file, "flash.bin"))).toThrow(
		/Cannot use .*flash\.bin as flash: choose a folder that can be written \(.*\)/,
	);
	expect(() => new FileFlash(file)).toThrow(/has 4 bytes and is not a flash of 589824: .*remove the file/);
	expect(readFileSync(file, "utf8")).toBe("text");
});

test("R-QUE-08 R-CFG-05 a SIGKILL at any time loses nothing that was stored", async () => {
	const path = join(folder, "flash.bin");
	const script = fileURLToPath(new URL("./append-until-killed.ts", import.meta.url));
	for (const enough of [1, 300, 1000]) {
		const child = spawn(process.execPath, ["--import", "tsx", script, path], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const ended = new Promise((resolve) => child.once("close", resolve));
		let told = "";
		let lines = 0;
		child.stdout.on("data", (data: Buffer) => {
			told += data;
			lines += data.toString().split("\n").length - 1;
			if (lines >= enough) child.kill("SIGKILL");
		});
		await ended;
		const last = Number(told.trimEnd().split("\n").at(-1));
		const flash = new FileFlash(path, 24);
		const stored = Number(new Records(flash, 12, 12).get("number"));
		expect(stored === last || stored === last + 1).toBe(true);
		const journal = new Journal(flash, 0, 12);
		const numbers: number[] = [];
		for (let entry = journal.read(journal.start); entry; entry = journal.read(entry.next))
			numbers.push(Number(entry.entry));
		expect([last, last + 1]).toContain(numbers.at(-1));
		expect(numbers).toEqual(numbers.map((_, i) => numbers[0] + i));
		flash.close();
	}
}, 30_000);
