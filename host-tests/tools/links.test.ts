import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const PAGES = [
	...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
	...readdirSync(join(ROOT, "docs"))
		.filter((name) => name.endsWith(".md"))
		.map((name) => `docs/${name}`),
];

test.each(PAGES)("%s links to files that exist", (page) => {
	const text = readFileSync(join(ROOT, page), "utf8");
	const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)|<img src="([^"]+)"/g)]
		.map(([, link, picture]) => link ?? picture)
		.filter((link) => !/^[a-z]+:/.test(link));
	expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});
