/** Where an image of the ESP32 has what is needed here (esp_image_header_t, esp_image_segment_header_t). */
export const IMAGE_MAGIC = 0xe9;
const SEGMENT_COUNT = 1;
const HEADER_LENGTH = 24;
const SEGMENT_HEADER_LENGTH = 8;

/** A part of an image: from `begin` to before `end` in the file, for this address of the chip. */
export interface Segment {
	address: number;
	begin: number;
	end: number;
}

/** The segments of an application, in their order. Throws a sentence for what is no whole image. */
export function segmentsOf(application: Buffer): Segment[] {
	const segments: Segment[] = [];
	let at = HEADER_LENGTH;
	if (application.length < at || application[0] !== IMAGE_MAGIC)
		throw new Error("The application is no image for an ESP32.");
	for (let count = application[SEGMENT_COUNT]; count > 0; count--) {
		const begin = at + SEGMENT_HEADER_LENGTH;
		if (begin > application.length) throw new Error("The application is cut off.");
		const end = begin + application.readUInt32LE(at + 4);
		segments.push({ address: application.readUInt32LE(at), begin, end });
		at = end;
	}
	if (at > application.length) throw new Error("The application is cut off.");
	return segments;
}
