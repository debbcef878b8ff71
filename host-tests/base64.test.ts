import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "../modules/base64";

test("base64 is that of RFC 4648", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
			const text = Buffer.from(bytes).toString("base64");
			expect(toBase64(bytes)).toBe(text);
			expect(fromBase64(text)).toEqual(bytes);
			expect(fromBase64(text.replace(/.{1,7}/g, "$&\r\n"))).toEqual(bytes);
		}),
	);
});

test.each(["A", "AA", "AAA", "AA=", "A===", "AA==AA", "AA-_", "AAAA=", "é"])("%s is not base64", (text) => {
	expect(fromBase64(text)).toBeUndefined();
});
