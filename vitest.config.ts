import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
	resolve: {
		alias: { platform: fileURLToPath(new URL("./simulator/node/platform.ts", import.meta.url)) },
	},
	test: { include: ["host-tests/**/*.test.ts"], exclude: ["**/*.browser.test.ts"] },
});
