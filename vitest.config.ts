import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
	resolve: {
		alias: { platform: fileURLToPath(new URL("./simulator/node/platform.ts", import.meta.url)) },
	},
	test: {
		include: ["host-tests/**/*.test.ts"],
		// These need Chromium and the Moddable SDK: npm run test:browser, npm run test:xs.
		exclude: [...configDefaults.exclude, "**/*.browser.test.ts", "host-tests/xs/**"],
	},
});
