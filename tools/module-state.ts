const DECLARATION = /^(?:export )?(let|var|const) (\w+)(?:: [^=]+)? =\s*(.*)/gm;
/** A static field of a class; methods and accessors have a "(" before any "=". */
const STATIC = /^\tstatic (readonly )?(#?\w+)(?:: [^=;(]+)?(?: =\s*(.*)|;)/gm;
const WRITING_METHODS =
	"set|add|delete|clear|fill|push|pop|shift|unshift|splice|sort|reverse|copyWithin|setAll|append";

/**
 * What a module keeps between calls, as far as it can be seen line by line in formatted TypeScript: XS
 * throws where frozen data is written, and never shows the new value of an exported variable. Gives a
 * sentence for each fault.
 *
 * A regular expression of a frozen module is worse: for each use of it, `fxAllocateRegExpData` of the SDK
 * 8.2.3 gives the garbage collector memory that is not its own. In a function it is made anew and works.
 */
export function moduleState(file: string, source: string): string[] {
	const code = withoutCommentsAndTexts(source);
	const faults: string[] = [];
	for (const [, kind, name, value] of code.matchAll(DECLARATION)) {
		if (kind !== "const") faults.push(`${file} has a variable of the module: ${name}`);
		else if (/^new Date\b/.test(value))
			faults.push(`${file} has a Date in the module, which XS crashes on: ${name}`);
		else if (/^(new RegExp\b|\/[^/*])/.test(value))
			faults.push(`${file} has a regular expression in the module, which corrupts XS's memory: ${name}`);
		else if (writes(code, name)) faults.push(`${file} writes to a constant of the module: ${name}`);
	}
	for (const [, readonly, name] of code.matchAll(STATIC)) {
		const full = `\\w+\\.${name}`;
		if (!readonly || writes(code, full)) faults.push(`${file} has a static field that changes: ${name}`);
	}
	return faults;
}

/** Assignments to what hangs on `name`, at any depth, and calls that change it. */
function writes(code: string, name: string): boolean {
	const inside = String.raw`(?<![\w.#])${name}(?:!?\.#?\w+|!?\[[^\]\n]*\])`;
	const assigned = new RegExp(
		String.raw`${inside}+\s*(?:(?:[-+*/%|&^]|\*\*|<<|>>>?|\?\?|\|\||&&)?=(?![=>])|\+\+|--)`,
	);
	const called = new RegExp(String.raw`${inside}*!?\.(?:${WRITING_METHODS})\(`);
	const counted = new RegExp(String.raw`(?:\+\+|--)${name}\b(?:\.|\[)`);
	return assigned.test(code) || called.test(code) || counted.test(code);
}

function withoutCommentsAndTexts(source: string): string {
	return source
		.replace(/\/\*[\s\S]*?\*\//g, "")
		.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
		.replace(/(^|[^:])\/\/.*$/gm, "$1");
}
