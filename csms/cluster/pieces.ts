/** PostgreSQL's NOTIFY takes less than 8,000 bytes. */
const MOST = 7900;
/** Processes from which messages are put together at the same time. */
const MOST_SENDERS = 100;

/**
 * Cuts a message into texts for NOTIFY, each with its sender, its place and their number before it. All of them are
 * ASCII, so that a character is a byte.
 */
export function cut(from: number, message: unknown): string[] {
	const text = JSON.stringify(message).replace(
		/[\u0080-\uffff]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
	const count = Math.max(1, Math.ceil(text.length / MOST));
	return Array.from(
		{ length: count },
		(_, i) => `${from} ${i} ${count} ${text.slice(i * MOST, (i + 1) * MOST)}`,
	);
}

/** Puts messages together again; their pieces come in their order. */
export class Pieces {
	readonly #begun = new Map<string, string[]>();

	/** The message that this text completes, if it does. */
	add(channel: string, text: string): { from: number; message: unknown } | undefined {
		const parts = /^(\d+) (\d+) (\d+) (.*)$/s.exec(text);
		if (!parts) return;
		const [from, place, count] = parts.slice(1, 4).map(Number);
		const key = `${channel} ${from}`;
		const pieces = place === 0 ? [] : this.#begun.get(key);
		this.#begun.delete(key);
		// Its sender, or the way to it, was lost in the middle of a message.
		if (pieces?.length !== place) return;
		pieces.push(parts[4]);
		if (pieces.length === count) return { from, message: parse(pieces.join("")) };
		this.#begun.set(key, pieces);
		if (this.#begun.size > MOST_SENDERS) this.#begun.delete(this.#begun.keys().next().value as string);
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
