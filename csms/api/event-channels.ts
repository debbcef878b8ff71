import type { ServerResponse } from "node:http";
import type { Interest, Live } from "../live";
import { EVENT_NAMES, type EventName, type Events } from "./schemas/events";

/** Milliseconds that events wait for others, so that many of them are one write. */
const GATHERING = 50;
/** Bytes that may wait for a slow reader before its stream is closed; it comes back and asks anew. */
const MAX_WAITING = 1024 * 1024;

/** The readers with the same interest: each event is put into words once for all of them. */
interface Channel {
	readonly streams: Set<ServerResponse>;
	stopListening(): void;
}

/** The open streams of `GET /events`. */
export class EventChannels {
	readonly #live: Live;
	readonly #channels = new Map<string, Channel>();
	/** The newest event in words, for the channels that are told it as well. */
	#newest: { data: Events[EventName]; text: string } | undefined;

	constructor(live: Live) {
		this.#live = live;
	}

	/** Tells a stream whose headers are written what it wants, until it is closed. */
	add(stream: ServerResponse, interest: Interest): void {
		const { names = EVENT_NAMES, identity } = interest;
		const key = JSON.stringify([[...names].sort(), identity]);
		let channel = this.#channels.get(key);
		if (!channel) {
			channel = this.#open(interest);
			this.#channels.set(key, channel);
		}
		const { streams, stopListening } = channel;
		streams.add(stream);
		stream.on("close", () => {
			if (!streams.delete(stream) || streams.size > 0) return;
			stopListening();
			this.#channels.delete(key);
		});
	}

	/** Ends all streams in order. */
	close(): void {
		for (const { streams } of this.#channels.values()) for (const stream of streams) stream.end();
	}

	#open(interest: Interest): Channel {
		const streams = new Set<ServerResponse>();
		let waiting: string[] = [];
		const write = () => {
			const bytes = Buffer.from(waiting.join(""));
			waiting = [];
			for (const stream of streams) {
				if (stream.writableLength > MAX_WAITING) stream.destroy();
				else stream.write(bytes);
			}
		};
		const stopListening = this.#live.listen((name, data) => {
			if (waiting.push(this.#inWords(name, data)) === 1) setTimeout(write, GATHERING).unref();
		}, interest);
		return { streams, stopListening };
	}

	#inWords<Name extends EventName>(name: Name, data: Events[Name]): string {
		if (this.#newest?.data !== data) {
			this.#newest = { data, text: `event: ${name}\ndata: ${JSON.stringify(data)}\n\n` };
		}
		return this.#newest.text;
	}
}
