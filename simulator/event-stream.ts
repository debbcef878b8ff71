import type { ServerResponse } from "node:http";

/** A comment goes out this often, so that nobody between takes the silence for the end; ms. */
const COMMENT_TIME = 15_000;
/** A listener that is this many bytes behind has stopped reading. */
const LISTENER_LIMIT = 1 << 20;

/** Server-sent events (HTML living standard, section 9.2) to everybody who listens. */
export class EventStream {
	readonly #listeners = new Set<ServerResponse>();
	readonly #comments: NodeJS.Timeout;

	constructor() {
		this.#comments = setInterval(() => this.#write(":\n\n"), COMMENT_TIME);
		this.#comments.unref();
	}

	/** Takes in a listener, which first hears `event`. */
	add(listener: ServerResponse, event: string, data: unknown): void {
		listener.writeHead(200, {
			"content-type": "text/event-stream; charset=utf-8",
			"cache-control": "no-store",
			connection: "keep-alive",
		});
		listener.write(format(event, data));
		this.#listeners.add(listener);
		listener.on("close", () => this.#listeners.delete(listener));
	}

	send(event: string, data: unknown): void {
		if (this.#listeners.size > 0) this.#write(format(event, data));
	}

	close(): void {
		clearInterval(this.#comments);
		for (const listener of this.#listeners) listener.end();
	}

	#write(text: string): void {
		for (const listener of this.#listeners) {
			listener.write(text);
			if (listener.writableLength > LISTENER_LIMIT) listener.destroy();
		}
	}
}

function format(event: string, data: unknown): string {
	return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
