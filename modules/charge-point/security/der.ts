import { frozen } from "../../frozen";

/** Tags of DER (ITU-T X.690), as far as certificates need them. */
export const TAG = frozen({
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	oid: 0x06,
	utf8String: 0x0c,
	utcTime: 0x17,
	generalizedTime: 0x18,
	sequence: 0x30,
	set: 0x31,
});

export interface DerElement {
	tag: number;
	content: Uint8Array;
	/** Tag, length and content. */
	bytes: Uint8Array;
}

/** Reads elements that follow each other. Throws a SyntaxError on what is no DER or has another tag. */
export class DerReader {
	private readonly bytes: Uint8Array;
	private at = 0;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	get atEnd(): boolean {
		return this.at >= this.bytes.length;
	}

	/** The next element's tag; undefined at the end. */
	get tag(): number | undefined {
		return this.bytes[this.at];
	}

	/** The next element, which must have the tag if one is given. */
	next(tag?: number): DerElement {
		const bytes = this.bytes;
		const start = this.at;
		if (start + 2 > bytes.length) throw new SyntaxError("DER ends too early");
		if (tag !== undefined && bytes[start] !== tag)
			throw new SyntaxError(`DER has the tag ${bytes[start]}, not ${tag}`);
		let at = start + 2;
		let length = bytes[start + 1];
		if (length >= 0x80) {
			const octets = length & 0x7f;
			if (octets === 0 || octets > 3) throw new SyntaxError("DER has a length that nobody needs");
			length = 0;
			for (const end = at + octets; at < end; at++) length = length * 256 + (bytes[at] ?? 0);
		}
		if (at + length > bytes.length) throw new SyntaxError("DER ends too early");
		this.at = at + length;
		return {
			tag: bytes[start],
			content: bytes.subarray(at, this.at),
			bytes: bytes.subarray(start, this.at),
		};
	}

	/** A reader of what is in the next element. */
	inside(tag: number): DerReader {
		return new DerReader(this.next(tag).content);
	}
}

/** One element of the parts, one after the other. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
	let length = 0;
	for (let i = 0; i < parts.length; i++) length += parts[i].length;
	const header = [tag];
	if (length < 0x80) header.push(length);
	else if (length < 0x100) header.push(0x81, length);
	else header.push(0x82, length >> 8, length & 0xff);
	const bytes = new Uint8Array(header.length + length);
	bytes.set(header);
	let at = header.length;
	for (let i = 0; i < parts.length; i++) {
		const part = parts[i];
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/** The element of an object identifier whose content is given in hex. */
export function oid(hex: string): Uint8Array {
	return der(TAG.oid, fromHex(hex));
}

/** A BIT STRING of whole bytes. */
export function bitString(bytes: Uint8Array): Uint8Array {
	return der(TAG.bitString, new Uint8Array(1), bytes);
}

/** In lower case. */
export function toHex(bytes: Uint8Array): string {
	let hex = "";
	for (let i = 0; i < bytes.length; i++) hex += (bytes[i] + 256).toString(16).slice(1);
	return hex;
}

/** Of an even number of hexadecimal digits. */
export function fromHex(hex: string): Uint8Array {
	const bytes = new Uint8Array(hex.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}

/** Whether both are the same; not for secrets, since it takes the longer the later they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
