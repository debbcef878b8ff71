import { describe, expect, test } from "vitest";
import { conformancePage, type Part } from "../../tools/conformance/page";
import { readReport, type Test, unknownNumbers } from "../../tools/conformance/results";
import type { Section } from "../../tools/conformance/rules";

// The numbers are put together here so that those of the examples are not taken for what these tests prove.
const RULE_1 = `R-${"ST"}-01`;
const RULE_2 = `R-${"ST"}-02`;
const CASE = `TC${"_"}003`;

const RULES: readonly Section[] = [
	{
		title: "Status",
		items: [
			[RULE_1, "one"],
			[RULE_2, "two"],
		],
	},
];
const CASES: readonly Section[] = [{ title: "Start", items: [[CASE, "plug first"]] }];
const CHARGE_POINT: readonly Part[] = [
	{ title: "Rules", sections: RULES, side: "charge point", onlyOwn: false, decisions: {}, notes: {} },
	{ title: "Cases", sections: CASES, side: "charge point", onlyOwn: true, decisions: {}, notes: {} },
];

function passed(...titles: string[]): Test {
	return { file: "host-tests/charge-point/a.test.ts", titles, passed: true };
}

function row(page: string, number: string): string {
	return page.split("\n").find((line) => line.startsWith(`| ${number} |`))!;
}

function run(name: string, ...statuses: string[]) {
	return {
		name,
		assertionResults: statuses.map((status, i) => ({
			ancestorTitles: ["group"],
			title: `test ${i}`,
			status,
		})),
	};
}

describe("a report of vitest", () => {
	test("is read by file, with its failures", () => {
		const testResults = [run("/p/host-tests/b.test.ts", "passed"), run("/p/host-tests/a.test.ts", "failed")];
		expect(readReport({ testResults }, "/p/", ["host-tests/a.test.ts", "host-tests/b.test.ts"])).toEqual([
			{ file: "host-tests/a.test.ts", titles: ["group", "test 0"], passed: false },
			{ file: "host-tests/b.test.ts", titles: ["group", "test 0"], passed: true },
		]);
	});

	test("on two databases is one test, which fails when one fails, and may be left out on one", () => {
		const both = (one: string, other: string) =>
			readReport({ testResults: [run("/p/a.test.ts", one), run("/p/a.test.ts", other)] }, "/p/", []);
		const once = (passed: boolean) => [{ file: "a.test.ts", titles: ["group", "test 0"], passed }];
		expect(both("passed", "passed")).toEqual(once(true));
		expect(both("passed", "failed")).toEqual(once(false));
		expect(both("failed", "passed")).toEqual(once(false));
		expect(both("passed", "skipped")).toEqual(once(true));
		expect(() => both("skipped", "skipped")).toThrow(/1 tests were left out/);
	});

	test("of some files only is refused", () => {
		const testResults = [run("/p/host-tests/a.test.ts", "passed")];
		const files = ["host-tests/a.test.ts", "host-tests/b.test.ts"];
		expect(() => readReport({ testResults }, "/p/", files)).toThrow(/nothing of host-tests\/b\.test\.ts/);
	});

	test("of some tests only is refused", () => {
		const testResults = [run("/p/host-tests/a.test.ts", "passed", "skipped")];
		expect(() => readReport({ testResults }, "/p/", ["host-tests/a.test.ts"])).toThrow(
			/1 tests were left out/,
		);
	});
});

describe("numbers in titles", () => {
	test("that a list has are no fault, in a test's title or its group's", () => {
		expect(unknownNumbers([passed(`${RULE_1} group`, `${CASE} works`)], RULES, CASES, [])).toEqual([]);
	});

	test("that no list has are told", () => {
		for (const slip of [
			`R-${"ST"}-1`,
			`R-${"ST"}-03`,
			`R_${"ST"}-01`,
			`TC${"-"}003`,
			`${CASE}_1`,
			`TC${""}003`,
		]) {
			expect(unknownNumbers([passed(`${slip} works`)], RULES, CASES, [])).toEqual([
				`host-tests/charge-point/a.test.ts: there is no ${slip}, in "${slip} works"`,
			]);
		}
	});

	test("of cases are the charge point's or, in tests of the CSMS, the CSMS's", () => {
		for (const file of ["csms/a.test.ts", "interoperability/csms-a.test.ts"]) {
			const ofCsms: Test = { file: `host-tests/${file}`, titles: [CASE], passed: true };
			expect(unknownNumbers([ofCsms], RULES, CASES, [])).toHaveLength(1);
			expect(unknownNumbers([ofCsms], RULES, [], CASES)).toHaveLength(0);
		}
	});
});

