import type { FrameEvent } from "../../api/schemas/events";
import { type Frame, FrameReader } from "../../frames/frames";

/** More frames of one charge point than these are forgotten, the oldest first. */
const KEPT_FRAMES = 800;

const NO_FRAMES: Frame[] = [];

/** What is kept of one charge point. */
interface Kept {
	events: FrameEvent[];
	frames: Frame[];
	reader: FrameReader;
	/** Frames until then were cleared away, ms since 1970. */
	clearedAt: number;
}

/** The frames of charge points: those that the CSMS remembers, and those that pass while they are shown. */
export class FrameStore {
	readonly #kept = new Map<string, Kept>();
	readonly #listeners = new Set<() => void>();

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	of(identity: string): Frame[] {
		return this.#kept.get(identity)?.frames ?? NO_FRAMES;
	}

	/** Takes a frame that has just passed. */
	add(event: FrameEvent): void {
		const kept = this.#of(event.identity);
		// One that was remembered already by the answer that came at the same time.
		if (kept.events.some((one) => nameOf(one) === nameOf(event))) return;
		kept.events = [...kept.events.slice(1 - KEPT_FRAMES), event];
		kept.frames = [...kept.frames.slice(1 - KEPT_FRAMES), read(kept.reader, event)];
		this.#tell();
	}

	/** Takes what the CSMS remembers, oldest first; what is there already is not taken twice. */
	merge(identity: string, remembered: readonly FrameEvent[]): void {
		const kept = this.#of(identity);
		const all = new Map([...remembered, ...kept.events].map((event) => [nameOf(event), event]));
		if (all.size === kept.events.length) return;
		kept.events = [...all.values()]
			.filter(({ timestamp }) => Date.parse(timestamp) > kept.clearedAt)
			.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || a.id - b.id)
			.slice(-KEPT_FRAMES);
		kept.reader = new FrameReader();
		kept.frames = kept.events.map((event) => read(kept.reader, event));
		this.#tell();
	}

	/** Clears away what is there; it does not come back. */
	clear(identity: string): void {
		const kept = this.#of(identity);
		const newest = kept.events.at(-1);
		if (newest) kept.clearedAt = Date.parse(newest.timestamp);
		kept.events = [];
		kept.frames = NO_FRAMES;
		this.#tell();
	}

	/** After a gap in the stream: answers to calls before it are not matched. */
	gap(): void {
		for (const { reader } of this.#kept.values()) reader.reset();
	}

	#of(identity: string): Kept {
		let kept = this.#kept.get(identity);
		if (!kept) {
			kept = { events: [], frames: NO_FRAMES, reader: new FrameReader(), clearedAt: 0 };
			this.#kept.set(identity, kept);
		}
		return kept;
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

/** No two frames have the same one, whichever process of the CSMS they passed. */
function nameOf({ timestamp, id }: FrameEvent): string {
	return `${timestamp} ${id}`;
}

function read(reader: FrameReader, { direction, timestamp, frame }: FrameEvent): Frame {
	return reader.read(direction === "in" ? "charge-point" : "csms", Date.parse(timestamp), frame);
}
