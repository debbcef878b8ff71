import fc from "fast-check";
import { expect, test } from "vitest";
import { toBase64 } from "../../modules/net/base64";

test("base64 is that of RFC 4648", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
			expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
		}),
	);
});
