import { defineConfig } from "vitest/config";

/** The tests that need Chromium; tools/test-browser.ts finds it and starts them. */
export default defineConfig({
	test: {
		include: ["host-tests/**/*.browser.test.ts"],
		// One Chromium at a time.
		fileParallelism: false,
		testTimeout: 30_000,
		hookTimeout: 30_000,
	},
});
