import type { Section } from "./rules";

/** A test of a run. */
export interface Test {
	/** Relative to the project, with slashes. */
	readonly file: string;
	/** Titles of the groups around it, then its own. */
	readonly titles: readonly string[];
	readonly passed: boolean;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
	testResults: {
		name: string;
		assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
	}[];
}

/** A whole word that looks like the number of a rule or a case, so that a slip of the pen is seen. */
const NUMBER = /\b(?:TC[_-]?\d|R[-_][A-Z]{2,}[-_]?\d)\w*/g;

/** The numbers of rules and cases in a title. */
export function numbersIn(title: string): string[] {
	return title.match(NUMBER) ?? [];
}

/** A title without the numbers at its beginning. */
export function withoutNumbers(title: string): string {
	return title.replace(/^(?:(?:TC_|R-[A-Z]+-)\d\w*[\s,:]+)+/, "");
}

/** Whether a test is about the CSMS; all others are about the charge point or what both sides share. */
export function isOfCsms(test: Test): boolean {
	return /^host-tests\/(?:csms\/|pages\/|scenarios\/(?:own-csms|csms-)|interoperability\/csms-)/.test(
		test.file,
	);
}

/**
 * The tests of a report by file, and in a file in their own order. What ran on both databases is one test,
 * passed when both did. Throws when the run was not whole: when one of `files` (paths relative to the
 * project) is missing, or tests were left out, on both databases.
 */
export function readReport(report: Report, project: string, files: readonly string[]): Test[] {
	/** By file and titles: how it ended, each time it ran. */
	const ends = new Map<string, { file: string; titles: string[]; statuses: string[] }>();
	const found = new Set<string>();
	for (const { name, assertionResults } of report.testResults) {
		const file = name.slice(project.length).replaceAll("\\", "/");
		found.add(file);
		for (const { ancestorTitles, title, status } of assertionResults) {
			const titles = [...ancestorTitles, title];
			const key = JSON.stringify([file, ...titles]);
			const known = ends.get(key);
			if (known) known.statuses.push(status);
			else ends.set(key, { file, titles, statuses: [status] });
		}
	}
	const tests: Test[] = [];
	let leftOut = 0;
	for (const { file, titles, statuses } of ends.values()) {
		const ran = statuses.filter((status) => status === "passed" || status === "failed");
		if (ran.length === 0) leftOut++;
		tests.push({ file, titles, passed: ran.length > 0 && ran.every((status) => status === "passed") });
	}
	const missing = files.filter((file) => !found.has(file));
	if (missing.length > 0)
		throw new Error(`not the results of a whole run: nothing of ${missing[0]} (${missing.length} files)`);
	if (leftOut > 0) throw new Error(`not the results of a whole run: ${leftOut} tests were left out`);
	return tests.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** A sentence for each number that no list has: of the charge point's cases, or the CSMS's for its tests. */
export function unknownNumbers(
	tests: readonly Test[],
	rules: readonly Section[],
	cases: readonly Section[],
	csmsCases: readonly Section[],
): string[] {
	const ofRules = allNumbers(rules);
	const ofCases = allNumbers(cases);
	const ofCsmsCases = allNumbers(csmsCases);
	const sentences = tests.flatMap((test) => {
		const known = isOfCsms(test) ? ofCsmsCases : ofCases;
		const unknown = test.titles.flatMap(numbersIn).filter((n) => !ofRules.has(n) && !known.has(n));
		return unknown.map((number) => `${test.file}: there is no ${number}, in "${test.titles.join(" > ")}"`);
	});
	return [...new Set(sentences)];
}

function allNumbers(sections: readonly Section[]): Set<string> {
	return new Set(sections.flatMap(({ items }) => items.map(([number]) => number)));
}
