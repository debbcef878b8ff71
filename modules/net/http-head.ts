import { type Utf8Decoder, utf8Decoder } from "../utf8";

/** Longest head of an HTTP answer that is read, in bytes. */
const HEAD_LIMIT = 8192;

/** Reads the head of an HTTP answer (RFC 9112), however it is cut into pieces. */
export class HttpHead {
	private readonly names: readonly string[];
	private readonly decoder: Utf8Decoder = utf8Decoder(false);
	private readonly headers = new Map<string, string>();
	private line = "";
	private size = 0;
	private _status = 0;
	private _reason = "";
	private _complete = false;
	private _fault: string | undefined;

	/** `names`: the headers that are kept, in lower case; all others are skipped. */
	constructor(names: readonly string[]) {
		this.names = names;
	}

	/** The whole head was read, or it has a `fault`. */
	get complete(): boolean {
		return this._complete;
	}

	/** Why this is no head. */
	get fault(): string | undefined {
		return this._fault;
	}

	/** The HTTP status, 0 while unknown. */
	get status(): number {
		return this._status;
	}

	/** What the server says beside the status. */
	get reason(): string {
		return this._reason;
	}

	/** A header's value; several of one name are joined by commas, and there is none as an empty text. */
	header(name: string): string {
		return this.headers.get(name) ?? "";
	}

	/** Takes received bytes and returns how many of them belonged to the head. */
	push(bytes: Uint8Array): number {
		let at = 0;
		while (at < bytes.length && !this._complete) {
			const feed = bytes.indexOf(10, at);
			const end = feed < 0 ? bytes.length : feed + 1;
			this.size += end - at;
			if (this.size > HEAD_LIMIT) {
				this.fail(`the answer's head is longer than ${HEAD_LIMIT} bytes`);
				return end;
			}
			this.line += this.decoder.decode(bytes.subarray(at, end));
			at = end;
			if (feed < 0) break;
			const line = this.line.slice(0, this.line.endsWith("\r\n") ? -2 : -1);
			this.line = "";
			if (this._status === 0) this.takeStatus(line);
			else if (line === "") this._complete = true;
			else this.takeHeader(line);
		}
		return at;
	}

	private takeStatus(line: string): void {
		const match = /^HTTP\/1\.[0-9] ([0-9]{3})(?: (.*))?$/.exec(line);
		if (!match) {
			this.fail("the answer is not HTTP");
			return;
		}
		this._status = Number(match[1]);
		this._reason = match[2] ?? "";
	}

	private takeHeader(line: string): void {
		const colon = line.indexOf(":");
		const name = line.slice(0, Math.max(0, colon)).toLowerCase();
		if (!this.names.includes(name)) return;
		const value = line.slice(colon + 1).trim();
		const before = this.headers.get(name);
		this.headers.set(name, before === undefined ? value : `${before}, ${value}`);
	}

	private fail(fault: string): void {
		this._fault = fault;
		this._complete = true;
	}
}
