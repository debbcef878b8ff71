/** The two UTF-8 coders of the WHATWG Encoding Standard, which Node.js and XS have as globals. */
export interface Utf8Encoder {
	encode(text: string): Uint8Array;
	/** Writes whole characters only; `read` counts UTF-16 units, `written` bytes. */
	encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

export interface Utf8Decoder {
	/** Throws a TypeError on what is no UTF-8, if made to be strict. */
	decode(bytes: Uint8Array): string;
}

interface Utf8Globals {
	TextEncoder: new () => Utf8Encoder;
	TextDecoder: new (label: string, options: { fatal: boolean }) => Utf8Decoder;
}

export function utf8Encoder(): Utf8Encoder {
	return new (globalThis as unknown as Utf8Globals).TextEncoder();
}

/** A strict decoder throws on bad bytes, another one puts U+FFFD in their place. */
export function utf8Decoder(strict: boolean): Utf8Decoder {
	return new (globalThis as unknown as Utf8Globals).TextDecoder("utf-8", { fatal: strict });
}
