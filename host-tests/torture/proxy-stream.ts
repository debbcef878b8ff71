import type { Socket } from "node:net";
import { type ByteFault, damage, makesNoMessage } from "./byte-faults";
import { nonsenseAnswer, nonsenseCall } from "./nonsense";
import { ForgivingReceiver, type Frame, FrameSplitter, serverFrame, TEXT } from "./web-socket-stream";

/** What can be done to the next message of a direction. */
export type MessageFault =
	| ByteFault
	| "truncate"
	| "duplicate message"
	| "reorder messages"
	| "nonsense answer"
	| "nonsense call";

/** How bytes crawl: milliseconds at most between two pieces, and bytes of a piece at most. */
export interface Slowness {
	delay: number;
	piece: number;
}

export interface StreamOptions {
	to: Socket;
	fromServer: boolean;
	random: () => number;
	/** A fault has been done. */
	onFault(fault: MessageFault): void;
	/** A message of the sender passes; true when it begins or ends a transaction, or answers one that does. */
	onMessage(text: string): boolean;
	/** The connection is to end: what follows would be a message that nobody sent. */
	onCut(): void;
	/** Milliseconds to add to the currentTime that the server tells. */
	clockError(): number;
}

/** Texts that are remembered as sent. */
const REMEMBERED = 200;
/** A message that is overtaken waits for the next one as long at most, ms. */
const OVERTAKEN = 700;
/** The last pieces that crawl come so late at most, ms. */
const LATEST = 4000;

interface Armed {
	fault: MessageFault;
	/** It waits for a message that begins or ends a transaction, or for the answer. */
	toTransaction: boolean;
}

/** One direction of a WebSocket connection on its way through the proxy. */
export class ProxyStream {
	/** Set while bytes crawl. */
	slowness: Slowness | undefined;
	readonly #options: StreamOptions;
	readonly #splitter = new FrameSplitter();
	readonly #receiver = new ForgivingReceiver();
	readonly #sent = new Set<string>();
	/** What is to be done to the messages that come. */
	#faults: Armed[] = [];
	/** A message that the next one overtakes. */
	#held: { bytes: Buffer; timer: NodeJS.Timeout } | undefined;
	/** Bytes were damaged: the receiver reads no frames any more, or others. */
	#damaged = false;
	readonly #waiting: { bytes: Buffer | "end"; at: number }[] = [];
	#timer: NodeJS.Timeout | undefined;

	constructor(options: StreamOptions) {
		this.#options = options;
	}

	/** Does it to the next message that it can be done to, or to the next one that counts for a transaction. */
	arm(fault: MessageFault, toTransaction: boolean): void {
		this.#faults.push({ fault, toTransaction });
	}

	/** What was to be done and has not been is forgotten. */
	disarm(): void {
		this.#faults = [];
		this.slowness = undefined;
	}

	/** Takes bytes of the sender. */
	take(bytes: Buffer): void {
		for (const frame of this.#splitter.take(bytes)) {
			if (frame.opcode === TEXT && frame.fin) this.#passMessage(frame);
			else this.#write(frame.bytes);
		}
	}

	/** The sender has sent all. */
	end(): void {
		this.#letGo();
		this.#write(this.#splitter.rest);
		this.#schedule("end");
	}

