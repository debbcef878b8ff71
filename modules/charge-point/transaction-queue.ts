import type { Outcome } from "../ocpp/endpoint";
import type { MeterValue, ReadingContext, StopReason } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { Stamp } from "./clock";
import type { Connector } from "./connector";
import { type Core, isOnline } from "./core";
import type { LoggedTransaction } from "./logged-transaction";
import type { StoredValues } from "./measurands";
import type { SampleEntry, StartEntry, StopEntry } from "./queue-entries";
import { CONTEXTS, toMeterValue } from "./sampled-values";
import type { QueueItem, TransactionLog } from "./transaction-log";

/** A sample of a connector. */
export interface Sample {
	/** 0 outside a transaction. */
	tx: number;
	connectorId: number;
	/** The register, whatever the measurands. */
	importWh: number;
	time: Stamp;
	context: ReadingContext;
	values: StoredValues;
}

/**
 * The persistent queue of StartTransaction, MeterValues and StopTransaction (rules R-QUE):
 * stored before the effect is reported, sent one by one in order, removed when the answer is stored.
 */
export class TransactionQueue {
	private readonly core: Core;
	private readonly log: TransactionLog;
	private inFlight = false;
	/** Kept for a retransmission of the same entry (R-FRM-03). */
	private messageId: string | undefined;
	private retry: TimerHandle | undefined;
	private held = false;

	constructor(core: Core, log: TransactionLog) {
		this.core = core;
		this.log = log;
	}

	/** Messages not yet delivered. */
	get length(): number {
		return this.log.length + this.log.writer.waiting;
	}

	/** Room for another transaction (R-QUE-09), in a flash that works. */
	get hasRoom(): boolean {
		this.log.retry();
		return this.log.hasRoom;
	}

	/**
	 * Stores StartTransaction and returns the transaction's position, -1 when the flash fails. Throws a
	 * RangeError without room.
	 */
	start(connectorId: number, idTag: string, meterStart: number, time: Stamp, reservationId?: number): number {
		const entry: StartEntry = ["S", connectorId, idTag, meterStart, time];
		if (reservationId !== undefined) entry.push(reservationId);
		const position = this.log.append(entry);
		this.send();
		return position;
	}

	/**
	 * Stores MeterValues, and with `data` the values for the transactionData of StopTransaction. False:
	 * room runs short, and only every 4th, 16th, 32nd ... `count` finds some (R-QUE-09).
	 */
	meterValues(sample: Sample, count: number, data?: StoredValues): boolean {
		if (!this.isDue(count)) return false;
		const number = data && this.log.running(sample.tx, sample.connectorId)?.kept.next(sample.context);
		const shared = number !== undefined && data === sample.values;
		this.log.append(toEntry("V", sample, sample.values, shared ? number : undefined));
		if (data && number !== undefined && !shared) this.log.append(toEntry("X", sample, data, number));
		this.core.changed();
		this.send();
		return true;
	}

	/** Stores the begin of a running transaction for its transactionData, unless it is there (R-MV-08). */
	begin(tx: number, connectorId: number, values?: StoredValues): void {
		const transaction = this.log.running(tx, connectorId);
		if (!transaction || transaction.kept.numbers.includes(0) || !this.log.hasRoomForNotes) return;
		const time = transaction.begun;
		const sample: Sample = {
			tx,
			connectorId,
			importWh: transaction.meterStart,
			time,
			context: "Transaction.Begin",
			values: [],
		};
		this.log.append(toEntry("X", sample, values ?? [0, transaction.meterStart], 0));
	}

	/**
	 * Stores the register of a running transaction without a message (R-TX-16); `count` as that of
	 * `meterValues`.
	 */
	checkpoint(tx: number, connectorId: number, importWh: number, time: Stamp, count: number): void {
		if (this.isDue(count)) this.log.append(["M", tx, connectorId, importWh, time]);
	}

	/** Stores StopTransaction; `end` are the last values of its transactionData, absent when it has none. */
	stop(
		tx: number,
		connectorId: number,
		meterStop: number,
		time: Stamp,
		reason: StopReason,
		idTag?: string,
		end?: StoredValues,
	): void {
		this.storeStop(["E", tx, connectorId, meterStop, time, reason, idTag ?? null], end, false);
		this.send();
	}

	/** Stores StopTransaction for a transaction that the last boot did not end, at its last stored time (R-TX-16). */
	stopInterrupted(
		transaction: LoggedTransaction,
		meterStop: number,
		reason: StopReason,
		end?: StoredValues,
	): void {
		const { tx, connectorId, time } = transaction;
		this.storeStop(["E", tx, connectorId, meterStop, time, reason, null], end, true);
	}

	private storeStop(entry: StopEntry, end: StoredValues | undefined, ofEarlierBoot: boolean): void {
		if (end) {
			this.begin(entry[1], entry[2]);
			// The positions of the samples of the transaction, its begin among them.
			entry.push(this.log.running(entry[1], entry[2])?.kept.positions.slice() ?? [], end);
		}
		this.log.append(entry, ofEarlierBoot);
	}

	/** Sends nothing more: what is stored goes out after the restart. */
	hold(): void {
		this.held = true;
	}

	/** The restart has failed: sends again. */
	letGo(): void {
		this.held = false;
		this.send();
	}

	/** Sends the head when nothing else is under way and it does not wait for its retry (R-QUE-05). */
	send(): void {
		if (
			this.inFlight ||
			this.held ||
			this.retry !== undefined ||
			!this.core.connection.isIdle ||
			!isOnline(this.core)
		)
			return;
		const item = this.log.length > 0 ? this.log.peek() : undefined;
		if (!item) return;
		this.inFlight = true;
		this.messageId ??= this.core.host.newId();
		this.transmit(item, this.messageId);
	}

