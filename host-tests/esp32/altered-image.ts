import { createHash } from "node:crypto";
import { segmentsOf } from "../../simulator/esp32/image-segments";

/** Where an image of the ESP32 says that a digest follows (esp_image_header_t). */
const HAS_DIGEST = 23;
/** What tells an application from all others (esp_app_desc_t.app_elf_sha256). */
const FINGERPRINT = 176;
const CHECKSUM_SEED = 0xef;
const DIGEST_LENGTH = 32;

/**
 * An application for the ESP32 with a text replaced wherever it stands, by one of the same length, and its
 * fingerprint, checksum and digest made anew: as well-formed as what the build makes.
 */
export function alterImage(application: Uint8Array, text: string, other: string): Buffer {
	const image = Buffer.from(application);
	if (other.length !== text.length || !image.includes(text))
		throw new Error(`The image cannot have "${other}" for "${text}".`);
	for (let at = image.indexOf(text); at >= 0; at = image.indexOf(text, at + 1))
		image.write(other, at, "latin1");
	createHash("sha256").update(other).digest().copy(image, FINGERPRINT);
	const segments = segmentsOf(image);
	let checksum = CHECKSUM_SEED;
	for (const { begin, end } of segments) for (const byte of image.subarray(begin, end)) checksum ^= byte;
	// The checksum is the last byte of a row of 16.
	const checked = (segments[segments.length - 1].end + 16) & ~15;
	image[checked - 1] = checksum;
	if (image[HAS_DIGEST])
		createHash("sha256").update(image.subarray(0, checked)).digest().copy(image, checked);
	return image.subarray(0, checked + (image[HAS_DIGEST] ? DIGEST_LENGTH : 0));
}
