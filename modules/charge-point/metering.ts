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

interface Session {
	tx: number;
	/** Monotonic time from which the samples are counted (R-MV-01). */
	begun: number;
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

	constructor(core: Core, queue: TransactionQueue, connectors: readonly Connector[]) {
		this.#core = core;
		this.#queue = queue;
		this.#connectors = connectors;
	}

	/** A transaction has started: sampling begins. */
	start(connectorId: number, tx: number): void {
		const stored = this.#connectors[connectorId - 1].hardware.meter.read().importWh;
		this.#sessions[connectorId] = { tx, begun: this.#core.timers.now(), stored };
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

	/** Clock, registration or ClockAlignedDataInterval have changed. */
	alignedIntervalChanged(): void {
		const { clock, configuration, timers } = this.#core;
		timers.clear(this.#alignedTimer);
		this.#alignedTimer = undefined;
		const interval = configuration.integer("ClockAlignedDataInterval") * 1000;
		const now = clock.now;
		if (interval === 0 || now === null) return;
		const midnight = Math.floor(now / 86_400_000) * 86_400_000;
		const multiple = midnight + (Math.floor((now - midnight) / interval) + 1) * interval;
		const next = Math.min(multiple, midnight + 86_400_000);
		this.#alignedTimer = timers.set(() => this.#sampleAligned(next), next - now);
	}

	/** Sends the present values of a connector, 0 for their sum, outside the queue (R-MV-14). */
	trigger(connectorId: number): void {
		const { clock, connection } = this.#core;
		const connector = this.#connectors[connectorId - 1];
		const reading = connector ? connector.hardware.meter.read() : this.#total();
		const values = takeSample(this.#measurands("MeterValuesSampledData"), reading, connector?.offeredCurrent);
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

	/** The measurand list of a key; an empty one means the energy register (R-MV-03). */
	#measurands(key: KeyName): string {
		return this.#core.configuration.text(key) || "Energy.Active.Import.Register";
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
		const due = (Math.floor(elapsed / interval) + 1) * interval;
		session.sampleTimer = timers.set(() => {
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

	#sampleAligned(time: number): void {
		const { clock } = this.#core;
		// A clock set back since would repeat the sample, one set forward would shift it.
		if (clock.now !== null && Math.abs(clock.now - time) < 10_000) {
			for (const { id } of this.#connectors) this.#sample(id, "MeterValuesAlignedData", "Sample.Clock", time);
		}
		this.alignedIntervalChanged();
	}

	#sample(connectorId: number, key: KeyName, context: ReadingContext, time: number): void {
		const { hardware, offeredCurrent } = this.#connectors[connectorId - 1];
		const session = this.#sessions[connectorId];
		const reading = hardware.meter.read();
		const values = takeSample(this.#measurands(key), reading, offeredCurrent);
		this.#queue.meterValues(session?.tx ?? 0, connectorId, reading.importWh, time, context, values);
		if (session) session.stored = reading.importWh;
	}
}
