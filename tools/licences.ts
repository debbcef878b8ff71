/** Licences that ask for no more than to be named, in what is handed on as in what only builds and tests. */
const PERMISSIVE = new Set([
	...["MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "BlueOak-1.0.0"],
	...["CC0-1.0", "Zlib", "OFL-1.1"],
]);
/** Fine for what stays on the machine that builds and tests: their terms are about handing on changed files. */
const TOOLS = new Set(["MPL-2.0"]);

/** Packages whose package.json names no licence, with the file of theirs that does. */
const FOUND: Readonly<Record<string, string>> = {
	// LICENSE
	"png-js": "MIT",
	// README.md
	precond: "MIT",
};

/** What a package may be used under, as an SPDX expression; undefined when it says nothing. */
export function licenceOf(name: string, licence: string | undefined): string | undefined {
	return licence ?? FOUND[name];
}

/** Whether an SPDX expression lets the project use a package: to hand it on, or as a tool alone. */
export function isAllowed(expression: string, tool: boolean): boolean {
	return expression
		.replace(/[()]/g, "")
		.split(" OR ")
		.some((choice) =>
			choice.split(" AND ").every((licence) => PERMISSIVE.has(licence) || (tool && TOOLS.has(licence))),
		);
}
