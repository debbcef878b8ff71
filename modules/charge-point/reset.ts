import { frozen } from "../frozen";
import type { ResetType } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { Core } from "./core";
import type { Fault } from "./interfaces";

/** The longest time that a hard reset waits for what is under way, s. */
const HARD_WAIT = 5;
/** A restart that has not come by then has failed (R-RESET-02), ms. */
const RESTART_LIMIT = 10_000;

const RESET_FAILURE: Fault = frozen({ errorCode: "ResetFailure" });

/** Reset (R-RESET-01, R-TX-17): transactions end, their messages go out or stay queued, the firmware restarts. */
export class Reset {
	private readonly core: Core;
	private type: ResetType | undefined;
	private timer: TimerHandle | undefined;
	private ending = false;
	/** Transactions are ended for it, or have been: no installation of firmware begins any more. */
	isUnderWay = false;

	constructor(core: Core) {
		this.core = core;
	}

	/** Carries out an accepted Reset.req, after its answer is out (R-OP-01); Hard hastens a waiting Soft. */
	start(type: ResetType): void {
		if (this.type === "Hard" || this.type === type) return;
		this.core.log(`reset: ${type}`);
		this.isUnderWay = true;
		if (type === "Hard") this.core.queue.hold();
		if (this.type === undefined) this.endTransactions(type);
		this.type = type;
		this.core.changed();
		const wait = this.core.configuration.integer("MessageTimeout");
		this.core.timers.clear(this.timer);
		this.timer = this.core.timers.set(
			() => this.end(),
			(type === "Hard" ? Math.min(wait, HARD_WAIT) : wait) * 1000,
		);
		this.proceed();
	}

	/** Restarts when there is nothing to wait for any more; called when the connection is idle or lost. */
	proceed(): void {
		if (this.type === undefined || this.core.connectors.some((connector) => connector.supply.isComingToRest))
			return;
		if (
			this.core.connection.isOpen &&
			(!this.core.connection.isIdle || (this.type === "Soft" && this.core.queue.length > 0))
		)
			return;
		this.end();
	}

	/** Connectors whose transaction a reset ended: the session on their cable is over (R-TX-04). */
	takeFinished(): number[] {
		const stored = this.core.records.get("finishing");
		if (stored === undefined) return [];
		this.core.records.delete("finishing");
		return stored.split(",").map(Number);
	}

	private endTransactions(type: ResetType): void {
		const sessions = this.core.connectors.filter((connector) => connector.transaction);
		if (sessions.length > 0)
			this.core.records.set("finishing", sessions.map((connector) => connector.id).join(","));
		for (let i = 0; i < this.core.connectors.length; i++)
			this.core.connectors[i].retire(type === "Hard" ? "HardReset" : "SoftReset");
	}

	private end(): void {
		if (this.ending) return;
		this.ending = true;
		this.core.timers.clear(this.timer);
		this.core.connection.close(() => this.tryRestart(this.core.configuration.integer("ResetRetries")));
	}

	private tryRestart(retries: number): void {
		this.core.log("restart");
		this.core.timers.set(() => {
			if (retries > 0) this.tryRestart(retries - 1);
			else this.giveUp();
		}, RESTART_LIMIT);
		this.core.restart();
	}

	/** The firmware still runs after ResetRetries more tries, and goes on (R-RESET-02). */
	private giveUp(): void {
		this.core.log("the firmware does not restart");
		this.type = undefined;
		this.ending = false;
		this.isUnderWay = false;
		this.core.records.delete("finishing");
		this.core.queue.letGo();
		for (let i = 0; i < this.core.connectors.length; i++) this.core.connectors[i].resume();
		this.core.setFault(0, RESET_FAILURE, true);
		this.core.connection.open();
	}
}
