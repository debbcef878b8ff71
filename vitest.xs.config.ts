import { defineConfig } from "vitest/config";

/** What `npm run test:xs` runs, on the firmware that it has built. */
export default defineConfig({
	test: {
		include: ["host-tests/xs/**/*.test.ts", "host-tests/scenarios/**/*.test.ts"],
		env: { ENGINE: "xs" },
		fileParallelism: false,
		testTimeout: 30_000,
	},
});