	/** Nothing more goes out. */
	close(): void {
		clearTimeout(this.#timer);
		clearTimeout(this.#held?.timer);
		this.#held = undefined;
		this.#waiting.length = 0;
	}

	#passMessage(frame: Frame): void {
		const text = frame.payload.toString("utf8");
		const isOfTransaction = this.#options.onMessage(text);
		const due = this.#faults.filter(({ toTransaction }) => isOfTransaction || !toTransaction);
		let bytes = frame.bytes;
		if (this.#options.fromServer) {
			const answer = answerOf(text);
			const shifted = answer && withClock(answer, this.#options.clockError());
			if (shifted !== undefined) bytes = serverFrame(this.#remember(shifted));
			else this.#remember(text);
			const call = due.find(({ fault }) => fault === "nonsense call");
			if (call) {
				const nonsense = nonsenseCall(`nonsense-${this.#sent.size}`, this.#options.random);
				this.#write(serverFrame(this.#remember(nonsense)));
				this.#done(call);
			}
			const instead = answer && due.find(({ fault }) => fault === "nonsense answer");
			if (instead) {
				const nonsense = nonsenseAnswer(answer[1], this.#options.random);
				bytes = serverFrame(this.#remember(nonsense));
				this.#done(instead);
			}
		} else this.#remember(text);
		this.#passBytes(
			bytes,
			due.find(({ fault }) => !fault.startsWith("nonsense")),
		);
	}

	#passBytes(bytes: Buffer, armed: Armed | undefined): void {
		const { random } = this.#options;
		if (this.#held) {
			this.#write(bytes);
			this.#letGo();
			return;
		}
		if (!armed) {
			this.#write(bytes);
			return;
		}
		const { fault } = armed;
		if (fault === "truncate") {
			this.#write(bytes.subarray(0, 1 + Math.floor(random() * (bytes.length - 1))));
			this.#schedule("end");
		} else if (fault === "duplicate message") {
			this.#write(bytes);
			this.#write(bytes);
		} else if (fault === "reorder messages") {
			this.#held = { bytes, timer: setTimeout(() => this.#letGo(), OVERTAKEN) };
		} else {
			const damaged = damage(fault as ByteFault, bytes, this.#receiver, this.#sent, random);
			this.#damaged ||= damaged !== undefined;
			this.#write(damaged ?? bytes);
			// Otherwise the next message may be one to which it can be done.
			if (!damaged) return;
		}
		this.#done(armed);
	}

	#done(armed: Armed): void {
		this.#faults = this.#faults.filter((other) => other !== armed);
		this.#options.onFault(armed.fault);
	}

	/** What was overtaken goes out. */
	#letGo(): void {
		const held = this.#held;
		if (!held) return;
		clearTimeout(held.timer);
		this.#held = undefined;
		this.#write(held.bytes);
	}

	#remember(text: string): string {
		this.#sent.add(text);
		if (this.#sent.size > REMEMBERED) this.#sent.delete(this.#sent.values().next().value as string);
		return text;
	}

	#write(bytes: Buffer): void {
		if (bytes.length === 0) return;
		if (this.#damaged && !makesNoMessage(bytes, this.#receiver, this.#sent)) {
			this.#options.onCut();
			return;
		}
		this.#receiver.take(bytes);
		const { slowness } = this;
		if (!slowness) {
			this.#schedule(bytes);
			return;
		}
		for (let at = 0; at < bytes.length; ) {
			const length = 1 + Math.floor(this.#options.random() * slowness.piece);
			this.#schedule(bytes.subarray(at, at + length), this.#options.random() * slowness.delay);
			at += length;
		}
	}

	/** Sends after what waits already, and some milliseconds later. */
	#schedule(bytes: Buffer | "end", delay = 0): void {
		const now = performance.now();
		const last = this.#waiting.at(-1)?.at ?? now;
		this.#waiting.push({ bytes, at: Math.min(last + delay, Math.max(last, now + LATEST)) });
		this.#send();
	}

	#send(): void {
		clearTimeout(this.#timer);
		const { to } = this.#options;
		for (;;) {
			const next = this.#waiting[0];
			if (!next) return;
			const wait = next.at - performance.now();
			if (wait > 0) {
				this.#timer = setTimeout(() => this.#send(), Math.ceil(wait));
				return;
			}
			this.#waiting.shift();
			if (next.bytes === "end") to.end();
			else if (to.writable) to.write(next.bytes);
		}
	}
}

type Answer = [type: number, messageId: string, ...rest: unknown[]];

/** A CALLRESULT or CALLERROR. */
function answerOf(text: string): Answer | undefined {
	const message = JSON.parse(text);
	return message[0] === 3 || message[0] === 4 ? message : undefined;
}

/** The answer with the currentTime that it tells moved by so many ms; undefined where nothing is to be moved. */
function withClock([type, messageId, payload]: Answer, milliseconds: number): string | undefined {
	const { currentTime } = (payload ?? {}) as { currentTime?: string };
	if (milliseconds === 0 || type !== 3 || typeof currentTime !== "string") return;
	const moved = new Date(Date.parse(currentTime) + milliseconds).toISOString();
	return JSON.stringify([type, messageId, { ...(payload as object), currentTime: moved }]);
}
