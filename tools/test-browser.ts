import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPages } from "./build-pages";

/** `npm run test:browser`: the pages' tests in Chromium, where there is one. */

/** What Chromium and its like are called; `CHROMIUM` names another one. */
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const PROJECT = fileURLToPath(new URL("..", import.meta.url));

function findChromium(): string | undefined {
	if (process.env.CHROMIUM) return process.env.CHROMIUM;
	const folders = (process.env.PATH ?? "").split(delimiter);
	return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

const chromium = findChromium();
if (chromium === undefined) {
	console.log(
		"The browser tests are left out because there is no Chromium on this machine; " +
			"install one (Debian: apt-get install chromium) or name one in CHROMIUM.",
	);
} else {
	console.log(await buildPages());
	const { status } = spawnSync(
		process.execPath,
		[
			"node_modules/vitest/vitest.mjs",
			"run",
			"--config",
			"vitest.browser.config.ts",
			...process.argv.slice(2),
		],
		{ cwd: PROJECT, stdio: "inherit", env: { ...process.env, CHROMIUM: chromium } },
	);
	process.exitCode = status ?? 1;
}
