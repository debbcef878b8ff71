/**
 * Parts of a page in docs/ that a command writes. Each stands between two lines:
 * `<!-- sizes, by npm run size -- --write -->` and `<!-- end -->`.
 */

/** The text of the part `name`. Throws when the page has no such part. */
export function part(page: string, name: string): string {
	return page.slice(...place(page, name));
}

/** The page with another text in the part `name`. Throws when the page has no such part. */
export function withPart(page: string, name: string, text: string): string {
	const [from, to] = place(page, name);
	return `${page.slice(0, from)}${text}${page.slice(to)}`;
}

function place(page: string, name: string): [from: number, to: number] {
	const start = page.indexOf(`<!-- ${name}, by npm run `);
	const from = page.indexOf("\n", start) + 1;
	const to = page.indexOf("\n<!-- end -->", from - 1);
	if (start < 0 || to < 0) throw new Error(`The page has no place for "${name}".`);
	return [from, Math.max(from, to)];
}
