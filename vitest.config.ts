import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
	resolve: {
		alias: { platform: fileURLToPath(new URL("./simulator/node/platform.ts", import.meta.url)) },
	},
	test: {
		// The results are what docs/conformance.md is made from: npm run conformance.
		reporters: ["default", ["json", { outputFile: ".build/test-results.json" }]],
		include: ["host-tests/**/*.test.ts"],
		// These need Chromium and the Moddable SDK: npm run test:browser, npm run test:xs.
		exclude: [...configDefaults.exclude, "**/*.browser.test.ts", "host-tests/xs/**"],
	},
});
