import type { Outcome } from "../ocpp/endpoint";
import type { IdTagInfo, ReadingContext, StopReason } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { Stamp } from "./clock";
import { type Core, isOnline } from "./core";
import { type StoredValue, toMeterValue } from "./sampled-values";
import type { LoggedTransaction, QueueItem, TransactionLog } from "./transaction-log";

/**
 * The persistent queue of StartTransaction, MeterValues and StopTransaction (checklist section 8):
 * stored before the effect is reported, sent one by one in order, removed when the answer is stored.
 */
export class TransactionQueue {
	readonly #core: Core;
	readonly #log: TransactionLog;
	readonly #newId: () => string;
	#inFlight = false;
	/** Kept for a retransmission of the same entry (R-FRM-03). */
	#messageId: string | undefined;
	#retry: TimerHandle | undefined;
	#held = false;
	/** StartTransaction.conf has come. */
	onStarted?: (connectorId: number, tx: number, transactionId: number, idTagInfo: IdTagInfo) => void;
	/** A .conf has come that says something of an id; called before its message is removed (R-QUE-08). */
	onIdTagInfo?: (idTag: string, idTagInfo: IdTagInfo) => void;
	/** StartTransaction was given up (R-TX-06). */
	onGivenUp?: (connectorId: number, tx: number) => void;

	constructor(core: Core, log: TransactionLog, newId: () => string) {
		this.#core = core;
		this.#log = log;
		this.#newId = newId;
	}

	/** Messages not yet delivered. */
	get length(): number {
		return this.#log.length;
	}

	/** Room for another transaction (R-QUE-09). */
	get hasRoom(): boolean {
		return this.#log.hasRoom;
	}

	/** Stores StartTransaction and returns the transaction's position. Throws a RangeError without room. */
	start(connectorId: number, idTag: string, meterStart: number, time: Stamp): number {
		const position = this.#log.append(["S", connectorId, idTag, meterStart, time]);
		this.send();
		return position;
	}

	/** Stores MeterValues; `tx` is 0 outside a transaction. Left out when room runs short (R-QUE-09). */
	meterValues(
		tx: number,
		connectorId: number,
		importWh: number,
		time: Stamp,
		context: ReadingContext,
		values: StoredValue[],
	): void {
		if (!this.#log.hasRoomForValues) return;
		this.#log.append(["V", tx, connectorId, importWh, time, context, values]);
		this.#core.changed();
		this.send();
	}

	/** Stores the register of a running transaction without a message (R-TX-16). */
	checkpoint(tx: number, connectorId: number, importWh: number, time: Stamp): void {
		if (this.#log.hasRoomForValues) this.#log.append(["M", tx, connectorId, importWh, time]);
	}

	/** Stores StopTransaction. */
	stop(
		tx: number,
		connectorId: number,
		meterStop: number,
		time: Stamp,
		reason: StopReason,
		idTag?: string,
	): void {
		this.#log.append(["E", tx, connectorId, meterStop, time, reason, idTag ?? null]);
		this.send();
	}

	/** Stores StopTransaction for a transaction that the last boot did not end, at its last stored time (R-TX-16). */
	stopInterrupted({ tx, connectorId, time }: LoggedTransaction, meterStop: number, reason: StopReason): void {
		this.#log.append(["E", tx, connectorId, meterStop, time, reason, null], true);
	}

	/** Sends nothing more: what is stored goes out after the restart. */
	hold(): void {
		this.#held = true;
	}

	/** The restart has failed: sends again. */
	letGo(): void {
		this.#held = false;
		this.send();
	}

	/** Sends the head when nothing else is under way and it does not wait for its retry (R-QUE-05). */
	send(): void {
		const { connection } = this.#core;
		if (
			this.#inFlight ||
			this.#held ||
			this.#retry !== undefined ||
			!connection.isIdle ||
			!isOnline(this.#core)
		)
			return;
		const item = this.#log.length > 0 ? this.#log.peek() : undefined;
		if (!item) return;
		this.#inFlight = true;
		this.#messageId ??= this.#newId();
		this.#transmit(item, this.#messageId);
	}

	/** The connection is gone: what was in flight is not a failed attempt (R-QUE-06). */
	disconnected(): void {
		this.#inFlight = false;
	}

	#transmit(item: QueueItem, messageId: string): void {
		const { connection } = this.#core;
		const { entry } = item;
		const timestamp = this.#format(item);
		if (entry[0] === "S") {
			const [, connectorId, idTag, meterStart] = entry;
			const request = { connectorId, idTag, meterStart, timestamp };
			connection.call(
				"StartTransaction",
				request,
				(outcome) => this.#started(item, connectorId, idTag, outcome),
				messageId,
			);
		} else if (entry[0] === "V") {
			const [, tx, connectorId, , , context, values] = entry;
			const request = {
				connectorId,
				...(tx ? { transactionId: this.#log.transactionId(tx, connectorId) } : undefined),
				meterValue: [toMeterValue(timestamp, context, values)],
			};
			connection.call("MeterValues", request, (outcome) => this.#delivered(item, outcome), messageId);
		} else {
			const [, tx, connectorId, meterStop, , reason, idTag] = entry;
			const request = {
				transactionId: this.#log.transactionId(tx, connectorId),
				...(idTag === null ? undefined : { idTag }),
				...{ meterStop, timestamp, reason },
			};
			connection.call(
				"StopTransaction",
				request,
				(outcome) => {
					const idTagInfo = outcome.ok ? outcome.payload.idTagInfo : undefined;
					if (idTagInfo && idTag !== null) this.onIdTagInfo?.(idTag, idTagInfo);
					this.#delivered(item, outcome);
				},
				messageId,
			);
		}
	}

	#format({ entry, position }: QueueItem): string {
		const { clock } = this.#core;
		return clock.format(entry[4], this.#log.offsetAt(position));
	}

	#started(item: QueueItem, connectorId: number, idTag: string, outcome: Outcome<"StartTransaction">): void {
		if (!outcome.ok) {
			this.#delivered(item, outcome);
			return;
		}
		const { transactionId, idTagInfo } = outcome.payload;
		this.onIdTagInfo?.(idTag, idTagInfo);
		this.#remove(item, transactionId);
		this.onStarted?.(connectorId, item.position, transactionId, idTagInfo);
		this.send();
	}

	#delivered(
		item: QueueItem,
		outcome: Outcome<"StartTransaction" | "MeterValues" | "StopTransaction">,
	): void {
		if (outcome.ok) {
			this.#remove(item);
		} else {
			if (outcome.reason === "closed") return;
			this.#failed(item, outcome.reason);
		}
		this.send();
	}

	/** R-QUE-04: attempt k is followed by k times the interval; after the last one the queue goes on. */
	#failed(item: QueueItem, reason: string): void {
		const { configuration, log, timers } = this.#core;
		const attempts = this.#log.attempts + 1;
		log(`queue entry ${item.position} failed (${reason}), attempt ${attempts}`);
		if (attempts >= Math.max(1, configuration.integer("TransactionMessageAttempts"))) {
			this.#remove(item);
			if (item.entry[0] === "S") this.onGivenUp?.(item.entry[1], item.position);
			return;
		}
		this.#inFlight = false;
		this.#log.failed(item);
		const wait = attempts * configuration.integer("TransactionMessageRetryInterval") * 1000;
		this.#retry = timers.set(() => {
			this.#retry = undefined;
			this.send();
		}, wait);
	}

	#remove(item: QueueItem, transactionId?: number): void {
		this.#inFlight = false;
		this.#messageId = undefined;
		this.#log.done(item, transactionId);
		this.#core.changed();
	}
}
