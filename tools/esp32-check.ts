/**
 * Builds for the ESP32 as far as it goes without Espressif's ESP-IDF: types, bytecode, the linking of all
 * modules with what is preloaded into flash, and the resources. Only the C sources are not compiled.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findSdk, MissingToolError, type ModdableSdk, OUTPUT, ROOT, run } from "./moddable";

/** Builds; each line of the tools goes to `progress`. Throws a MissingToolError without an SDK. */
export async function checkEsp32(progress: (line: string) => void): Promise<void> {
	const sdk = findSdk();
	const idf = mkdtempSync(join(tmpdir(), "xs-evse-idf-"));
	try {
		pretendIdf(idf, sdk);
		const env = { ...sdk.env, IDF_PATH: idf };
		const lines: string[] = [];
		const onLine = (line: string) => {
			lines.push(line);
			progress(line);
		};
		try {
			mkdirSync(OUTPUT, { recursive: true });
			await run("mcconfig", ["-p", "esp32", "-o", OUTPUT], { cwd: ROOT, env, onLine });
			const made = join(OUTPUT, "tmp/esp32/release/xs-evse");
			const targets = [join(made, "mc.xs.c"), join(made, "mc.resources.c")];
			await run("make", ["-f", join(made, "makefile"), "SDKCONFIG_H=", ...targets], {
				cwd: ROOT,
				env,
				onLine,
			});
		} catch (error) {
			throw new Error(`The ESP32 build fails (${(error as Error).message}):\n${lines.join("\n")}`);
		}
	} finally {
		rmSync(idf, { recursive: true, force: true });
	}
}

/** The SDK asks the repository of ESP-IDF for its version, and nothing more until C is compiled. */
function pretendIdf(folder: string, sdk: ModdableSdk): void {
	const manifest = JSON.parse(readFileSync(join(sdk.root, "build/devices/esp32/manifest.json"), "utf8")) as {
		build: { EXPECTED_ESP_IDF: string };
	};
	const git = (...args: string[]) => {
		const author = ["-c", "user.name=xs-evse", "-c", "user.email=xs-evse@localhost"];
		if (spawnSync("git", [...author, ...args], { cwd: folder }).status !== 0)
			throw new MissingToolError("The ESP32 check needs git, which does not work here.");
	};
	git("init", "--quiet");
	git("commit", "--quiet", "--allow-empty", "--message", "nothing");
	git("tag", manifest.build.EXPECTED_ESP_IDF);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await checkEsp32((line) => process.stderr.write(`${line}\n`));
		process.stdout.write("The firmware links for the ESP32.\n");
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		if (!(error instanceof MissingToolError)) process.exitCode = 1;
	}
}
