import type { ResetType } from "../ocpp/types";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { TransactionQueue } from "./transaction-queue";

/** Reset (R-RESET-01, R-TX-17): transactions end, their messages go out or stay queued, the firmware restarts. */
export class Reset {
	readonly #core: Core;
	readonly #connectors: readonly Connector[];
	readonly #queue: TransactionQueue;
	readonly #restart: () => void;
	#resetting = false;
	#ending = false;

	constructor(core: Core, connectors: readonly Connector[], queue: TransactionQueue, restart: () => void) {
		this.#core = core;
		this.#connectors = connectors;
		this.#queue = queue;
		this.#restart = restart;
	}

	/** The firmware is about to restart: nothing new begins. */
	get isResetting(): boolean {
		return this.#resetting;
	}

	/** Carries out an accepted Reset.req, after its answer is out (R-OP-01). */
	start(type: ResetType): void {
		if (this.#resetting) return;
		this.#resetting = true;
		this.#core.log(`reset: ${type}`);
		const { configuration, records, timers } = this.#core;
		if (type === "Hard") this.#queue.hold();
		const sessions = this.#connectors.filter((connector) => connector.transaction);
		if (sessions.length > 0) records.set("finishing", sessions.map((connector) => connector.id).join(","));
		for (const connector of sessions) connector.stop(type === "Hard" ? "HardReset" : "SoftReset");
		timers.set(() => this.#end(), configuration.integer("MessageTimeout") * 1000);
		if (type === "Hard") this.#queue.whenSettled(() => this.#end());
		else this.#queue.whenEmpty(() => this.#end());
	}

	/** Connectors whose transaction a reset ended: the session on their cable is over (R-TX-04). */
	takeFinished(): number[] {
		const stored = this.#core.records.get("finishing");
		if (stored === undefined) return [];
		this.#core.records.delete("finishing");
		return stored.split(",").map(Number);
	}

	#end(): void {
		if (this.#ending) return;
		this.#ending = true;
		this.#core.connection.close(this.#restart);
	}
}
