import { describe, expect, test } from "vitest";
import { moduleState } from "../../tools/module-state";

const faults = (...lines: string[]) => moduleState("m.ts", lines.join("\n"));

describe("state of a module, which XS freezes", () => {
	test.each([
		["a variable", "let count = 0;"],
		["an exported variable", 'export let name: string = "";'],
		["a map that is filled", "const seen = new Map<string, number>();", 'f(() => seen.set("a", 1));'],
		["a set that is emptied", "export const seen: Set<string> = new Set();", "\tseen.clear();"],
		["bytes that are written", "const bytes = new Uint8Array(4);", "\tbytes[0] = 1;"],
		["bytes that are changed", "const bytes = new Uint8Array(4);", "\tbytes[i + 1] |= 1;"],
		["a counter in an object", "const counter = { n: 0 };", "\tcounter.n++;"],
		["a counter before its use", "const counter = { n: 0 };", "\treturn ++counter.n;"],
		["a deep field", "const state = { a: { b: 1 } };", "\tstate.a.b = 2;"],
		["a list that grows", "const list: string[] = [];", '\tlist.push("a");'],
		["a regular expression", "const DIGITS = /^[0-9]+$/;"],
		["a date", "const start = new Date();"],
		["a static field", "class A {", "\tstatic count = 0;", "}"],
		["a private static field without a value", "class A {", "\tstatic #last: string | undefined;", "}"],
		["a static map", "class A {", "\tstatic readonly all = new Map();", "\tf() {", "\t\tA.all.set(1, 2);"],
	])("%s is a fault", (_, ...lines) => {
		expect(faults(...lines)).toHaveLength(1);
	});

	test.each([
		["a table that is read", 'const TABLE = { a: "b = c" };', "\treturn TABLE.a === x ? TABLE[y] : TABLE.a;"],
		["a set that is asked", 'const NAMES = new Set(["a"]);', "\treturn NAMES.has(x);"],
		["a constant in an arrow function", "const LIMITS = { low: 1 };", "\tconst f = () => LIMITS.low >= 1;"],
		["a field of the same name", "const names = [];", "\tthis.names.push(1);", "\tthis.#names[0] = 1;"],
		["a variable in a function", "function f() {", "\tlet count = 0;", "\tcount++;", "}"],
		["a field of an instance", "class A {", "\t#count = 0;", "\tstatic readonly Input = 1;", "}"],
		["a static method", "class A {", "\tstatic sizeOf(length = 0): number {", "\t}", "}"],
		["a regular expression in a function", "function f() {", "\tconst digits = /^[0-9]+$/;", "}"],
		["a comment", "/* let x = 1;", "let y = 2; */", "// let z = 3;"],
	])("%s is none", (_, ...lines) => {
		expect(faults(...lines)).toEqual([]);
	});
});
