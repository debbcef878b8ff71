import type { FrameEvent } from "../api/schemas/events";
import type { FrameHistory } from "../frames/frame-history";
import type { Cluster } from "./cluster";
import type { Message } from "./messages";

/** Milliseconds that the other processes have to answer; what is there then is all there is. */
const PATIENCE = 2000;

interface Request {
	readonly frames: FrameEvent[];
	/** The processes that have not answered yet. */
	readonly open: Set<number>;
	end(): void;
}

/** The remembered frames of a charge point of all processes: each has those that passed through it. */
export class FrameRequests {
	readonly #cluster: Cluster;
	readonly #history: FrameHistory;
	readonly #requests = new Map<number, Request>();
	#lastNumber = 0;

	constructor(cluster: Cluster, history: FrameHistory) {
		this.#cluster = cluster;
		this.#history = history;
	}

	/** In the order of passing, as the clocks of the processes tell it. */
	async list(identity: string, limit: number): Promise<FrameEvent[]> {
		const own = this.#history.list(identity, limit);
		if (this.#cluster.others.size === 0) return own;
		const others = await this.#ask(identity, limit);
		return [...own, ...others]
			.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
			.slice(-limit);
	}

	receive(from: number, message: Extract<Message, { type: "frames-asked" | "frames" }>): void {
		const { number } = message;
		if (message.type === "frames-asked") {
			const frames = this.#history.list(message.identity, message.limit);
			this.#cluster.send(from, { type: "frames", number, frames });
			return;
		}
		const request = this.#requests.get(number);
		if (!request?.open.delete(from)) return;
		request.frames.push(...message.frames);
		if (request.open.size === 0) request.end();
	}

	#ask(identity: string, limit: number): Promise<FrameEvent[]> {
		const number = ++this.#lastNumber;
		const frames: FrameEvent[] = [];
		return new Promise((resolve) => {
			const end = () => {
				clearTimeout(timer);
				this.#requests.delete(number);
				resolve(frames);
			};
			const timer = setTimeout(end, PATIENCE);
			this.#requests.set(number, { frames, open: new Set(this.#cluster.others), end });
			this.#cluster.send("all", { type: "frames-asked", number, identity, limit });
		});
	}
}
