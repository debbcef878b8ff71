import { describe, expect, test } from "vitest";
import { TransactionLog } from "../../modules/charge-point/transaction-log";
import { Journal } from "../../modules/storage/journal";
import { FLASH_BLOCKS, RECORD_BLOCKS } from "../../modules/storage/layout";
import { MemoryFlash } from "../storage/memory-flash";
import { Rig } from "./rig";

const REGISTER = "Energy.Active.Import.Register";
/** As main.ts divides 576 KiB of flash: the journal has what the records leave. */
const JOURNAL_BLOCKS = FLASH_BLOCKS - RECORD_BLOCKS;

/** Twenty characters, as many as an id can have. */
const driver = (i: number) => `DRIVER-${String(i).padStart(13, "0")}`;

/** Offline sessions of an hour, up to `most` or until one is refused; returns how many there were. */
function sessions(rig: Rig, most: number, ready?: (i: number) => void): number {
	for (let i = 0; i < most; i++) {
		rig.charge(driver(i));
		if (!rig.connector.contactor) return i;
		rig.advance(3600);
		rig.present(driver(i));
		rig.connector.plug(false);
		rig.advance(1);
		ready?.(i);
	}
	return most;
}

function offline(defaults: Record<string, string> = {}, journalBlocks = JOURNAL_BLOCKS): Rig {
	const rig = new Rig({
		journalBlocks,
		defaults: { AllowOfflineTxForUnknownId: "true", ...defaults },
	});
	rig.advance(1);
	rig.setOnline(false);
	rig.csms.clear();
	return rig;
}

/** Reads of flash for each message that the CSMS gets. */
function countReads(rig: Rig): number[] {
	const reads: number[] = [];
	let since = 0;
	const read = rig.flash.read.bind(rig.flash);
	rig.flash.read = (offset, length) => {
		since++;
		return read(offset, length);
	};
	const receive = rig.csms.receive.bind(rig.csms);
	rig.csms.receive = (text) => {
		reads.push(since);
		since = 0;
		receive(text);
	};
	return reads;
}

/** Throws unless each driver's start, samples and stop are there, in order; returns samples by transaction. */
function checkDelivered(rig: Rig, count: number): number[] {
	const samples: number[] = [];
	let begun = 0;
	let last = 0;
	for (const { action, payload } of rig.csms.received) {
		if (action === "StartTransaction") {
			expect(payload.idTag).toBe(driver(samples.length));
			begun = Date.parse(payload.timestamp);
			expect(begun).toBeGreaterThanOrEqual(last);
			samples.push(0);
		} else if (action === "MeterValues") {
			expect(payload.transactionId).toBe(1000 + samples.length);
			const offset = Date.parse(payload.meterValue[0].timestamp) - begun;
			expect(offset % 60_000).toBe(0);
			expect(offset).toBeGreaterThan(0);
			samples[samples.length - 1]++;
		} else if (action === "StopTransaction") {
			expect(payload).toMatchObject({
				transactionId: 1000 + samples.length,
				idTag: driver(samples.length - 1),
			});
			last = Date.parse(payload.timestamp);
			expect(last).toBeGreaterThanOrEqual(begun + 3_600_000);
		}
	}
	expect(rig.csms.all("StopTransaction")).toHaveLength(count);
	expect(samples).toHaveLength(count);
	return samples;
}

