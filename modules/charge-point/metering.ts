import type { TimerHandle } from "../timers";
import type { Stamp } from "./clock";
import type { Core } from "./core";
import type { MeterReading } from "./interfaces";
import { type Measurement, type StoredValues, takeSample, withOwn } from "./measurands";
import { toMeterValue } from "./sampled-values";

/** The register of a running transaction is stored at least this often, ms (R-TX-16). */
const CHECKPOINT = 60_000;
/** How much longer or shorter the time between two samples may be for an interval's energy, ms (R-MV-12). */
const TOLERANCE = 1000;
const DAY = 86_400_000;

/** The register at one moment. */
interface Mark {
	/** Monotonic time, ms. */
	at: number;
	importWh: number;
}

/** How a running transaction is sampled. */
interface Sampling {
	tx: number;
	/** Monotonic time from which the samples are counted (R-MV-01). */
	begun: number;
	/** When the last one was due, ms after `begun`. */
	sampled: number;
	sampleTimer?: TimerHandle;
	checkpointTimer?: TimerHandle;
	/** At the last sample, at first at the start. */
	mark: Mark;
	/** As last stored. */
	stored: Mark;
}

/** Sampled and clock-aligned MeterValues, and the transactionData of StopTransaction (rules R-MV). */
export class Metering {
	private readonly core: Core;
	private readonly samplings: (Sampling | undefined)[] = [];
	/** At the last clock-aligned sample, by connector. */
	private readonly aligned: (Mark | undefined)[] = [];
	private alignedTimer: TimerHandle | undefined;
	/** The moment of the last clock-aligned sample, ms since 1970. */
	private lastAligned = 0;

	constructor(core: Core) {
		this.core = core;
	}

	/** A transaction has started with this register: sampling begins. */
	start(connectorId: number, tx: number, meterStart: number): void {
		const at = this.core.timers.now();
		const mark = { at, importWh: meterStart };
		this.samplings[connectorId] = { tx, begun: at, sampled: 0, mark, stored: mark };
		const list = this.dataList();
		if (list) this.core.queue.begin(tx, connectorId, takeSample(list, this.read(connectorId, meterStart)));
		this.scheduleSample(connectorId);
		this.scheduleCheckpoint(connectorId, CHECKPOINT);
	}

	/** The transaction has ended with this register: the last values of its transactionData, if it has any. */
	stop(connectorId: number, meterStop: number): StoredValues | undefined {
		const sampling = this.samplings[connectorId];
		this.samplings[connectorId] = undefined;
		this.core.timers.clear(sampling?.sampleTimer);
		this.core.timers.clear(sampling?.checkpointTimer);
		const list = this.dataList();
		return list ? takeSample(list, this.read(connectorId, meterStop)) : undefined;
	}

	/** The same of a transaction that a power cut has ended: nothing else is known any more. */
	interrupted(meterStop: number): StoredValues | undefined {
		const list = this.dataList();
		return list ? takeSample(list, { importWh: meterStop }) : undefined;
	}

	/** MeterValueSampleInterval has changed: it counts from the next sample on (R-MV-13). */
	sampleIntervalChanged(): void {
		for (let connectorId = 1; connectorId <= this.core.connectors.length; connectorId++)
			this.scheduleSample(connectorId);
	}

	/** Finds the next clock-aligned sample: the clock or ClockAlignedDataInterval have changed, or one is taken. */
	scheduleAligned(): void {
		this.core.timers.clear(this.alignedTimer);
		this.alignedTimer = undefined;
		const interval = this.core.configuration.integer("ClockAlignedDataInterval") * 1000;
		const now = this.core.clock.now;
		if (interval === 0 || now === null) return;
		let next = nextMultiple(now, interval);
		// The timer was a little early, or the clock has been set back a little: not the same sample again.
		if (next === this.lastAligned) next = nextMultiple(next, interval);
		this.alignedTimer = this.core.timers.set(() => {
			this.lastAligned = next;
			const sinceMidnight = next % DAY;
			// At midnight it begins anew, whatever is left of the interval.
			const spacing = sinceMidnight > 0 ? interval : ((DAY - 1) % interval) + 1;
			const count = Math.round(sinceMidnight / interval);
			for (let i = 0; i < this.core.connectors.length; i++) {
				const id = this.core.connectors[i].id;
				const before = this.aligned[id];
				this.aligned[id] = this.sample(id, "Sample.Clock", next, count, before, spacing);
			}
			this.scheduleAligned();
		}, next - now);
	}

	/**
	 * Sends the present values of a connector, 0 for their sum (R-MV-14): outside the queue, unless it is
	 * of a transaction whose id has yet to come (R-TX-05).
	 */
	trigger(connectorId: number): void {
		const transaction = this.core.connectors[connectorId - 1]?.transaction;
		const measurement = connectorId === 0 ? this.total() : this.read(connectorId);
		const values = takeSample(this.core.configuration.text("MeterValuesSampledData") ?? "", measurement);
		const time = this.core.clock.stamp();
		const context = "Trigger";
		if (transaction?.transactionId === null) {
			const importWh = measurement.importWh;
			const tx = transaction.position;
			this.core.queue.meterValues({ tx, connectorId, importWh, time, context, values }, 0);
			return;
		}
		const meterValue = [toMeterValue(this.core.clock.format(time), context, values)];
		const request = { connectorId, transactionId: transaction?.transactionId, meterValue };
		this.core.connection.call("MeterValues", request, () => {});
	}

