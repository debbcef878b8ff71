import type { HttpHead } from "./http-head";

/** The headers of an answer that say how long its body is. */
export const BODY_HEADERS: readonly string[] = Object.freeze(["content-length", "transfer-encoding"]);

/** Longest line between the chunks of a body, in bytes: their lengths with extensions, and trailers. */
const LINE_LIMIT = 1024;

type Expected = "data" | "length" | "end of chunk" | "trailer";

/** Reads the body of an HTTP answer (RFC 9112 section 6), however it is cut into pieces. */
export class HttpBody {
	/** Bytes of the whole body, where the answer tells. */
	readonly length: number | undefined;
	private readonly chunked: boolean;
	private expected: Expected;
	/** Bytes of data until the body, or the chunk, is over. */
	private left: number;
	private line = "";
	private _complete = false;

	/** Throws a SyntaxError when the head does not say clearly how long the body is. */
	constructor(head: HttpHead) {
		const coding = head.header("transfer-encoding").toLowerCase();
		const length = head.header("content-length");
		if (coding !== "" && coding !== "chunked")
			throw new SyntaxError(`the transfer coding ${coding} is not supported`);
		if (coding === "" && length !== "" && !/^[0-9]{1,15}$/.test(length))
			throw new SyntaxError(`the Content-Length ${length} is no length`);
		this.chunked = coding !== "";
		if (!this.chunked && length !== "") this.length = Number(length);
		this.expected = this.chunked ? "length" : "data";
		this.left = this.length ?? (this.chunked ? 0 : Number.POSITIVE_INFINITY);
		this._complete = this.length === 0;
	}

	/** All of it was read; never, if only the end of the connection ends it. */
	get complete(): boolean {
		return this._complete;
	}

	/** Neither length nor chunks: the body ends with the connection. */
	get endsWithConnection(): boolean {
		return this.length === undefined && !this.chunked;
	}

	/**
	 * Takes received bytes and hands on what is data; what follows the body is skipped. Throws a
	 * SyntaxError when the chunks are broken, and whatever `onData` throws.
	 */
	push(bytes: Uint8Array, onData: (data: Uint8Array) => void): void {
		let at = 0;
		while (at < bytes.length && !this._complete) {
			if (this.expected !== "data") {
				at = this.takeLine(bytes, at);
				continue;
			}
			const data = bytes.subarray(at, Math.min(bytes.length, at + this.left));
			at += data.length;
			this.left -= data.length;
			if (this.left === 0) {
				this._complete = !this.chunked;
				this.expected = "end of chunk";
			}
			onData(data);
		}
	}

	private takeLine(bytes: Uint8Array, from: number): number {
		const feed = bytes.indexOf(10, from);
		const end = feed < 0 ? bytes.length : feed;
		for (let at = from; at < end; at++) this.line += String.fromCharCode(bytes[at]);
		if (this.line.length > LINE_LIMIT) throw new SyntaxError("a line between the chunks is too long");
		if (feed < 0) return end;
		const line = this.line.trim();
		this.line = "";
		if (this.expected === "length") {
			const length = /^([0-9A-Fa-f]{1,8})(?:\s*;.*)?$/.exec(line);
			if (!length) throw new SyntaxError("a chunk has no length");
			this.left = Number.parseInt(length[1], 16);
			this.expected = this.left === 0 ? "trailer" : "data";
		} else if (this.expected === "trailer") {
			this._complete = line === "";
		} else {
			if (line !== "") throw new SyntaxError("a chunk is longer than its length");
			this.expected = "length";
		}
		return feed + 1;
	}
}