describe("R-QUE-09 R-QUE-02 1000 offline transactions of an hour in 576 KiB of flash", {
	timeout: 60_000,
}, () => {
	test("each with samples, complete at first and then thinner, spread over the hour; delivered in linear time", () => {
		// The cache reads its own records for each new id, which are not what is counted here.
		const rig = offline({ AuthorizationCacheEnabled: "false" });
		expect(sessions(rig, 1000)).toBe(1000);
		rig.powerOff();
		rig.online = true;
		const reads = countReads(rig);
		rig.boot();
		rig.advance(60);
		expect(rig.chargePoint.state.queueLength).toBe(0);
		const samples = checkDelivered(rig, 1000);
		expect(samples.slice(0, 30)).toEqual(Array(30).fill(60));
		expect(Math.min(...samples)).toBeGreaterThanOrEqual(1);
		const messages = reads.slice(10);
		expect(messages.length).toBeGreaterThan(7000);
		expect(Math.max(...messages)).toBeLessThan(60);
	});

	test("no transactionData gets lost with them either", () => {
		const rig = offline({ StopTxnSampledData: REGISTER });
		expect(sessions(rig, 1000)).toBe(1000);
		rig.setOnline(true);
		rig.advance(60);
		checkDelivered(rig, 1000);
		for (const { transactionData, meterStop } of rig.csms.all("StopTransaction")) {
			expect(transactionData.length).toBeGreaterThanOrEqual(2);
			expect(transactionData[0].sampledValue[0].context).toBe("Transaction.Begin");
			expect(transactionData.at(-1).sampledValue).toMatchObject([
				{ context: "Transaction.End", value: String(meterStop) },
			]);
		}
	});

	test("R-TX-16 a register stored every minute does not take their room", () => {
		const rig = offline({ MeterValueSampleInterval: "0" });
		expect(sessions(rig, 1000)).toBe(1000);
		rig.setOnline(true);
		rig.advance(60);
		checkDelivered(rig, 1000);
	});

	test("when it is really full a new one is refused with a notice, and nothing is lost", () => {
		const rig = offline();
		const count = sessions(rig, 10_000);
		expect(count).toBeGreaterThan(1100);
		expect(rig.state()).toMatchObject({ status: "Preparing", notice: "Offline" });
		expect(rig.logs.at(-1)).toContain("no room");
		rig.powerOff();
		rig.connector.plug(false);
		rig.online = true;
		rig.boot();
		rig.advance(60);
		checkDelivered(rig, count);
		rig.charge("AGAIN");
		expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001 + count });
	});
});

test("R-QUE-09 once delivered the samples are complete again", () => {
	const rig = new Rig({ journalBlocks: 12, defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.setOnline(false);
	sessions(rig, 60);
	rig.setOnline(true);
	rig.advance(10);
	expect(rig.csms.all("MeterValues").length).toBeLessThan(60 * 60);
	rig.csms.clear();
	rig.charge("AGAIN");
	rig.advance(3600);
	expect(rig.csms.all("MeterValues")).toHaveLength(60);
});

test("R-QUE-01 thousands of notes between two messages are not read one by one", () => {
	const rig = offline({ MeterValueSampleInterval: "2" }, 208);
	sessions(rig, 3);
	rig.advance(1);
	let answered = 0;
	// All but the last are delivered before anything new comes, and the head waits while it does.
	const most = rig.chargePoint.state.queueLength - 1;
	rig.csms.answer("StopTransaction", () => (++answered === 3 ? ({ code: "InternalError" } as never) : {}));
	rig.setOnline(true);
	rig.advance(5);
	expect(rig.chargePoint.state.queueLength).toBe(1);
	expect(most).toBeGreaterThan(5000);
	rig.charge("LATER");
	const reads = countReads(rig);
	rig.advance(120);
	expect(rig.csms.last("StartTransaction").idTag).toBe("LATER");
	expect(Math.max(...reads)).toBeLessThan(100);
});

test("R-QUE-08 R-QUE-09 after a boot there is as much room for samples as before", () => {
	const journal = new Journal(new MemoryFlash(64), 0, 64);
	const log = new TransactionLog(journal, 19);
	const strides: number[] = [];
	for (let i = 0; log.hasRoom; i++) {
		const tx = log.append(["S", 1, driver(i), 0, 1e12]);
		for (let sample = 1; sample <= 60; sample++) {
			if (log.sampleStride > 0 && sample % log.sampleStride === 0) log.append(["V", tx, 1, 0, 1e12, 0]);
		}
		log.append(["E", tx, 1, 0, 1e12, "Local", driver(i)]);
		if (i % 10 > 0) continue;
		const again = new TransactionLog(journal, 19);
		expect(again.length).toBe(log.length);
		expect(again.sampleStride).toBe(log.sampleStride);
		strides.push(log.sampleStride);
	}
	expect(
		[...strides].sort((a, b) => (a || Number.POSITIVE_INFINITY) - (b || Number.POSITIVE_INFINITY)),
	).toEqual(strides);
	expect(new Set(strides).size).toBeGreaterThan(4);
});
