import { describe, expect, test } from "vitest";
import { isAllowed, licenceOf } from "../../tools/licences";

describe("a licence", () => {
	test.each([
		["MIT", true, true],
		["(MIT AND Zlib)", true, true],
		["GPL-3.0-only", false, false],
		["GPL-3.0-only OR MIT", true, true],
		["MIT AND GPL-3.0-only", false, false],
		["MPL-2.0", false, true],
		["SEE LICENSE IN licence.md", false, false],
	])("%s: %s to hand on, %s as a tool", (expression, handedOn, tool) => {
		expect(isAllowed(expression, false)).toBe(handedOn);
		expect(isAllowed(expression, true)).toBe(tool);
	});

	test("that a package does not name is looked up, or unknown", () => {
		expect(licenceOf("png-js", undefined)).toBe("MIT");
		expect(licenceOf("something-new", undefined)).toBeUndefined();
		expect(licenceOf("png-js", "ISC")).toBe("ISC");
	});
});