describe("the page", () => {
	test("links what is proven, counts it, and names what has no test", () => {
		const page = conformancePage(CHARGE_POINT, [passed(`${RULE_1} ${CASE} a *plug* | <b>`)]);
		expect(row(page, RULE_1)).toBe(
			`| ${RULE_1} | one | ✅ [a \\*plug\\* \\| \\<b\\>](../host-tests/charge-point/a.test.ts) |`,
		);
		expect(row(page, RULE_2)).toBe(`| ${RULE_2} | two | 🔴 no test |`);
		expect(page).toContain("| [Status](#status) | 2 | 1 | 0 | 1 | 0 |");
		expect(page).toContain(`## Open for the charge point\n\n${RULE_2}\n`);
	});

	test("does not call proven what fails", () => {
		const failed: Test = { ...passed(`${RULE_1} falls`), passed: false };
		const page = conformancePage(CHARGE_POINT, [passed(`${RULE_1} stands`), failed]);
		expect(row(page, RULE_1)).toContain("✅ [stands]");
		expect(row(page, RULE_1)).toContain("❌ [falls]");
		expect(page).toContain("| [Status](#status) | 2 | 0 | 1 | 1 | 0 |");
	});

	test("tells why a rule is decided against", () => {
		const part: Part = { ...CHARGE_POINT[0], decisions: { [RULE_2]: "no such hardware" } };
		const page = conformancePage([part], []);
		expect(row(page, RULE_2)).toBe(`| ${RULE_2} | two | ⚪ decided against: no such hardware |`);
		expect(page).toContain("| [Status](#status) | 2 | 0 | 0 | 1 | 1 |");
	});

	test("tells what of a rule is left out, beside the tests that prove the rest", () => {
		const part: Part = { ...CHARGE_POINT[0], notes: { [RULE_1]: "not on XS" } };
		const page = conformancePage([part], [passed(`${RULE_1} stands`)]);
		expect(row(page, RULE_1)).toContain("| ⚠️ not on XS<br>✅ [stands]");
		expect(page).toContain("| [Status](#status) | 2 | 1 | 0 | 1 | 0 |");
	});

	test("shows tests of the CSMS at a rule, but they prove nothing about the charge point", () => {
		const ofCsms: Test = {
			file: "host-tests/csms/a.test.ts",
			titles: [`${RULE_1} ${CASE} there`],
			passed: true,
		};
		const page = conformancePage(CHARGE_POINT, [ofCsms]);
		expect(row(page, RULE_1)).toBe(
			`| ${RULE_1} | one | 🔴 no test<br>✅ [there](../host-tests/csms/a.test.ts), of the CSMS |`,
		);
		expect(row(page, CASE)).toBe(`| ${CASE} | plug first | 🔴 no test |`);
	});

	test("calls what the CSMS still lacks not yet tested", () => {
		const part: Part = {
			title: "Rules",
			sections: RULES,
			side: "CSMS",
			onlyOwn: false,
			decisions: {},
			notes: {},
		};
		expect(row(conformancePage([part], []), RULE_1)).toContain("◻️ not yet tested");
	});

	test("has one entry for a group that carries the number, and for a file with many tests of it", () => {
		const group = [1, 2, 3].map((n) => passed(`${RULE_1} group`, `test ${n}`));
		const many = Array.from({ length: 9 }, (_, n) => passed(`${RULE_2} test ${n}`));
		const page = conformancePage(CHARGE_POINT, [...group, ...many]);
		expect(row(page, RULE_1)).toContain("✅ [group](../host-tests/charge-point/a.test.ts) (3 tests) |");
		expect(row(page, RULE_2)).toContain(
			"✅ [charge-point/a.test.ts](../host-tests/charge-point/a.test.ts) (9 tests) |",
		);
	});

	test("folds a list of more than four", () => {
		const five = [1, 2, 3, 4, 5].map((n) => passed(`${RULE_1} test ${n}`));
		expect(row(conformancePage(CHARGE_POINT, five), RULE_1)).toMatch(
			/test 3\][^<]*<details><summary>✅ and 2 more<\/summary>.*test 4.*<br>.*test 5.*<\/details> \|$/,
		);
		expect(row(conformancePage(CHARGE_POINT, five.slice(1)), RULE_1)).not.toContain("details");
	});
});
