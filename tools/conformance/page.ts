import { isOfCsms, numbersIn, type Test, withoutNumbers } from "./results";
import type { Item, Section } from "./rules";

/** A part of the page: sections whose items are proven by the tests of one side. */
export interface Part {
	readonly title: string;
	readonly sections: readonly Section[];
	/** Whose tests prove the items; those of the other side are shown all the same. */
	readonly side: "charge point" | "CSMS";
	/** Tests of the other side mean something else by the same number, and are not shown. */
	readonly onlyOwn: boolean;
	/** Items that are decided against, with the reason. */
	readonly decisions: Readonly<Record<string, string>>;
	/** Where something of an item is left out or read in our way, and why. */
	readonly notes: Readonly<Record<string, string>>;
}

type Standing = "proven" | "fails" | "untested" | "decided";

interface Row {
	readonly item: Item;
	readonly standing: Standing;
	readonly cell: string;
}

/** More entries than this are folded. */
const SHOWN = 4;
/** More tests of one file than this are one entry. */
const BY_NAME = 8;

const INTRODUCTION = `# Conformance to OCPP 1.6-J

Made by \`npm run conformance\` from a whole test run; not to be edited. The rules are what OCPP 1.6 edition 2 with its
errata, OCPP-J 1.6 and the security whitepaper edition 3 ask of a charge point, numbered by this project. The cases are
those of the Open Charge Alliance's compliance tool for OCPP 1.6. A test proves what it names in its title. How it goes
with what others have built is in [interoperability.md](interoperability.md).

✅ proven by passing tests · ❌ a test fails · 🔴 no test · ⚪ decided against, with the reason · ◻️ not yet tested (CSMS)
· ⚠️ left out or read in our way, with the reason`;

/** The whole page, in Markdown; the same tests and decisions give the same page. */
export function conformancePage(parts: readonly Part[], tests: readonly Test[]): string {
	const index = testsByNumber(tests);
	const summary: string[] = [];
	const open: string[] = [];
	const tables: string[] = [];
	for (const { title, sections, side, onlyOwn, decisions, notes } of parts) {
		tables.push(`## ${title}`);
		const ofPart: Row[] = [];
		const lines: string[] = [];
		for (const section of sections) {
			const rows = section.items.map((item) => {
				const named = index.get(item[0]) ?? [];
				const shown = onlyOwn ? named.filter((test) => sideOf(test) === side) : named;
				const row = rowOf(item, shown, side, decisions[item[0]]);
				const note = notes[item[0]];
				return note === undefined ? row : { ...row, cell: `⚠️ ${note}<br>${row.cell}` };
			});
			lines.push(summaryLine(section.title, rows));
			ofPart.push(...rows);
			tables.push(`### ${section.title}`, table(rows));
		}
		summary.push(summaryLine(`**${title}**`, ofPart), ...lines);
		if (side === "charge point") open.push(...ofPart.filter(isOpen).map(({ item }) => item[0]));
	}
	return [
		INTRODUCTION,
		"## Summary",
		["| | asked | ✅ | ❌ | no test | ⚪ |", "| --- | ---: | ---: | ---: | ---: | ---: |", ...summary].join(
			"\n",
		),
		"## Open for the charge point",
		open.length > 0 ? open.join(", ") : "Nothing.",
		...tables,
	]
		.join("\n\n")
		.concat("\n");
}

function isOpen({ standing }: Row): boolean {
	return standing === "fails" || standing === "untested";
}

function sideOf(test: Test): Part["side"] {
	return isOfCsms(test) ? "CSMS" : "charge point";
}

function testsByNumber(tests: readonly Test[]): Map<string, Test[]> {
	const index = new Map<string, Test[]>();
	for (const test of tests) {
		for (const number of new Set(test.titles.flatMap(numbersIn))) add(index, number, test);
	}
	return index;
}

function grouped(tests: readonly Test[], key: (test: Test) => string): Map<string, Test[]> {
	const groups = new Map<string, Test[]>();
	for (const test of tests) add(groups, key(test), test);
	return groups;
}

function add(groups: Map<string, Test[]>, key: string, test: Test): void {
	const group = groups.get(key);
	if (group) group.push(test);
	else groups.set(key, [test]);
}

function rowOf(item: Item, tests: readonly Test[], side: Part["side"], decision: string | undefined): Row {
	const proving = tests.filter((test) => sideOf(test) === side);
	const shown = entries(item[0], tests, side);
	if (proving.some(({ passed }) => !passed)) return { item, standing: "fails", cell: fold(shown) };
	if (decision !== undefined) {
		return { item, standing: "decided", cell: [`⚪ decided against: ${decision}`, ...shown].join("<br>") };
	}
	if (proving.length > 0) return { item, standing: "proven", cell: fold(shown) };
	const none = side === "CSMS" ? "◻️ not yet tested" : "🔴 no test";
	return { item, standing: "untested", cell: [none, ...shown].join("<br>") };
}

/** A line for each test; for a whole group where the group has the number, for a file where it has many. */
function entries(number: string, tests: readonly Test[], side: Part["side"]): string[] {
	const own = tests.filter((test) => sideOf(test) === side);
	const others = tests.filter((test) => sideOf(test) !== side);
	const perFile = grouped([...own, ...others], ({ file }) => file);
	return [...perFile].flatMap(([file, ofFile]) => {
		const groups = grouped(ofFile, ({ titles }) => {
			const named = titles.findIndex((title) => numbersIn(title).includes(number));
			return titles
				.slice(0, named + 1)
				.map(withoutNumbers)
				.join(" › ");
		});
		const named = groups.size > BY_NAME ? new Map([["", ofFile]]) : groups;
		return [...named].map(([title, group]) => {
			const count = group.length > 1 ? ` (${group.length} tests)` : "";
			const mark = group.every(({ passed }) => passed) ? "✅" : "❌";
			const other = sideOf(group[0]) === side ? "" : `, of the ${sideOf(group[0])}`;
			const text = title === "" ? file.slice("host-tests/".length) : title;
			return `${mark} [${escaped(text)}](../${file})${count}${other}`;
		});
	});
}

function fold(lines: readonly string[]): string {
	if (lines.length <= SHOWN) return lines.join("<br>");
	const mark = lines.every((line) => line.startsWith("✅")) ? "✅" : "❌";
	const shown = lines.slice(0, SHOWN - 1);
	const folded = lines.slice(SHOWN - 1);
	const summary = `${mark} and ${folded.length} more`;
	return `${shown.join("<br>")}<details><summary>${summary}</summary>${folded.join("<br>")}</details>`;
}

function table(rows: readonly Row[]): string {
	const lines = rows.map(({ item: [number, title], cell }) => `| ${number} | ${escaped(title)} | ${cell} |`);
	return ["| number | what it asks | tests |", "| --- | --- | --- |", ...lines].join("\n");
}

function summaryLine(title: string, rows: readonly Row[]): string {
	const count = (standing: Standing) => rows.filter((row) => row.standing === standing).length;
	const figures = [rows.length, ...(["proven", "fails", "untested", "decided"] as const).map(count)];
	return `| [${title}](#${anchor(title)}) | ${figures.join(" | ")} |`;
}

/** As GitHub makes the anchors of headings. */
function anchor(title: string): string {
	return title
		.toLowerCase()
		.replace(/[^\w\- ]/g, "")
		.replaceAll(" ", "-");
}

/** Text that means nothing in Markdown, on one line. */
function escaped(text: string): string {
	return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|~#]/g, "\\$&");
}
