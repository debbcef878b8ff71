/** What the SDK itself declares of the XS engine for every build, for a machine without it. */

declare const trace: (...text: (string | number | boolean)[]) => void;
/** A function written in C. */
declare function native(name: string): (...values: unknown[]) => unknown;

interface Uint8ArrayConstructor {
	fromBase64(text: string): Uint8Array;
}

interface BigIntConstructor {
	/** Big-endian. */
	fromArrayBuffer(buffer: ArrayBufferLike): bigint;
}

interface ArrayBufferConstructor {
	/** Big-endian, in as few bytes as it takes. */
	fromBigInt(value: bigint): ArrayBuffer;
}

interface Uint8Array {
	toBase64(): string;
	toHex(): string;
}
