/** The part of the WHATWG Encoding standard that is used here; Node.js and the XS platforms have it. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
	label: string,
	options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

/** UTF-8 of a text. An unpaired surrogate becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

export function fromUtf8(bytes: Uint8Array): string {
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
