import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CASES, CSMS_CASES } from "./conformance/cases";
import { DECISIONS, NOTES } from "./conformance/decisions";
import { conformancePage, type Part } from "./conformance/page";
import { readReport, unknownNumbers } from "./conformance/results";
import { CSMS_RULES, RULES } from "./conformance/rules";

/**
 * `npm run conformance` runs all tests and makes docs/conformance.md from their results. With
 * `--results FILE` it takes those of a run that was just made; with `--check` it writes nothing, and the exit
 * code is 1 when the page is not current.
 */

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
/** Where vitest.config.ts has the results of each run written. */
const RESULTS = `${PROJECT}.build/test-results.json`;
const PAGE = "docs/conformance.md";
const PARTS: readonly Part[] = [
	{
		title: "Rules of the charge point",
		sections: RULES,
		side: "charge point",
		onlyOwn: false,
		decisions: DECISIONS,
		notes: NOTES,
	},
	{
		title: "Cases of the charge point",
		sections: CASES,
		side: "charge point",
		onlyOwn: true,
		decisions: DECISIONS,
		notes: NOTES,
	},
	{
		title: "Rules of the CSMS",
		sections: CSMS_RULES,
		side: "CSMS",
		onlyOwn: false,
		decisions: {},
		notes: {},
	},
	{ title: "Cases of the CSMS", sections: CSMS_CASES, side: "CSMS", onlyOwn: true, decisions: {}, notes: {} },
];

function vitest(...parameters: string[]): string {
	const { stdout } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", ...parameters], {
		cwd: PROJECT,
		encoding: "utf8",
		stdio: ["ignore", parameters[0] === "list" ? "pipe" : "inherit", "inherit"],
	});
	return stdout;
}

function fail(sentence: string): never {
	console.error(sentence);
	process.exit(1);
}

const { values: options } = parseArgs({
	options: { results: { type: "string" }, check: { type: "boolean", default: false } },
});
if (options.results === undefined) {
	rmSync(RESULTS, { force: true });
	vitest("run");
}
const listed = JSON.parse(vitest("list", "--filesOnly", "--json")) as { file: string }[];
const files = listed.map(({ file }) => file.slice(PROJECT.length).replaceAll("\\", "/"));

let tests: ReturnType<typeof readReport>;
try {
	tests = readReport(JSON.parse(readFileSync(options.results ?? RESULTS, "utf8")), PROJECT, files);
} catch (error) {
	fail(`${options.results ?? RESULTS}: ${(error as Error).message}`);
}
const unknown = unknownNumbers(tests, [...RULES, ...CSMS_RULES], CASES, CSMS_CASES);
if (unknown.length > 0) {
	fail(
		`${unknown.join("\n")}\nThe numbers are in tools/conformance/rules.ts and tools/conformance/cases.ts.`,
	);
}

const page = conformancePage(PARTS, tests);
if (!options.check) {
	writeFileSync(`${PROJECT}${PAGE}`, page);
	console.log(`Written: ${PAGE}.`);
} else if (readFileSync(`${PROJECT}${PAGE}`, "utf8") !== page) {
	fail(`${PAGE} is not current: run "npm run conformance" and commit what it writes.`);
}
const failed = tests.filter(({ passed }) => !passed).length;
if (failed > 0) fail(`${failed} tests failed.`);
