// As a whole: an older Node.js has no crc32, and is to fail over its version and not over this line.
import zlib from "node:zlib";

/** Pixels of the OLED. */
export const WIDTH = 128;
export const HEIGHT = 64;

const ROW = WIDTH / 8;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG (ISO 15948) of one bit a pixel, gray, lit pixels white. `bitmap` has a row of 16 bytes
 * after the other, the leftmost pixel in the high bit; without one the screen is dark.
 */
export function displayPng(bitmap: Uint8Array | undefined): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(WIDTH, 0);
	header.writeUInt32BE(HEIGHT, 4);
	header[8] = 1;
	const rows = Buffer.alloc(HEIGHT * (1 + ROW));
	if (bitmap)
		for (let y = 0; y < HEIGHT; y++) rows.set(bitmap.subarray(y * ROW, (y + 1) * ROW), y * (1 + ROW) + 1);
	return Buffer.concat([
		SIGNATURE,
		chunk("IHDR", header),
		chunk("IDAT", zlib.deflateSync(rows)),
		chunk("IEND", Buffer.alloc(0)),
	]);
}

function chunk(type: string, data: Buffer): Buffer {
	const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
	const result = Buffer.alloc(content.length + 8);
	result.writeUInt32BE(data.length, 0);
	content.copy(result, 4);
	result.writeUInt32BE(zlib.crc32(content), content.length + 4);
	return result;
}
