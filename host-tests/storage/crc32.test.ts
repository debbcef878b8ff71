import * as zlib from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "../../modules/storage/crc32";

test("is the CRC-32 of zlib, in one piece and continued", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(600), (bytes, cut) => {
			const expected = zlib.crc32(bytes) | 0;
			const middle = Math.min(cut, bytes.length);
			expect(crc32(bytes, 0, bytes.length)).toBe(expected);
			expect(crc32(bytes, middle, bytes.length, crc32(bytes, 0, middle))).toBe(expected);
		}),
	);
});
