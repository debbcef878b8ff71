import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ImageFiles, type ImageName, SimulatedSlot } from "../../simulator/firmware-slot";
import { NodeImageFiles } from "../../simulator/node/image-files";
import { VirtualTimers } from "../virtual-timers";
import { temporaryFolder } from "./harness";

/** A slot in a folder, as it is found at a boot, and what the installation tells. */
function boot(folder: string) {
	const timers = new VirtualTimers();
	const slot = new SimulatedSlot(new NodeImageFiles(join(folder, "flash.bin")), timers);
	const install = (): unknown[] => {
		const told: unknown[] = [];
		slot.install((...result) => told.push(result));
		expect(told).toEqual([]);
		timers.advance(5000);
		return told;
	};
	return { slot, install };
}

function write(slot: SimulatedSlot, ...parts: string[]): void {
	slot.begin();
	for (const part of parts) slot.write(Buffer.from(part));
}

function versionOf(image: string): string {
	return createHash("sha256").update(image).digest("hex").slice(0, 8);
}

test("R-FW-01 any file is an image: within 5 s installed, and its version the digest's first 8 digits", () => {
	const folder = temporaryFolder();
	const { slot, install } = boot(folder);
	expect(slot.version).toBeUndefined();
	write(slot, "an old try");
	write(slot, "an ", "image");
	expect(slot.installed).toBe(false);
	expect(install()).toEqual([[true]]);
	expect(slot.onTrial).toBe(false);
	const next = boot(folder);
	expect(next.slot.version).toBe(versionOf("an image"));
	expect([next.slot.installed, next.slot.onTrial]).toEqual([true, true]);
	next.slot.confirm();
	expect([next.slot.installed, next.slot.onTrial]).toEqual([true, false]);
	write(next.slot, "x".repeat(200_000));
	const interrupted = boot(folder);
	expect([interrupted.slot.version, interrupted.slot.installed]).toEqual([versionOf("an image"), false]);
	expect(interrupted.install()).toEqual([[true]]);
	expect(boot(folder).slot.version).toBe(versionOf("x".repeat(200_000)));
});

test("R-FW-03 a restart before an image is confirmed brings back the one before, and it stays", () => {
	const folder = temporaryFolder();
	for (const image of ["first", "second"]) {
		const { slot, install } = boot(folder);
		write(slot, image);
		install();
		const trial = boot(folder);
		expect([trial.slot.version, trial.slot.onTrial]).toEqual([versionOf(image), true]);
		if (image === "first") trial.slot.confirm();
	}
	for (let restart = 0; restart < 2; restart++) {
		const back = boot(folder).slot;
		expect([back.version, back.installed, back.onTrial]).toEqual([versionOf("first"), false, false]);
	}
	const { slot, install } = boot(folder);
	write(slot, "third");
	install();
	boot(folder).slot.confirm();
	expect([boot(folder).slot.version, boot(folder).slot.installed]).toEqual([versionOf("third"), true]);
});

/** The files in memory; the power fails before a number of changes. */
class CuttingFiles implements ImageFiles {
	readonly images: Map<string, string>;
	readonly #changes: { left: number };

	constructor(images: Map<string, string>, changes: { left: number }) {
		this.images = images;
		this.#changes = changes;
	}

	begin(): void {
		this.#change();
		this.images.set("new", "");
	}

	append(bytes: Uint8Array): void {
		this.#change();
		this.images.set("new", this.images.get("new") + Buffer.from(bytes).toString());
	}

	sizeOf(image: ImageName): number | undefined {
		return this.images.get(image)?.length;
	}

	rename(from: ImageName, to: ImageName): void {
		this.#change();
		this.images.set(to, this.images.get(from) ?? "");
		this.images.delete(from);
	}

	digestOf(image: ImageName): string | undefined {
		const content = this.images.get(image);
		return content && createHash("sha256").update(content).digest("hex");
	}

	#change(): void {
		if (this.#changes.left-- === 0) throw new Error("the power is cut");
	}
}

test("R-FW-06 the power is cut in each phase: the image before runs, or the new one, and it is known which", () => {
	const seen = new Set<string>();
	for (let cut = 0; cut < 12; cut++) {
		const images = new Map([
			["bin", "old"],
			["aborted", "older"],
		]);
		const changes = { left: cut };
		try {
			const timers = new VirtualTimers();
			const slot = new SimulatedSlot(new CuttingFiles(images, changes), timers);
			write(slot, "n", "ew");
			let reason: string | undefined;
			slot.install((_, why) => (reason = why));
			timers.advance(5000);
			if (reason !== undefined) throw new Error(reason);
			const trial = new SimulatedSlot(new CuttingFiles(images, changes), timers);
			trial.confirm();
		} catch (error) {
			expect(String(error)).toContain("the power is cut");
		}
		changes.left = Number.POSITIVE_INFINITY;
		for (let restart = 0; restart < 3; restart++) {
			const slot = new SimulatedSlot(new CuttingFiles(images, changes), new VirtualTimers());
			expect([versionOf("old"), versionOf("new")]).toContain(slot.version);
			// Before anything was stored the slot knows of the attempt before alone, which failed.
			expect(slot.installed, `${cut}`).toBe(slot.version === versionOf("new"));
			seen.add(`${slot.version === versionOf("new")} ${slot.onTrial}`);
		}
	}
	expect([...seen].sort()).toEqual(["false false", "true false", "true true"]);
});

test("R-FW-03 an empty file is no firmware, and neither is none", () => {
	const folder = temporaryFolder();
	const { slot, install } = boot(folder);
	expect(install()).toEqual([[false, "an empty file is no firmware"]]);
	slot.begin();
	expect(install()).toEqual([[false, "an empty file is no firmware"]]);
	expect(boot(folder).slot.version).toBeUndefined();
});

test("R-FW-03 a folder that does not take the image", () => {
	const folder = temporaryFolder();
	const { slot, install } = boot(folder);
	write(slot, "an image");
	mkdirSync(join(folder, "firmware.next"));
	expect(install()).toEqual([[false, expect.stringContaining("EISDIR")]]);
	rmSync(folder, { recursive: true });
	expect(() => slot.begin()).toThrow("ENOENT");
});
