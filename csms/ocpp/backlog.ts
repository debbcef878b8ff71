import type { WebSocket } from "ws";

/** Calls of one charge point that may wait for their answers before no more is read from it. */
const MOST_CALLS = 200;
/** Characters of such calls together. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

/**
 * The calls of a charge point that have no answer yet. Whoever sends faster than it can be answered is not read
 * from until half of them are: what waits would fill the memory.
 */
export class Backlog {
	readonly #socket: Pick<WebSocket, "pause" | "resume">;
	#calls = 0;
	#characters = 0;
	#paused = false;

	constructor(socket: Pick<WebSocket, "pause" | "resume">) {
		this.#socket = socket;
	}

	/** How many calls wait. */
	get calls(): number {
		return this.#calls;
	}

	/** A call has come, in a frame of so many characters. */
	add(characters: number): void {
		this.#calls++;
		this.#characters += characters;
		if (this.#paused || !this.#exceeds(1)) return;
		this.#paused = true;
		this.#socket.pause();
	}

	/** It is answered, or nobody waits for the answer any more. */
	remove(characters: number): void {
		this.#calls--;
		this.#characters -= characters;
		if (!this.#paused || this.#exceeds(0.5)) return;
		this.#paused = false;
		this.#socket.resume();
	}

	#exceeds(part: number): boolean {
		return this.#calls >= part * MOST_CALLS || this.#characters >= part * MOST_CHARACTERS;
	}
}