	/** All meters together: what connector 0 shows. */
	private total(): MeterReading {
		const total = { importWh: 0, powerW: 0 };
		for (let i = 0; i < this.core.connectors.length; i++) {
			const hardware = this.core.connectors[i].hardware;
			const { importWh, powerW = 0 } = hardware.meter.read();
			total.importWh += importWh;
			total.powerW += powerW;
		}
		return total;
	}

	/** What is known of a connector now; the register also as it was read a moment before. */
	private read(connectorId: number, importWh?: number): Measurement {
		const { hardware, supply } = this.core.connectors[connectorId - 1];
		const measurement = withOwn(hardware.meter.read(), supply.offered);
		if (importWh !== undefined) measurement.importWh = importWh;
		return measurement;
	}

	/** What begin and end of a transaction tell: all that is asked for in between; empty: nothing (R-MV-08). */
	private dataList(): string {
		const lists = [
			this.core.configuration.text("StopTxnSampledData"),
			this.core.configuration.text("StopTxnAlignedData"),
		];
		return lists.filter((list) => list).join(",");
	}

	private scheduleSample(connectorId: number): void {
		const sampling = this.samplings[connectorId];
		if (!sampling) return;
		this.core.timers.clear(sampling.sampleTimer);
		sampling.sampleTimer = undefined;
		const interval = this.core.configuration.integer("MeterValueSampleInterval") * 1000;
		if (interval === 0) return;
		const elapsed = this.core.timers.now() - sampling.begun;
		// A timer may fire a little early: the sample that was due then is not due again.
		const from = Math.max(elapsed, sampling.sampled);
		const due = (Math.floor(from / interval) + 1) * interval;
		sampling.sampleTimer = this.core.timers.set(() => {
			sampling.sampled = due;
			const mark = sampling.mark;
			const time = this.core.clock.stamp();
			const count = Math.round(due / interval);
			sampling.mark = this.sample(connectorId, "Sample.Periodic", time, count, mark, interval);
			this.scheduleSample(connectorId);
		}, due - elapsed);
	}

	/** Stores the register when no sample has done it for so long. */
	private scheduleCheckpoint(connectorId: number, delay: number): void {
		const sampling = this.samplings[connectorId];
		if (!sampling) return;
		sampling.checkpointTimer = this.core.timers.set(() => {
			const at = this.core.timers.now();
			const left = sampling.stored.at + CHECKPOINT - at;
			if (left > 0) {
				this.scheduleCheckpoint(connectorId, left);
				return;
			}
			const importWh = this.core.connectors[connectorId - 1].hardware.meter.read().importWh;
			const count = Math.round((at - sampling.begun) / CHECKPOINT);
			if (importWh !== sampling.stored.importWh)
				this.core.queue.checkpoint(sampling.tx, connectorId, importWh, this.core.clock.stamp(), count);
			sampling.stored = { at, importWh };
			this.scheduleCheckpoint(connectorId, CHECKPOINT);
		}, delay);
	}

	/** Takes a sample, the `count`th, `spacing` ms after the last of its kind; returns the register with its time. */
	private sample(
		connectorId: number,
		context: "Sample.Periodic" | "Sample.Clock",
		time: Stamp,
		count: number,
		before: Mark | undefined,
		spacing: number,
	): Mark {
		const { hardware, supply } = this.core.connectors[connectorId - 1];
		const sampling = this.samplings[connectorId];
		const reading = hardware.meter.read();
		const importWh = reading.importWh;
		const mark = { at: this.core.timers.now(), importWh };
		const isExact = before && Math.abs(mark.at - before.at - spacing) <= TOLERANCE;
		const measurement = withOwn(reading, supply.offered, isExact ? importWh - before.importWh : undefined);
		const isAligned = context === "Sample.Clock";
		const list =
			this.core.configuration.text(isAligned ? "MeterValuesAlignedData" : "MeterValuesSampledData") ?? "";
		const dataList = this.core.configuration.text(isAligned ? "StopTxnAlignedData" : "StopTxnSampledData");
		const values = takeSample(list, measurement);
		let data: StoredValues | undefined;
		if (sampling && dataList) data = dataList === list ? values : takeSample(dataList, measurement);
		const sample = { tx: sampling?.tx ?? 0, connectorId, importWh, time, context, values };
		if (this.core.queue.meterValues(sample, count, data) && sampling) sampling.stored = mark;
		return mark;
	}
}

/** The first multiple of `interval` after `time`, counted from midnight UTC and at midnight anew (R-MV-02). */
function nextMultiple(time: number, interval: number): number {
	const midnight = Math.floor(time / DAY) * DAY;
	return Math.min(midnight + (Math.floor((time - midnight) / interval) + 1) * interval, midnight + DAY);
}
