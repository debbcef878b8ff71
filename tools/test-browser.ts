import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildPages } from "./build-pages";
import { findChromium } from "./chromium";

/** `npm run test:browser`: the pages' tests in Chromium, where there is one. */

const PROJECT = fileURLToPath(new URL("..", import.meta.url));

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
