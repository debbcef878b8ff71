import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { seededRandom } from "../storage/memory-flash";
import { Accounts } from "./accounts";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

const DAY = 86_400;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function usedHeap(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

test("R-QUE-02 R-TX-16 R-HB-02 a month of 20 sessions a day, lost networks and power cuts: all accounted for, nothing grows", {
	timeout: 60_000,
}, () => {
	const random = seededRandom(2026);
	const seconds = (most: number) => Math.floor(random() * most);
	const rig = new Rig({
		journalBlocks: 16,
		defaults: {
			AllowOfflineTxForUnknownId: "true",
			MeterValueSampleInterval: "600",
			ClockAlignedDataInterval: "3600",
			TransactionMessageAttempts: "1000",
		},
	});
	const accounts = new Accounts(rig);
	rig.csms.answer("StartTransaction", (start) => ({
		idTagInfo: { status: "Accepted" },
		transactionId: accounts.idFor(start as Parameters<Accounts["idFor"]>[0]),
	}));
	const heap: number[] = [];
	for (let day = 0; day < 30; day++) {
		for (let session = 0; session < 20; session++) {
			const idTag = `ID${session}`;
			rig.charge(idTag);
			rig.advance(60 + seconds(1800));
			if (random() < 0.2) rig.setOnline(false);
			if (random() < 0.1)
				rig.csms.answer("MeterValues", random() < 0.5 ? SILENCE : { code: "InternalError" });
			rig.advance(seconds(1200));
			if (random() < 0.05) {
				rig.powerOff();
				rig.advance(seconds(600));
				rig.boot();
			}
			if (rig.connector.locked) rig.present(idTag);
			rig.advance(1);
			rig.connector.plug(false);
			rig.advance(seconds(600));
			rig.csms.answerAsUsual("MeterValues");
			rig.setOnline(true);
		}
		rig.advance(DAY - ((rig.timers.now() / 1000) % DAY));
		accounts.check();
		expect(rig.chargePoint.state).toMatchObject({ queueLength: 0, connected: true });
		// Heartbeat, clock-aligned samples.
		expect(rig.timers.running).toBeLessThanOrEqual(2);
		rig.csms.clear();
		rig.logs.length = 0;
		accounts.forgetReceived();
		heap.push(usedHeap());
	}
	accounts.close();
	expect(accounts.closed).toBe(600);
	const growth = (heap[29] - heap[9]) / 1024;
	// The accounts of 20 days are some 250 KiB.
	expect(growth).toBeLessThan(1024);
});
