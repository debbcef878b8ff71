import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { firmwareCommand } from "../../simulator/engine";
import { temporaryFolder } from "./harness";

/** One application of the whole rest of the flash. */
const TABLE = Uint8Array.from([
	0xaa,
	0x50,
	0,
	0x10,
	0,
	0,
	1,
	0,
	0,
	0,
	0x1b,
	0,
	...new Array<number>(20).fill(0),
]);

/** A program that knows these machines. */
function emulatorWith(machines: string): string {
	const program = join(temporaryFolder(), "qemu");
	writeFileSync(program, `#!/bin/sh\necho "Supported machines are:\n${machines}"\n`);
	chmodSync(program, 0o755);
	return program;
}

beforeEach(() => {
	const image = temporaryFolder();
	for (const file of ["bootloader.bin", "xs_esp32.bin"])
		writeFileSync(join(image, file), Uint8Array.of(0xe9));
	writeFileSync(join(image, "partition-table.bin"), TABLE);
	vi.stubEnv("ESP32_IMAGE", image);
	vi.stubEnv("QEMU_XTENSA", emulatorWith("esp32                Espressif ESP32 machine"));
});

afterEach(() => vi.unstubAllEnvs());

describe("--engine esp32", () => {
	test("is the emulator with its flash in the data folder, and JSON on its standard input and output", async () => {
		const data = temporaryFolder();
		const { command, args, emulator } = await firmwareCommand("esp32", data, () => undefined);
		emulator?.close();
		expect(command).toBe(process.env.QEMU_XTENSA);
		expect(args).toContain(`file=${join(data, "esp32.bin")},if=mtd,format=raw`);
		expect(args.slice(-4)).toEqual(["-serial", "null", "-serial", "stdio"]);
		expect(args.join(" ")).toContain(`hostfwd=tcp:${emulator?.page}-:80`);
		expect(readFileSync(join(data, "esp32.bin"))[0x1000]).toBe(0xe9);
	});

	test("a QEMU without an ESP32 is told from one that has it", async () => {
		vi.stubEnv("QEMU_XTENSA", emulatorWith("lx60                 lx60 EVB (dc232b)"));
		await expect(firmwareCommand("esp32", temporaryFolder(), () => undefined)).rejects.toThrow(
			/^--engine esp32 needs Espressif's QEMU, and \S+ knows no ESP32: install it with /,
		);
	});

	test("without the image the sentence says how to build it", async () => {
		vi.stubEnv("ESP32_IMAGE", "/nowhere");
		await expect(firmwareCommand("esp32", temporaryFolder(), () => undefined)).rejects.toThrow(
			/^--engine esp32 needs the firmware's image, and there is no \/nowhere\/bootloader.bin: /,
		);
	});
});
