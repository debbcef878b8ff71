import type { ReadingContext } from "../ocpp/types";
import type { TimerHandle } from "../timers";
import type { KeyName } from "./configuration-keys";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { MeterReading } from "./interfaces";
import { takeSample, toMeterValue } from "./sampled-values";
import type { TransactionQueue } from "./transaction-queue";

/** The register of a running transaction is stored at least this often, ms (R-TX-16). */
const CHECKPOINT = 60_000;
const DAY = 86_400_000;

interface Session {
	tx: number;
	/** Monotonic time from which the samples are counted (R-MV-01). */
	begun: number;
	/** When the last one was due, ms after `begun`. */
	sampled: number;
	sampleTimer?: TimerHandle;
	checkpointTimer?: TimerHandle;
	/** The register as last stored, Wh. */
	stored: number;
}

/** Sampled and clock-aligned MeterValues (checklist section 9). */
export class Metering {
	readonly #core: Core;
	readonly #queue: TransactionQueue;
	/** Filled by the charge point after the connectors are made. */
	readonly #connectors: readonly Connector[];
	readonly #sessions: (Session | undefined)[] = [];
	#alignedTimer: TimerHandle | undefined;
	/** The moment of the last clock-aligned sample, ms since 1970. */
	#lastAligned = 0;

	constructor(core: Core, queue: TransactionQueue, connectors: readonly Connector[]) {
		this.#core = core;
		this.#queue = queue;
		this.#connectors = connectors;
	}

	/** A transaction has started: sampling begins. */
	start(connectorId: number, tx: number): void {
		const stored = this.#connectors[connectorId - 1].hardware.meter.read().importWh;
		this.#sessions[connectorId] = { tx, begun: this.#core.timers.now(), sampled: 0, stored };
		this.#scheduleSample(connectorId);
		this.#scheduleCheckpoint(connectorId);
	}

	/** The transaction has ended. */
	stop(connectorId: number): void {
		const session = this.#sessions[connectorId];
		this.#sessions[connectorId] = undefined;
		this.#core.timers.clear(session?.sampleTimer);
		this.#core.timers.clear(session?.checkpointTimer);
	}

	/** MeterValueSampleInterval has changed: it counts from the next sample on (R-MV-13). */
	sampleIntervalChanged(): void {
		for (let connectorId = 1; connectorId <= this.#connectors.length; connectorId++)
			this.#scheduleSample(connectorId);
	}

	/** Finds the next clock-aligned sample: the clock or ClockAlignedDataInterval have changed, or one is taken. */
	scheduleAligned(): void {
		const { clock, configuration, timers } = this.#core;
		timers.clear(this.#alignedTimer);
		this.#alignedTimer = undefined;
		const interval = configuration.integer("ClockAlignedDataInterval") * 1000;
		const now = clock.now;
		if (interval === 0 || now === null) return;
		let next = nextMultiple(now, interval);
		// The timer was a little early, or the clock has been set back a little: not the same sample again.
		if (next === this.#lastAligned) next = nextMultiple(next, interval);
		this.#alignedTimer = timers.set(() => {
			this.#lastAligned = next;
			for (const { id } of this.#connectors) this.#sample(id, "MeterValuesAlignedData", "Sample.Clock", next);
			this.scheduleAligned();
		}, next - now);
	}

	/** Sends the present values of a connector, 0 for their sum, outside the queue (R-MV-14). */
	trigger(connectorId: number): void {
		const { clock, configuration, connection } = this.#core;
		const connector = this.#connectors[connectorId - 1];
		const reading = connector ? connector.hardware.meter.read() : this.#total();
		const list = configuration.text("MeterValuesSampledData") ?? "";
		const values = takeSample(list, reading, connector?.supply.offered);
		const transactionId = connector?.transaction?.transactionId ?? undefined;
		const meterValue = [toMeterValue(clock.format(clock.stamp()), "Trigger", values)];
		const request =
			transactionId === undefined ? { connectorId, meterValue } : { connectorId, transactionId, meterValue };
		connection.call("MeterValues", request, () => {});
	}

	/** All meters together: what connector 0 shows. */
	#total(): MeterReading {
		const total = { importWh: 0, powerW: 0 };
		for (const { hardware } of this.#connectors) {
			const { importWh, powerW = 0 } = hardware.meter.read();
			total.importWh += importWh;
			total.powerW += powerW;
		}
		return total;
	}

	#scheduleSample(connectorId: number): void {
		const session = this.#sessions[connectorId];
		if (!session) return;
		const { timers, configuration } = this.#core;
		timers.clear(session.sampleTimer);
		session.sampleTimer = undefined;
		const interval = configuration.integer("MeterValueSampleInterval") * 1000;
		if (interval === 0) return;
		const elapsed = timers.now() - session.begun;
		// A timer may fire a little early: the sample that was due then is not due again.
		const from = Math.max(elapsed, session.sampled);
		const due = (Math.floor(from / interval) + 1) * interval;
		session.sampleTimer = timers.set(() => {
			session.sampled = due;
			this.#sample(connectorId, "MeterValuesSampledData", "Sample.Periodic", this.#core.clock.stamp());
			this.#scheduleSample(connectorId);
		}, due - elapsed);
	}

	#scheduleCheckpoint(connectorId: number): void {
		const session = this.#sessions[connectorId];
		if (!session) return;
		session.checkpointTimer = this.#core.timers.set(() => {
			const { importWh } = this.#connectors[connectorId - 1].hardware.meter.read();
			if (importWh !== session.stored) {
				session.stored = importWh;
				this.#queue.checkpoint(session.tx, connectorId, importWh, this.#core.clock.stamp());
			}
			this.#scheduleCheckpoint(connectorId);
		}, CHECKPOINT);
	}

	#sample(connectorId: number, key: KeyName, context: ReadingContext, time: number): void {
		const { hardware, supply } = this.#connectors[connectorId - 1];
		const session = this.#sessions[connectorId];
		const reading = hardware.meter.read();
		const values = takeSample(this.#core.configuration.text(key) ?? "", reading, supply.offered);
		this.#queue.meterValues(session?.tx ?? 0, connectorId, reading.importWh, time, context, values);
		if (session) session.stored = reading.importWh;
	}
}

/** The first multiple of `interval` after `time`, counted from midnight UTC and at midnight anew (R-MV-02). */
function nextMultiple(time: number, interval: number): number {
	const midnight = Math.floor(time / DAY) * DAY;
	return Math.min(midnight + (Math.floor((time - midnight) / interval) + 1) * interval, midnight + DAY);
}
