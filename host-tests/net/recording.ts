import type { TlsFailure, TlsSettings } from "../../modules/charge-point/interfaces";
import { parseWebSocketUrl } from "../../modules/net/web-socket-address";
import {
	WebSocketClient,
	type WebSocketEvents,
	type WebSocketPlatform,
} from "../../modules/net/web-socket-client";

export type ClientEvent =
	| { open: true }
	| { text: string }
	| { pong: true }
	| { refused: number; reason: string; failure?: TlsFailure }
	| { closed: number; reason: string };

/** A WebSocket client with everything that it told, to be waited for. */
export class RecordingClient {
	readonly events: ClientEvent[] = [];
	readonly client: WebSocketClient;
	/** Called with each text that arrives. */
	onText?: (text: string) => void;
	#arrived?: () => void;

	constructor(
		platform: WebSocketPlatform & { tls?: TlsSettings },
		url: string,
		maxMessage = 65_536,
		authorization?: string,
	) {
		const record = (event: ClientEvent) => {
			this.events.push(event);
			this.#arrived?.();
		};
		const events: WebSocketEvents = {
			onOpen: () => record({ open: true }),
			onText: (text) => {
				record({ text });
				this.onText?.(text);
			},
			onPong: () => record({ pong: true }),
			onRefused: (refused, reason, failure) =>
				record(failure ? { refused, reason, failure } : { refused, reason }),
			onClose: (closed, reason) => record({ closed, reason }),
		};
		const address = parseWebSocketUrl(url);
		this.client = new WebSocketClient(platform, address, authorization, maxMessage, events, platform.tls);
	}

	get texts(): string[] {
		return this.events.flatMap((event) => ("text" in event ? [event.text] : []));
	}

	/** Resolves when `count` events have been told in all. */
	async told(count: number): Promise<ClientEvent[]> {
		while (this.events.length < count)
			await new Promise<void>((resolve) => {
				this.#arrived = resolve;
			});
		return this.events;
	}
}
