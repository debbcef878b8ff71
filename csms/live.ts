import { EVENT_NAMES, type EventName, type Events } from "./api/schemas/events";

export type LiveListener = <Name extends EventName>(name: Name, data: Events[Name]) => void;

/** What a listener wants to be told; left out: everything. */
export interface Interest {
	readonly names?: readonly EventName[];
	/** Only what belongs to this charge point, and what belongs to none. */
	readonly identity?: string;
}

interface Reader {
	readonly listener: LiveListener;
	readonly identity: string | undefined;
}

/** What happens, told to whoever listens at that moment. Told only after it is on the disk. */
export class Live {
	readonly #readers = new Map<EventName, Set<Reader>>();

	/** Whether anybody wants this event; nobody needs to prepare it otherwise. */
	watches(name: EventName, identity?: string): boolean {
		const readers = this.#readers.get(name);
		if (!readers) return false;
		for (const reader of readers) if (wants(reader, identity)) return true;
		return false;
	}

	tell<Name extends EventName>(name: Name, data: Events[Name]): void {
		const readers = this.#readers.get(name);
		if (!readers) return;
		const identity = "identity" in data ? data.identity : undefined;
		for (const reader of readers) if (wants(reader, identity)) reader.listener(name, data);
	}

	/** Answers what ends the listening. */
	listen(listener: LiveListener, { names = EVENT_NAMES, identity }: Interest = {}): () => void {
		const reader: Reader = { listener, identity };
		for (const name of names) {
			const readers = this.#readers.get(name);
			if (readers) readers.add(reader);
			else this.#readers.set(name, new Set([reader]));
		}
		return () => {
			for (const name of names) {
				const readers = this.#readers.get(name);
				readers?.delete(reader);
				if (readers?.size === 0) this.#readers.delete(name);
			}
		};
	}
}

function wants(reader: Reader, identity: string | undefined): boolean {
	return reader.identity === undefined || identity === undefined || reader.identity === identity;
}
