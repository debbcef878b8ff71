import { defineConfig } from "vitest/config";

/** What `npm run test:esp32` runs, on the image in the emulator. */
export default defineConfig({
	test: {
		include: [
			"host-tests/esp32/**/*.test.ts",
			"host-tests/scenarios/{sessions,screen,setup,authorization}.test.ts",
		],
		env: { ENGINE: "esp32" },
		fileParallelism: false,
		testTimeout: 60_000,
	},
});
