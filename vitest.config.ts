import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const PROJECT = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
	resolve: {
		alias: [
			{ find: /^platform$/, replacement: `${PROJECT}simulator/node/platform.ts` },
			// As the manifest names modules for XS.
			{ find: "device/boards/this-board", replacement: `${PROJECT}device/boards/esp32-dev-kit.ts` },
			{ find: /^(device|modules)\//, replacement: `${PROJECT}$1/` },
		],
	},
	test: {
		// The results are what docs/conformance.md is made from: npm run conformance.
		reporters: ["default", ["json", { outputFile: ".build/test-results.json" }]],
		include: ["host-tests/**/*.test.ts"],
		// These need Chromium and the Moddable SDK: npm run test:browser, npm run test:xs.
		exclude: [...configDefaults.exclude, "**/*.browser.test.ts", "host-tests/xs/**"],
	},
});
