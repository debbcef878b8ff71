import type { EventName, Events } from "../api/schemas/events";
import { type Interest, isWanted, type Live, type LivePeers } from "../live";
import type { Cluster } from "./cluster";
import type { Message } from "./messages";

/** Carries live events to the readers at other processes, and nothing that nobody reads there. */
export class LiveRelay implements LivePeers {
	readonly #cluster: Cluster;
	readonly #live: Live;
	/** What readers at other processes want. */
	readonly #wanted = new Map<number, readonly Interest[]>();
	/** Processes that were not told everything. */
	readonly #missing = new Set<number>();
	#telling = false;

	constructor(cluster: Cluster, live: Live) {
		this.#cluster = cluster;
		this.#live = live;
		if (cluster.isShared) live.peers = this;
	}

	watches(name: EventName, identity: string | undefined): boolean {
		for (const wanted of this.#wanted.values()) if (isWanted(wanted, name, identity)) return true;
		return false;
	}

	tell<Name extends EventName>(name: Name, data: Events[Name]): void {
		const identity = "identity" in data ? data.identity : undefined;
		for (const [id, wanted] of this.#wanted) {
			if (!isWanted(wanted, name, identity)) continue;
			if (this.#missing.delete(id)) this.#cluster.send(id, { type: "missed" });
			const isOffered = this.#cluster.offer(id, { type: "event", name, data } as Message);
			if (!isOffered) this.#missing.add(id);
		}
	}

	/** Readers here want something else: the others are told. */
	interestsChanged(): void {
		if (this.#telling) return;
		this.#telling = true;
		setImmediate(() => {
			this.#telling = false;
			this.#cluster.send("all", { type: "interests", interests: this.#live.interests() });
		});
	}

	/** This process has come, under a new number. */
	joined(): void {
		this.#cluster.send("all", { type: "hello" });
		this.interestsChanged();
	}

	/** This process was cut off from the others. */
	resumed(): void {
		this.joined();
		for (const id of this.#missing) this.#cluster.send(id, { type: "missed" });
		this.#missing.clear();
		this.#live.missed();
	}

	/** Forgets processes that are gone. */
	keep(others: ReadonlySet<number>): void {
		for (const id of this.#wanted.keys()) {
			if (others.has(id)) continue;
			this.#wanted.delete(id);
			this.#missing.delete(id);
		}
	}

	receive(from: number, message: Message): void {
		switch (message.type) {
			case "hello":
				this.#cluster.send(from, { type: "interests", interests: this.#live.interests() });
				return;
			case "interests":
				if (message.interests.length > 0) this.#wanted.set(from, message.interests);
				else this.#wanted.delete(from);
				return;
			case "event":
				this.#live.tellHere(message.name, message.data);
				return;
			case "missed":
				this.#live.missed();
		}
	}
}
