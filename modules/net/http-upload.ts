import type { TextFile, Transfer, TransferFailure, UploadEvents } from "../charge-point/firmware/interfaces";
import { type HttpAddress, redirected } from "./http-address";
import { HttpExchange, type HttpPlatform } from "./http-exchange";
import type { HttpHead } from "./http-head";
import { failureOf, isRedirect, REDIRECT_LIMIT, unsupportedOr } from "./http-status";
import { utf8Encoder } from "./utf8";

const ANSWER_HEADERS: readonly string[] = Object.freeze(["location"]);
/** Most bytes of the file in memory at once. */
const PIECE_SIZE = 1024;

/** One text file sent by PUT. */
export class HttpUpload implements Transfer {
	readonly #platform: HttpPlatform;
	readonly #file: TextFile;
	readonly #events: UploadEvents;
	#address: HttpAddress;
	#exchange: HttpExchange | undefined;
	#redirects = 0;

	constructor(platform: HttpPlatform, address: HttpAddress, file: TextFile, events: UploadEvents) {
		this.#platform = platform;
		this.#address = address;
		this.#file = file;
		this.#events = events;
		this.#connect();
	}

	cancel(): void {
		this.#exchange?.cancel();
	}

	#connect(): void {
		let length = 0;
		for (const piece of pieces(this.#file)) length += piece.length;
		this.#exchange = new HttpExchange(
			this.#platform,
			this.#address,
			{
				method: "PUT",
				headers: ["Content-Type: text/plain; charset=utf-8", `Content-Length: ${length}`],
				body: exactly(length, pieces(this.#file)),
				answerHeaders: ANSWER_HEADERS,
			},
			{
				onHead: (head, sent) => this.#takeHead(head, sent),
				// What a server says beside its status is not read.
				onBytes: () => {},
				onEnd: (reason) => this.#fail("failed", reason ?? "the server ended the connection"),
				onBad: (reason) => this.#fail("bad", reason),
			},
		);
	}

	#takeHead(head: HttpHead, sent: boolean): void {
		const { status, reason } = head;
		if (isRedirect(status)) this.#redirect(head.header("location"));
		else if (status < 200 || status >= 300) this.#fail(failureOf(status), `HTTP ${status} ${reason}`);
		else if (!sent) this.#fail("bad", "the server answers before it has the whole file");
		else {
			this.cancel();
			this.#events.onDone();
		}
	}

	#redirect(location: string): void {
		this.#redirects++;
		if (location === "" || this.#redirects > REDIRECT_LIMIT) {
			this.#fail("bad", location === "" ? "a redirect to nowhere" : "too many redirects");
			return;
		}
		try {
			this.#address = redirected(this.#address, location);
		} catch (error) {
			this.#fail(unsupportedOr(error, "bad"), (error as Error).message);
			return;
		}
		this.cancel();
		this.#connect();
	}

	#fail(failure: TransferFailure, reason: string): void {
		this.cancel();
		this.#events.onFailed(failure, reason);
	}
}

/** The file in UTF-8. A piece is overwritten by the next one. */
function* pieces(file: TextFile): Generator<Uint8Array, void> {
	const encoder = utf8Encoder();
	const buffer = new Uint8Array(PIECE_SIZE);
	let used = 0;
	for (const text of file.read()) {
		for (let at = 0; at < text.length; ) {
			const { read, written } = encoder.encodeInto(text.slice(at), buffer.subarray(used));
			at += read;
			used += written;
			if (at === text.length) break;
			yield buffer.subarray(0, used);
			used = 0;
		}
	}
	if (used > 0) yield buffer.subarray(0, used);
}

/** Passes the pieces on; throws when they are not as long as was told to the server. */
function* exactly(length: number, all: Iterable<Uint8Array>): Generator<Uint8Array, void> {
	let left = length;
	for (const piece of all) {
		left -= piece.length;
		if (left < 0) break;
		yield piece;
	}
	if (left !== 0) throw new RangeError("the file has changed while it was sent");
}
