import type { EventName, Events } from "./api/schemas/events";

export type LiveListener = <Name extends EventName>(name: Name, data: Events[Name]) => void;

/** What happens, told to whoever listens at that moment. Told only after it is on the disk. */
export class Live {
	readonly #listeners = new Set<LiveListener>();

	/** Whether anybody listens; nobody needs to prepare events otherwise. */
	get watched(): boolean {
		return this.#listeners.size > 0;
	}

	tell<Name extends EventName>(name: Name, data: Events[Name]): void {
		for (const listener of this.#listeners) listener(name, data);
	}

	/** Answers what ends the listening. */
	listen(listener: LiveListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}
