import type { TextFile, Transfer, TransferFailure, UploadEvents } from "../charge-point/firmware/interfaces";
import { utf8Encoder } from "../utf8";
import type { HttpAddress } from "./http-address";
import { HttpExchange, type HttpExchangeEvents, type HttpPlatform } from "./http-exchange";
import type { HttpHead } from "./http-head";
import { failureOf, failureOfAddress, isRedirect, Redirects } from "./http-status";

const ANSWER_HEADERS: readonly string[] = Object.freeze(["location"]);
/** Most bytes of the file in memory at once. */
const PIECE_SIZE = 1024;

/** One text file sent by PUT. */
export class HttpUpload implements Transfer, HttpExchangeEvents {
	private readonly platform: HttpPlatform;
	private readonly file: TextFile;
	private readonly events: UploadEvents;
	private address: HttpAddress;
	private exchange: HttpExchange | undefined;
	private readonly redirects = new Redirects();

	constructor(platform: HttpPlatform, address: HttpAddress, file: TextFile, events: UploadEvents) {
		this.platform = platform;
		this.address = address;
		this.file = file;
		this.events = events;
		this.connect();
	}

	cancel(): void {
		this.exchange?.cancel();
	}

	private connect(): void {
		const length = lengthOf(this.file);
		this.exchange = new HttpExchange(
			this.platform,
			this.address,
			{
				method: "PUT",
				headers: ["Content-Type: text/plain; charset=utf-8", `Content-Length: ${length}`],
				body: new Pieces(this.file, length),
				answerHeaders: ANSWER_HEADERS,
			},
			this,
		);
	}

	onHead(head: HttpHead, sent: boolean): void {
		const { status, reason } = head;
		if (isRedirect(status)) this.redirect(head.header("location"));
		else if (status < 200 || status >= 300) this.fail(failureOf(status), `HTTP ${status} ${reason}`);
		else if (!sent) this.fail("bad", "the server answers before it has the whole file");
		else {
			this.cancel();
			this.events.onDone();
		}
	}

	/** What a server says beside its status is not read. */
	onBytes(): void {}

	onEnd(reason = "the server ended the connection"): void {
		this.fail("failed", reason);
	}

	onBad(reason: string): void {
		this.fail("bad", reason);
	}

	private redirect(location: string): void {
		try {
			this.address = this.redirects.follow(this.address, location);
		} catch (error) {
			this.fail(failureOfAddress(error), (error as Error).message);
			return;
		}
		this.cancel();
		this.connect();
	}

	private fail(failure: TransferFailure, reason: string): void {
		this.cancel();
		this.events.onFailed(failure, reason);
	}
}

/** A text file in UTF-8. A piece is overwritten by the next one. */
class Pieces implements Iterator<Uint8Array, void> {
	private readonly lines: Iterator<string>;
	private readonly encoder = utf8Encoder();
	private readonly buffer = new Uint8Array(PIECE_SIZE);
	/** The line that is being passed on, `passed` bytes of it not any more. */
	private line: Uint8Array | undefined;
	private passed = 0;
	/** Bytes that are still to come, as the server was told. */
	private left: number;

	constructor(file: TextFile, length: number) {
		this.lines = file.lines()[Symbol.iterator]();
		this.left = length;
	}

	/** Throws a RangeError when the file is not as long as was told. */
	next(): IteratorResult<Uint8Array, void> {
		let used = 0;
		while (used < PIECE_SIZE) {
			this.line ??= this.nextLine();
			if (!this.line) break;
			const part = this.line.subarray(this.passed, this.passed + PIECE_SIZE - used);
			this.buffer.set(part, used);
			used += part.length;
			this.passed += part.length;
			if (this.passed === this.line.length) this.line = undefined;
		}
		this.left -= used;
		if (this.left < 0 || (used === 0 && this.left > 0))
			throw new RangeError("the file has changed while it was sent");
		return used > 0
			? { done: false, value: this.buffer.subarray(0, used) }
			: { done: true, value: undefined };
	}

	private nextLine(): Uint8Array | undefined {
		const { done, value } = this.lines.next();
		this.passed = 0;
		return done ? undefined : this.encoder.encode(`${value}\n`);
	}
}

function lengthOf(file: TextFile): number {
	const encoder = utf8Encoder();
	const lines = file.lines()[Symbol.iterator]();
	let length = 0;
	for (let line = lines.next(); !line.done; line = lines.next())
		length += encoder.encode(line.value).length + 1;
	return length;
}
