import { configDefaults, defineConfig } from "vitest/config";

/** What `npm run test:xs` runs, on the firmware that it has built. */
export default defineConfig({
	test: {
		include: [
			"host-tests/xs/**/*.test.ts",
			"host-tests/scenarios/**/*.test.ts",
			"host-tests/interoperability/charge-point-*.test.ts",
		],
		// What the CSMS finds out is the same whatever engine the charge point has.
		exclude: [...configDefaults.exclude, "host-tests/scenarios/diagnosis*.test.ts"],
		env: { ENGINE: "xs" },
		fileParallelism: false,
		testTimeout: 30_000,
	},
});
