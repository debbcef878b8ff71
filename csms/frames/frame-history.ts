import type { FrameEvent } from "../api/schemas/events";
import { MASK, maskFrame } from "../masking";
import { timestamp } from "../moment";

/** Frames of one charge point that are remembered at most. */
export const MOST_FRAMES = 500;
/** Characters of the frames of one charge point. */
const MOST_OF_ONE = 1024 * 1024;
/** Characters of all frames: nearly all of them take a byte each. */
const MOST_OF_ALL = 32 * 1024 * 1024;
/** What a frame takes besides its text. */
const OVERHEAD = 100;

interface KeptFrame {
	readonly id: number;
	readonly at: number;
	readonly direction: FrameEvent["direction"];
	readonly text: string;
}

interface Kept {
	readonly frames: KeptFrame[];
	size: number;
}

/**
 * The last frames of each charge point that was connected to this process, in memory. They are kept as they were,
 * for this is done for every message; whoever reads them gets them parsed and without secrets.
 */
export class FrameHistory {
	readonly #mostOfAll: number;
	readonly #kept = new Map<string, Kept>();
	#size = 0;
	#lastId = 0;

	constructor(mostOfAll = MOST_OF_ALL) {
		this.#mostOfAll = mostOfAll;
	}

	/** Keeps a frame and answers its number; the oldest make place. */
	add(identity: string, direction: FrameEvent["direction"], text: string, at: number): number {
		const id = ++this.#lastId;
		let kept = this.#kept.get(identity);
		if (!kept) {
			kept = { frames: [], size: 0 };
			this.#kept.set(identity, kept);
		}
		kept.frames.push({ id, at, direction, text });
		this.#grow(kept, text.length + OVERHEAD);
		while (kept.frames.length > MOST_FRAMES || kept.size > MOST_OF_ONE) this.#dropOldest(kept);
		while (this.#size > this.#mostOfAll) this.#makeRoom();
		return id;
	}

	/** What is remembered of a charge point, the newest `limit` of it, in the order of passing; secrets are masked. */
	list(identity: string, limit = MOST_FRAMES): FrameEvent[] {
		const frames = this.#kept.get(identity)?.frames ?? [];
		/** The payloads of the commands, which errors may repeat. */
		const requests = new Map<unknown, Record<string, unknown>>();
		return frames
			.map(({ id, at, direction, text }) => ({
				timestamp: timestamp(at),
				identity,
				direction,
				id,
				frame: readFrame(text, direction, requests),
			}))
			.slice(-limit);
	}

	/** Each charge point in turn gives a quarter of its frames. */
	#makeRoom(): void {
		const [identity, kept] = this.#kept.entries().next().value!;
		this.#kept.delete(identity);
		for (let count = Math.ceil(kept.frames.length / 4); count > 0; count--) this.#dropOldest(kept);
		if (kept.frames.length > 0) this.#kept.set(identity, kept);
	}

	#dropOldest(kept: Kept): void {
		const dropped = kept.frames.shift();
		if (dropped) this.#grow(kept, -(dropped.text.length + OVERHEAD));
	}

	#grow(kept: Kept, by: number): void {
		kept.size += by;
		this.#size += by;
	}
}

/** The frame without secrets. An error whose command is forgotten may repeat one, so it is told without its words. */
function readFrame(
	text: string,
	direction: FrameEvent["direction"],
	requests: Map<unknown, Record<string, unknown>>,
): unknown {
	if (direction === "out") {
		const [type, messageId, , payload] = parse(text);
		if (type === 2 && typeof payload === "object" && payload !== null) {
			requests.set(messageId, payload as Record<string, unknown>);
		}
		return maskFrame(text);
	}
	const masked = maskFrame(text, (messageId) => requests.get(messageId));
	if (!Array.isArray(masked) || masked[0] !== 4 || requests.has(masked[1])) return masked;
	return [4, masked[1], masked[2], MASK, {}];
}

/** A frame that this CSMS wrote. */
function parse(text: string): unknown[] {
	return JSON.parse(text) as unknown[];
}