	/** The connection is gone: what was in flight is not a failed attempt (R-QUE-06). */
	disconnected(): void {
		this.inFlight = false;
	}

	private transmit(item: QueueItem, messageId: string): void {
		const connection = this.core.connection;
		const entry = item.entry;
		const timestamp = this.format(entry[4], item.position);
		if (entry[0] === "S") {
			const request = {
				connectorId: entry[1],
				idTag: entry[2],
				meterStart: entry[3],
				timestamp,
				reservationId: entry[5],
			};
			connection.call(
				"StartTransaction",
				request,
				(outcome) => this.started(item, entry, outcome),
				messageId,
			);
		} else if (entry[0] === "V") {
			const request = {
				connectorId: entry[2],
				transactionId: entry[1] ? this.log.transactionId(entry[1], entry[2]) : undefined,
				meterValue: [this.toMeterValue(entry, item.position)],
			};
			connection.call("MeterValues", request, (outcome) => this.delivered(item, outcome), messageId);
		} else {
			const idTag = entry[6] ?? undefined;
			const request = {
				transactionId: this.log.transactionId(entry[1], entry[2]),
				idTag,
				meterStop: entry[3],
				timestamp,
				reason: entry[5],
				transactionData: this.transactionData(entry, timestamp),
			};
			connection.call(
				"StopTransaction",
				request,
				(outcome) => {
					const idTagInfo = outcome.ok ? outcome.payload.idTagInfo : undefined;
					if (idTagInfo && idTag !== undefined) this.core.authorizer.learn(idTag, idTagInfo);
					this.delivered(item, outcome);
				},
				messageId,
			);
		}
	}

	private format(time: Stamp, position: number): string {
		return this.core.clock.format(time, this.log.offsetAt(position));
	}

	private toMeterValue(entry: SampleEntry<"V" | "X">, position: number): MeterValue {
		const stored = entry[6]?.length ? entry[6] : [0, entry[3]];
		return toMeterValue(this.format(entry[4], position), CONTEXTS[entry[5]], stored);
	}

	/** The samples of a transaction from begin to end (R-MV-08), read for this one message. */
	private transactionData(entry: StopEntry, timestamp: string): MeterValue[] | undefined {
		const kept = entry[7];
		const end = entry[8];
		if (!kept || !end) return;
		const data: MeterValue[] = [];
		for (let i = 0; i < kept.length; i++) {
			const position = kept[i];
			const sample = this.log.sampleAt(position);
			if (sample) data.push(this.toMeterValue(sample, position));
		}
		data.push(toMeterValue(timestamp, "Transaction.End", end));
		return data;
	}

	/** Whether there is room for a sample that comes as the `count`th. */
	private isDue(count: number): boolean {
		const stride = this.log.sampleStride;
		return stride > 0 && count % stride === 0;
	}

	private started(item: QueueItem, start: StartEntry, outcome: Outcome<"StartTransaction">): void {
		if (!outcome.ok) {
			this.delivered(item, outcome);
			return;
		}
		const { transactionId, idTagInfo } = outcome.payload;
		this.core.authorizer.learn(start[2], idTagInfo);
		this.remove(item, transactionId);
		this.connectorOf(item, start[1])?.started(transactionId, idTagInfo);
		this.send();
	}

	private delivered(
		item: QueueItem,
		outcome: Outcome<"StartTransaction" | "MeterValues" | "StopTransaction">,
	): void {
		if (outcome.ok) {
			this.remove(item);
		} else {
			if (outcome.reason === "closed") return;
			this.failed(item, outcome.reason);
		}
		this.send();
	}

	/** R-QUE-04: attempt k is followed by k times the interval; after the last one the queue goes on. */
	private failed(item: QueueItem, reason: string): void {
		const attempts = this.log.attempts + 1;
		this.core.log(`queue entry ${item.position} failed (${reason}), attempt ${attempts}`);
		if (attempts >= Math.max(1, this.core.configuration.integer("TransactionMessageAttempts"))) {
			this.remove(item);
			if (item.entry[0] !== "S") return;
			this.connectorOf(item, item.entry[1])?.startGivenUp();
			this.core.changed();
			return;
		}
		this.inFlight = false;
		this.log.failed(item);
		const wait = attempts * this.core.configuration.integer("TransactionMessageRetryInterval") * 1000;
		this.retry = this.core.timers.set(() => {
			this.retry = undefined;
			this.send();
		}, wait);
	}

	/** The connector at which the transaction of a start still runs. */
	private connectorOf(item: QueueItem, connectorId: number): Connector | undefined {
		const connector = this.core.connectors[connectorId - 1];
		return connector?.transaction?.position === item.position ? connector : undefined;
	}

	private remove(item: QueueItem, transactionId?: number): void {
		this.inFlight = false;
		this.messageId = undefined;
		this.log.done(item, transactionId);
		this.core.changed();
	}
}

/** A sample as it is stored: values that are the register alone are left out. */
function toEntry<Kind extends "V" | "X">(
	kind: Kind,
	{ tx, connectorId, importWh, time, context }: Sample,
	values: StoredValues,
	number?: number,
): SampleEntry<Kind> {
	const entry: SampleEntry<Kind> = [kind, tx, connectorId, importWh, time, CONTEXTS.indexOf(context)];
	const isRegister = values.length === 2 && values[0] === 0 && values[1] === importWh;
	if (!isRegister || number !== undefined) entry.push(isRegister ? [] : values);
	if (number !== undefined) entry.push(number);
	return entry;
}
