import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Of the project, without a slash at the end. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

const NOT_OURS = ["node_modules", ".git", ".data", ".build"];

/** A page of Markdown, with what in it can be wrong. */
export interface Page {
	/** Its path below the project. */
	path: string;
	/** Addresses of links and pictures that are no address on the internet. */
	links: readonly string[];
	/** What a link may have behind its #. */
	anchors: ReadonlySet<string>;
	/** Texts between backticks. */
	spans: readonly string[];
	/** The cells of each row of a table. */
	rows: readonly (readonly string[])[];
	/** The lines of each block of code, without their indentation. */
	blocks: readonly (readonly string[])[];
}

/** Every file of the project, by its path below it. */
export function projectFiles(folder = ROOT): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter(({ name }) => !NOT_OURS.includes(name))
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			return entry.isDirectory() ? projectFiles(path) : [relative(ROOT, path)];
		});
}

export function readPage(path: string): Page {
	const { prose, blocks } = withoutCode(readFileSync(join(ROOT, path), "utf8"));
	const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span]) => span.replace(/\s+/g, " "));
	const text = prose.replace(/`[^`]+`/g, "");
	const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|<(?:img|a)\s[^>]*?(?:src|href)="([^"]+)"/g)]
		.map(([, link, tag]) => link ?? tag)
		.filter((link) => !/^[a-z]+:/.test(link));
	const rows = [...prose.matchAll(/^\| (.+) \|$/gm)].map(([, row]) => row.split(" | "));
	return { path, links, anchors: anchorsOf(prose), spans, rows, blocks };
}

/** The file that a link of a page leads to, and what stands behind its #. */
export function target(page: Page, link: string): { path: string; anchor?: string } {
	const [address, anchor] = decodeURI(link).split("#");
	return { path: address === "" ? page.path : join(dirname(page.path), address), anchor };
}

/** Takes out blocks of code: those between ``` and those that are indented by four, as Markdown has them. */
function withoutCode(text: string): { prose: string; blocks: string[][] } {
	const prose: string[] = [];
	const blocks: string[][] = [];
	let fence: string | undefined;
	let block: string[] | undefined;
	let paragraph = false;
	for (const line of text.split("\n")) {
		const mark = /^\s*(`{3,})/.exec(line)?.[1];
		if (fence !== undefined) {
			if (mark === fence) fence = block = undefined;
			else block?.push(line);
		} else if (mark !== undefined) {
			fence = mark;
			block = [];
			blocks.push(block);
		} else if (/^(?: {4}|\t)/.test(line) && !paragraph) {
			if (block === undefined) {
				block = [];
				blocks.push(block);
			}
			block.push(line.trim());
		} else {
			if (line.trim() !== "") block = undefined;
			paragraph = line.trim() !== "";
			prose.push(line);
		}
	}
	return { prose: prose.join("\n"), blocks };
}

/** As GitHub names headings: small letters, hyphens for blanks, no other signs, numbers for those that come again. */
function anchorsOf(prose: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading] of prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
		const slug = heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
			.replaceAll(" ", "-");
		let anchor = slug;
		for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
		anchors.add(anchor);
	}
	for (const [, id] of prose.matchAll(/<[a-z]+\s[^>]*?id="([^"]+)"/g)) anchors.add(id);
	return anchors;
}
