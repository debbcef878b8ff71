import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SimulatedSlot } from "../../simulator/firmware-slot";
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
	const next = boot(folder);
	expect(next.slot.installed).toBe(true);
	expect(next.slot.version).toBe(versionOf("an image"));
	write(next.slot, "x".repeat(200_000));
	expect(boot(folder).slot.version).toBe(versionOf("an image"));
	expect(boot(folder).slot.installed).toBe(false);
	expect(next.install()).toEqual([[true]]);
	expect(boot(folder).slot.version).toBe(versionOf("x".repeat(200_000)));
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
	mkdirSync(join(folder, "firmware.bin"));
	expect(install()).toEqual([[false, expect.stringContaining("EISDIR")]]);
	rmSync(folder, { recursive: true });
	expect(() => slot.begin()).toThrow("ENOENT");
});
