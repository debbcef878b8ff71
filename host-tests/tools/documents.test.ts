import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectFiles, ROOT, readPage, target } from "./documents";

const FILES = projectFiles();
const PAGES = FILES.filter((path) => path.endsWith(".md")).map(readPage);
const PLATFORMS = Object.keys(readJson("device/boards/manifest.json").platforms);
/** The file that each script of package.json runs; the name of the script where that is a package. */
const ENTRIES: Record<string, string> = Object.fromEntries(
	Object.entries<string>(readJson("package.json").scripts).map(([name, command]) => [
		name,
		/[\w./-]+\.tsx?\b/.exec(command)?.[0] ?? "package.json",
	]),
);
/** A script of package.json or a file run by itself, with its options. */
const COMMAND = /\b(?:npm run (?:--silent )?(?!-)([\w:-]+)|(?:npx|--import) tsx ([\w./-]+))([^\n;&|]*)/g;

/** Kinds of files that are named in the documents only when they are the project's. */
const OURS = /\.(?:tsx?|mjs|md|csv|svg)$/;
/** Made from a test run, whose check knows when the tests that it links are others by now. */
const CONFORMANCE = "docs/conformance.md";
/** What has the texts that people see. */
const SPEAKING = /^(?:modules|device|csms|simulator|tools)\/.*\.(?:ts|json)$/;
/** What stands for a name: `FILE`, `*.md`, `‹name›`. */
const PLACEHOLDER = /[*<>{}$…]|^[A-Z]+\.ts$/;

describe.each(PAGES)("$path", (page) => {
	test("links to what exists", () => {
		const dead = page.links.filter((link) => {
			if (page.path === CONFORMANCE && link.startsWith("../host-tests/")) return false;
			const { path, anchor } = target(page, link);
			if (!existsSync(join(ROOT, path))) return true;
			if (anchor === undefined) return false;
			return !PAGES.find((other) => other.path === path)?.anchors.has(anchor);
		});
		expect(dead).toEqual([]);
	});

	test("names files and folders that exist", () => {
		const lost = page.spans.filter((span) => /^[\w@./-]+$/.test(span) && !isThere(span, page.path));
		expect(lost).toEqual([]);
	});

	test("has commands that exist, with options that they take", () => {
		const text = [...page.spans, ...page.blocks.map((lines) => lines.join("\n"))]
			.join("\n\n")
			.replaceAll(/\\\n\s*/g, " ");
		const wrong = [...text.matchAll(COMMAND)].flatMap(([command, script, file, rest]) => {
			const entry = file ?? ENTRIES[script];
			if (entry === undefined || !existsSync(join(ROOT, entry))) return [command];
			const options = rest.split("#")[0].match(/(?<= )--[a-z][\w-]*/g) ?? [];
			return options.filter((option) => !takes(entry, option)).map((option) => `${command}: ${option}`);
		});
		expect(wrong).toEqual([]);
	});

	test("builds for boards that there are", () => {
		const text = [...page.spans, ...page.blocks.flat()].join("\n");
		const named = [...text.matchAll(/(?<= |^)-p (esp32[\w/]*)/gm)].map(([, platform]) => platform);
		expect(named.filter((platform) => !PLATFORMS.includes(platform))).toEqual([]);
	});
});

describe.each(PAGES.filter(({ path }) => path.includes("getting-started")))("$path", ({ rows }) => {
	const sources = FILES.filter((path) => SPEAKING.test(path))
		.map((path) => readFileSync(join(ROOT, path), "utf8"))
		.join("\n");

	// What changes stands for itself: numbers, "…", and causes behind a colon.
	test("quotes what the product says", () => {
		const said = rows
			.filter((cells) => cells.length === 3)
			.flatMap(([first]) => [...first.matchAll(/`([^`]+)`/g)].map(([, text]) => text))
			.filter((text) => text !== "mcconfig");
		expect(said.length).toBeGreaterThan(20);
		const unsaid = said.flatMap((text) =>
			text
				.split(/…|: |\b\d+\b/)
				.map((part) => part.trim())
				.filter((part) => !sources.includes(part)),
		);
		expect(unsaid).toEqual([]);
	});
});

test("there is no picture that no page shows", () => {
	const shown = new Set(PAGES.flatMap((page) => page.links.map((link) => target(page, link).path)));
	const pictures = FILES.filter((path) => /^docs\/.*\.(?:png|svg)$/.test(path));
	expect(pictures.filter((path) => !shown.has(path))).toEqual([]);
});

const TRANSLATED = PAGES.filter(({ path }) => path.endsWith(".zh-TW.md"));

test("there are pages in Traditional Chinese", () => {
	expect(TRANSLATED.map(({ path }) => path).sort()).toEqual([
		"README.zh-TW.md",
		"docs/getting-started.zh-TW.md",
	]);
});

describe.each(TRANSLATED)("$path", (page) => {
	const original = PAGES.find(({ path }) => path === page.path.replace(".zh-TW", ""));

	test("has the blocks of code of the English page", () => {
		expect(page.blocks).toEqual(original?.blocks);
	});

	test("leads where the English page does", () => {
		const targets = (links: readonly string[] = []) =>
			[...new Set(links.map((link) => link.replace(".zh-TW", "").split("#")[0]))].sort();
		expect(targets(page.links)).toEqual(targets(original?.links));
	});

	test("shows and links what there is in Chinese", () => {
		const english = page.links.filter((link) => {
			const { path } = target(page, link);
			const translated = path.replace(/\.(\w+)$/, ".zh-TW.$1");
			return !path.includes(".zh-TW.") && FILES.includes(translated) && translated !== page.path;
		});
		expect(english).toEqual([]);
	});
});

/** Whether a name between backticks is that of a file or folder, or none that has to be one. */
function isThere(name: string, page: string): boolean {
	// An ending, such as .test.ts, is no file.
	if (PLACEHOLDER.test(name) || /^(?:\.[\w-]+){2,}$/.test(name)) return true;
	const path = name.replace(/^\.\//, "").replace(/\/$/, "");
	if (existsSync(join(ROOT, dirname(page), path))) return true;
	const inFolder = /^(?:\.ci|assets|bench|csms|device|docs|host-tests|modules|simulator|tools|typings)\//;
	if (inFolder.test(path)) return existsSync(join(ROOT, path)) || existsSync(join(ROOT, `${path}.ts`));
	if (!OURS.test(path)) return true;
	// Pages shorten the paths of the folder that they are about.
	const known = (wanted: string) => FILES.some((file) => file === wanted || file.endsWith(`/${wanted}`));
	return known(path);
}

/** Whether the source of a command, or what it imports, names that option. */
function takes(entry: string, option: string): boolean {
	const declared = new RegExp(`["'\`]${option}[ "'\`]|\\b["']?${option.slice(2)}["']?: \\{ type: "`);
	const sources = [entry, ...importsOf(entry)].map((file) => readFileSync(join(ROOT, file), "utf8"));
	if (option === "--help") return sources.some((source) => source.includes("commander"));
	return sources.some((source) => declared.test(source));
}

function importsOf(file: string): string[] {
	const source = readFileSync(join(ROOT, file), "utf8");
	return [...source.matchAll(/from "(\.[^"]+)"/g)]
		.map(([, specifier]) => `${join(dirname(file), specifier)}.ts`)
		.filter((path) => existsSync(join(ROOT, path)));
}

function readJson(path: string) {
	return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}
