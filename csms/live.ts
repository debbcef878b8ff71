import { EVENT_NAMES, type EventName, type Events } from "./api/schemas/events";

export type LiveListener = <Name extends EventName>(name: Name, data: Events[Name]) => void;

/** What a listener wants to be told; left out: everything. */
export interface Interest {
	readonly names?: readonly EventName[];
	/** Only what belongs to this charge point, and what belongs to none. */
	readonly identity?: string;
}

/** The other processes' part in {@link Live}. */
export interface LivePeers {
	/** Whether a reader at another process wants this event. */
	watches(name: EventName, identity: string | undefined): boolean;
	tell<Name extends EventName>(name: Name, data: Events[Name]): void;
	/** The readers here want something else than before. */
	interestsChanged(): void;
}

interface Reader {
	readonly listener: LiveListener;
	readonly identity: string | undefined;
}

/** What happens, told to whoever listens at that moment. Told only after it is on the disk. */
export class Live {
	/** None without other processes. */
	peers: LivePeers | undefined;
	readonly #readers = new Map<EventName, Set<Reader>>();
	readonly #whenMissed = new Set<() => void>();

	/** Whether anybody wants this event; nobody needs to prepare it otherwise. */
	watches(name: EventName, identity?: string): boolean {
		for (const reader of this.#readers.get(name) ?? []) if (wants(reader, identity)) return true;
		return this.peers?.watches(name, identity) ?? false;
	}

	tell<Name extends EventName>(name: Name, data: Events[Name]): void {
		this.tellHere(name, data);
		this.peers?.tell(name, data);
	}

	/** Tells the readers at this process alone. */
	tellHere<Name extends EventName>(name: Name, data: Events[Name]): void {
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
		this.peers?.interestsChanged();
		return () => {
			for (const name of names) {
				const readers = this.#readers.get(name);
				readers?.delete(reader);
				if (readers?.size === 0) this.#readers.delete(name);
			}
			this.peers?.interestsChanged();
		};
	}

	/** What the readers here want, all together. */
	interests(): Interest[] {
		const named = new Map<string | undefined, EventName[]>();
		for (const [name, readers] of this.#readers) {
			const identities = new Set([...readers].map(({ identity }) => identity));
			// Whoever wants it of all charge points covers the others.
			for (const identity of identities.has(undefined) ? [undefined] : identities) {
				const names = named.get(identity);
				if (names) names.push(name);
				else named.set(identity, [name]);
			}
		}
		return [...named].map(([identity, names]) => ({ names, identity }));
	}

	/** Events of other processes were lost: whoever reads has to ask for what is now. */
	missed(): void {
		for (const callback of this.#whenMissed) callback();
	}

	/** Calls back whenever events were lost. */
	whenMissed(callback: () => void): void {
		this.#whenMissed.add(callback);
	}
}

/** Whether somebody with one of these interests wants an event. */
export function isWanted(
	interests: readonly Interest[],
	name: EventName,
	identity: string | undefined,
): boolean {
	return interests.some(
		(interest) => (interest.names ?? EVENT_NAMES).includes(name) && wants(interest, identity),
	);
}

function wants(reader: { readonly identity?: string }, identity: string | undefined): boolean {
	return reader.identity === undefined || identity === undefined || reader.identity === identity;
}
