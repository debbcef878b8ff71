import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pretendIdf } from "../../tools/esp32-check";
import { findSdk, ROOT } from "../../tools/moddable";

const MANIFEST = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8"));

let output: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
	output = mkdtempSync(join(tmpdir(), "xs-evse-boards-"));
	const sdk = findSdk();
	const idf = join(output, "idf");
	pretendIdf(idf, sdk);
	env = { ...sdk.env, IDF_PATH: idf };
});

afterAll(() => rmSync(output, { recursive: true, force: true }));

/** What `mcconfig` says about a platform, and whether it makes a makefile. */
function configure(platform: string, manifest = "manifest.json"): { status: number | null; said: string } {
	const { status, stdout, stderr } = spawnSync("mcconfig", ["-p", platform, "-o", output, manifest], {
		...{ cwd: ROOT, env, encoding: "utf8" as const, timeout: 60_000 },
	});
	return { status, said: `${stdout}${stderr}` };
}

/** The SDK's definitions for C, and the sizes that it gives XS. */
function made(platform: string, name = "xs-evse"): { oled: Record<string, string>; creation: string } {
	const folder = join(output, "tmp", platform, "release", name);
	const defines = readFileSync(join(folder, "mc.defines.h"), "utf8");
	const oled: Record<string, string> = {};
	for (const [, name, value] of defines.matchAll(/MODDEF_SSD1306_(\w+) \(?(\w+)/g)) oled[name] = value;
	const [creation] = /^CREATION = .*$/m.exec(readFileSync(join(folder, "makefile"), "utf8")) ?? [""];
	return { oled, creation };
}

describe("the boards that the SDK builds for", () => {
	test.each([
		["esp32", { SDA_PIN: "21", SCL_PIN: "22" }],
		["esp32/heltec_wifi_kit_32", { SDA_PIN: "4", SCL_PIN: "15", RST_PIN: "16" }],
		["esp32/wemos_oled_lolin32", { SDA_PIN: "5", SCL_PIN: "4", RST_PIN: "16" }],
	])("%s has its OLED and the memory of all others", (platform, pins) => {
		expect(configure(platform)).toMatchObject({ status: 0 });
		const { oled, creation } = made(platform);
		expect(oled).toMatchObject({ ...pins, WIDTH: "128", HEIGHT: "64", ADDRESS: "0x3c", I2C: "true" });
		if (!("RST_PIN" in pins)) expect(oled).not.toHaveProperty("RST_PIN");
		const { chunk, heap, stack } = MANIFEST.platforms.esp32.creation;
		const sizes = [chunk.initial, chunk.incremental, heap.initial, heap.incremental, stack];
		expect(creation).toContain(`-c ${sizes.join(",")},`);
	});

	test("the emulated board is the plain one but for what the emulator has not", () => {
		expect(configure("esp32")).toMatchObject({ status: 0 });
		expect(configure("esp32", "device/qemu/manifest.json")).toMatchObject({ status: 0 });
		expect(made("esp32", "xs-evse-qemu")).toEqual(made("esp32"));
		const folder = join(output, "tmp/esp32/release/xs-evse-qemu");
		const objects = readFileSync(join(folder, "makefile"), "utf8");
		expect(objects).toMatch(/i2c-capture\.c\.o/);
		expect(objects).not.toMatch(/modI2C\.c\.o|wifi-esp32\.c\.o|modWiFi\.c\.o/i);
		const settings = readFileSync(join(folder, "xsProj-esp32/sdkconfig.mc"), "utf8");
		for (const setting of [
			"ESPTOOLPY_FLASHMODE_DIO=y",
			"ETH_USE_OPENETH=y",
			"BOOTLOADER_APP_ROLLBACK_ENABLE=y",
		])
			expect(settings).toContain(`CONFIG_${setting}\n`);
	});

	test("the simulator's firmware needs no board", () => {
		expect(configure("lin").status).toBe(0);
	});
});

describe("any other platform is refused in a sentence", () => {
	const BOARDS = /-p esp32, -p esp32\/heltec_wifi_kit_32 and -p esp32\/wemos_oled_lolin32/;

	test.each(["esp32/lilygo_ttgo", "esp32/esp32c3", "esp32/heltec_lora_32"])("%s", (platform) => {
		const { status, said } = configure(platform);
		expect(said).toMatch(/There is no wiring for this board/);
		expect(said).toMatch(BOARDS);
		expect(status).not.toBe(0);
	});

	test.each(["nrf52", "pico", "mac", "wasm"])("%s", (platform) => {
		const { status, said } = configure(platform);
		expect(said).toMatch(/does not support the platform/);
		expect(said).toMatch(BOARDS);
		expect(status).not.toBe(0);
	});

	test("lin/moddable_six", () => {
		const { status, said } = configure("lin/moddable_six");
		expect(said).toMatch(/no other device of the desktop than -p lin/);
		expect(status).not.toBe(0);
	});
});
