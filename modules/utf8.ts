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

declare const TextEncoder: new () => Utf8Encoder;
declare const TextDecoder: new (
	label: string,
	options: { fatal?: boolean; ignoreBOM?: boolean },
) => Utf8Decoder;

/** The platform's encoder. */
export function utf8Encoder(): Utf8Encoder {
	return new TextEncoder();
}

/** A strict decoder throws on bad bytes, another one puts U+FFFD in their place. */
export function utf8Decoder(strict: boolean): Utf8Decoder {
	return new TextDecoder("utf-8", { fatal: strict });
}

/** UTF-8 of a text. An unpaired surrogate becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** The text of UTF-8, a byte order mark in it included. Bad bytes become U+FFFD. */
export function fromUtf8(bytes: Uint8Array): string {
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
