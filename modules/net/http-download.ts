import type { DownloadEvents, Transfer, TransferFailure } from "../charge-point/firmware/interfaces";
import type { TimerHandle } from "../timers";
import type { HttpAddress } from "./http-address";
import { BODY_HEADERS, HttpBody } from "./http-body";
import { HttpExchange, type HttpExchangeEvents, type HttpPlatform } from "./http-exchange";
import type { HttpHead } from "./http-head";
import { failureOf, failureOfAddress, isRedirect, Redirects } from "./http-status";

const ANSWER_HEADERS: readonly string[] = Object.freeze([
	...BODY_HEADERS,
	"content-encoding",
	"content-range",
	"etag",
	"last-modified",
	"location",
]);
/** Wait before going on where the connection broke, ms; twice as long after each that brought nothing new. */
const RESUME_WAIT = 1_000;
/** So many connections in a row may bring nothing new. */
const FRUITLESS_LIMIT = 3;

/** One file fetched by GET, over as many connections as it takes. */
export class HttpDownload implements Transfer, HttpExchangeEvents {
	private readonly platform: HttpPlatform;
	private readonly events: DownloadEvents;
	private address: HttpAddress;
	private exchange: HttpExchange | undefined;
	private timer: TimerHandle | undefined;
	private readonly redirects = new Redirects();
	/** Bytes handed on since the last `onBegin`; -1 before the first. */
	private received = -1;
	/** The most bytes that any connection got to. */
	private farthest = 0;
	/** `farthest` as it was when this connection began. */
	private before = 0;
	/** Connections in a row that brought nothing new. */
	private fruitless = 0;
	/** Bytes of the whole file, as far as the server has told. */
	private total: number | undefined;
	/** What must not have changed for a part to fit the one before: a strong ETag, or a date. */
	private validator = "";
	private body: HttpBody | undefined;

	constructor(platform: HttpPlatform, address: HttpAddress, events: DownloadEvents) {
		this.platform = platform;
		this.address = address;
		this.events = events;
		this.connect();
	}

	cancel(): void {
		this.body = undefined;
		this.exchange?.cancel();
		this.platform.timers.clear(this.timer);
	}

	private connect(): void {
		this.body = undefined;
		this.before = this.farthest;
		const headers = ["Accept-Encoding: identity"];
		if (this.received > 0) {
			headers.push(`Range: bytes=${this.received}-`);
			if (this.validator !== "") headers.push(`If-Range: ${this.validator}`);
		}
		this.exchange = new HttpExchange(
			this.platform,
			this.address,
			{ method: "GET", headers, answerHeaders: ANSWER_HEADERS },
			this,
		);
	}

	onHead(head: HttpHead): void {
		const status = head.status;
		if (isRedirect(status) || status === 303) this.redirect(head.header("location"));
		else if (status === 200) this.beginBody(head, true);
		else if (status === 206 && this.received > 0) this.takePart(head);
		else if (status === 416 && this.received > 0) this.takeNoPart(head);
		else this.fail(failureOf(status), `HTTP ${status} ${head.reason}`);
	}

	private redirect(location: string): void {
		try {
			this.address = this.redirects.follow(this.address, location);
		} catch (error) {
			this.fail(failureOfAddress(error), (error as Error).message);
			return;
		}
		this.exchange?.cancel();
		this.connect();
	}

	/** The answer to the question for the rest of the file is that rest. */
	private takePart(head: HttpHead): void {
		const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(head.header("content-range"));
		const total = range && range[3] !== "*" ? Number(range[3]) : undefined;
		if (!range || Number(range[1]) !== this.received)
			this.fail("bad", `asked for bytes from ${this.received}, got ${head.header("content-range")}`);
		else if (this.total !== undefined && total !== undefined && total !== this.total) this.startAnew();
		else {
			this.total ??= total;
			this.beginBody(head, false);
		}
	}

	/** There is no rest: the file was whole, or it is another one by now. */
	private takeNoPart(head: HttpHead): void {
		const total = /^bytes \*\/(\d{1,15})$/.exec(head.header("content-range"))?.[1];
		if (this.total === undefined && Number(total) === this.received) this.done();
		else this.startAnew();
	}

	private startAnew(): void {
		this.exchange?.cancel();
		this.received = 0;
		this.total = undefined;
		this.connect();
	}

	private beginBody(head: HttpHead, whole: boolean): void {
		const coding = head.header("content-encoding").toLowerCase();
		if (coding !== "" && coding !== "identity") {
			this.fail("bad", `the content coding ${coding} was not asked for`);
			return;
		}
		const body = new HttpBody(head);
		this.body = body;
		if (whole) {
			const etag = head.header("etag");
			this.validator = etag !== "" && !etag.startsWith("W/") ? etag : head.header("last-modified");
			this.total = body.length;
			this.received = 0;
			this.sink(() => this.events.onBegin(body.length));
		}
		if (body.complete) this.bodyEnded();
	}

	onBytes(bytes: Uint8Array): void {
		const body = this.body;
		body?.push(bytes, (data) => {
			this.received += data.length;
			this.farthest = Math.max(this.farthest, this.received);
			this.sink(() => this.events.onBytes(data));
		});
		if (body === this.body && body?.complete) this.bodyEnded();
	}

	/** The body is whole; so is the file, unless the server has sent less of it than it had said. */
	private bodyEnded(): void {
		if (this.total === undefined || this.received >= this.total) this.done();
		else this.resume("the server sends less than the whole file");
	}

	onEnd(reason: string | undefined): void {
		if (this.body?.endsWithConnection && reason === undefined) this.bodyEnded();
		else this.resume(reason ?? "the server ended the connection");
	}

	onBad(reason: string): void {
		this.fail("bad", reason);
	}

	/** Goes on after a pause, once the file has begun. */
	private resume(reason: string): void {
		this.exchange?.cancel();
		this.fruitless = this.farthest > this.before ? 0 : this.fruitless + 1;
		if (this.farthest === 0 || this.fruitless > FRUITLESS_LIMIT) this.fail("failed", reason);
		else this.timer = this.platform.timers.set(() => this.connect(), RESUME_WAIT * 2 ** this.fruitless);
	}

	private done(): void {
		this.cancel();
		this.events.onDone();
	}

	/** Whoever takes the file may find that it cannot. */
	private sink(give: () => void): void {
		if (this.body === undefined) return;
		try {
			give();
		} catch (error) {
			this.fail("failed", error instanceof Error ? error.message : String(error));
		}
	}

	private fail(failure: TransferFailure, reason: string): void {
		this.cancel();
		this.events.onFailed(failure, reason);
	}
}
