/** How long after the end of a stream a new one is tried, ms. */
const RETRY = 3000;

/** `Data` has the events by their names. */
export interface EventStreamListener<Data> {
	/** The stream has begun, for the first time or again: what happened before it has to be asked for. */
	onOpen: () => void;
	/** The stream is broken; it is tried again until it is closed. */
	onLost: () => void;
	/** What to do with the data of the events. */
	events: { [Name in keyof Data]: (data: Data[Name]) => void };
}

/**
 * Follows server-sent events for as long as the page wants, also where a browser gives up (no
 * connection, an HTTP error). Returns what closes the stream.
 */
export function followEvents<Data extends object>(
	url: string,
	{ onOpen, onLost, events }: EventStreamListener<Data>,
): () => void {
	let source: EventSource;
	let retry: ReturnType<typeof setTimeout> | undefined;
	const connect = () => {
		source = new EventSource(url);
		source.addEventListener("open", onOpen);
		source.addEventListener("error", () => {
			onLost();
			if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY);
		});
		for (const [name, take] of Object.entries<(data: never) => void>(events)) {
			source.addEventListener(name, (event: MessageEvent<string>) => take(JSON.parse(event.data) as never));
		}
	};
	connect();
	return () => {
		clearTimeout(retry);
		source.close();
	};
}
