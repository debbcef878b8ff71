/** Changes that make a payload wrong, and the error code that each deserves. */

/** The code that each of ajv's objections deserves (R-FRM-13). */
export function codeOf(keyword: string, instancePath: string): string {
	switch (keyword) {
		case "required":
			return "ProtocolError";
		case "additionalProperties":
			return "FormationViolation";
		case "type":
			return instancePath === "" ? "FormationViolation" : "TypeConstraintViolation";
		case "minItems":
			return "OccurenceConstraintViolation";
		default:
			return "PropertyConstraintViolation";
	}
}

/** All places in a value, as paths. */
export function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
	if (typeof value !== "object" || value === null) return [path];
	const entries: [string | number, unknown][] = Array.isArray(value)
		? [...value.entries()]
		: Object.entries(value);
	return [path, ...entries.flatMap(([key, item]) => places(item, [...path, key]))];
}

export type Change = (value: unknown) => unknown;
/** In place of a value that is left out. */
export const removed = Symbol("removed");

/** A copy of `value` that is changed at one place. */
export function changed(value: unknown, path: (string | number)[], change: Change): unknown {
	if (path.length === 0) return change(value);
	const [key, ...rest] = path;
	if (Array.isArray(value)) {
		const result = value.map((item, index) => (index === key ? changed(item, rest, change) : item));
		return result.filter((item) => item !== removed);
	}
	const entries = Object.entries(value as object).map(([name, item]) => [
		name,
		name === key ? changed(item, rest, change) : item,
	]);
	return Object.fromEntries(entries.filter(([, item]) => item !== removed));
}

const withField =
	(name: string): Change =>
	(value) =>
		typeof value === "object" && value !== null && !Array.isArray(value)
			? Object.defineProperty({ ...value }, name, {
					value: 1,
					enumerable: true,
					configurable: true,
					writable: true,
				})
			: value;

const oddDates = [
	"2026-02-29T00:00:00Z",
	"2024-02-29T00:00:00Z",
	"1900-02-29T00:00:00Z",
	"2000-02-29T00:00:00Z",
	"2026-13-01T00:00:00Z",
	"2026-00-01T00:00:00Z",
	"2026-04-31T00:00:00Z",
	"2026-04-00T00:00:00Z",
	"2026-01-01T24:00:00Z",
	"2026-01-01T23:60:00Z",
	"2026-01-01T23:59:60Z",
	"2026-01-01T22:59:60Z",
	"2026-01-02T01:59:60+02:00",
	"2026-01-01T21:29:60-02:30",
	"2026-01-01T23:59:61Z",
	"2026-01-01T00:00:00",
	"2026-01-01T00:00:00.Z",
	"2026-01-01T00:00:00+24:00",
	"2026-01-01T00:00:00+00:60",
	"2026-01-01T00:00:00+0",
	"2026-01-01T00:00:00+02:0",
	"2026-01-01T00:00Z",
	"2026-01-01",
	"26-01-01T00:00:00Z",
	"2026-01-01T00:00:00ZZ",
	"2026/01/01T00:00:00Z",
	" 2026-01-01T00:00:00Z",
	"Thu, 01 Jan 2026 00:00:00 GMT",
];

/** What can be done to one value: another type, another length, another enum, another date. */
export const changes: Change[] = [
	() => removed,
	...[
		null,
		true,
		0,
		-1,
		1.5,
		0.05,
		0.001,
		1e300,
		"",
		"x",
		"1",
		"Accepted",
		"accepted",
		[],
		{},
		[null],
		[{}],
	].map((odd) => () => odd),
	...oddDates.map((odd) => () => odd),
	...["extra", "status", "idTag", "__proto__", "constructor", "toString", ""].map(withField),
	(value) => (typeof value === "string" ? `${value}x` : value),
	(value) => (typeof value === "string" ? value.repeat(3).slice(0, 12_000) : value),
	(value) => (typeof value === "string" ? value.toLowerCase() : value),
	(value) => (typeof value === "string" ? "😀".repeat(26) : value),
	(value) => (typeof value === "number" ? value + 0.5 : value),
	(value) => (typeof value === "number" ? value + 0.001 : value),
	(value) => (typeof value === "number" ? value * 1e12 : value),
	(value) => (Array.isArray(value) ? [...value, ...value] : [value]),
	(value) => (Array.isArray(value) ? [] : value),
];
