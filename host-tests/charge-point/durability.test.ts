import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

/** Actions of the queue, in the order in which they were sent. */
function queued(rig: Rig): string[] {
	const actions = ["StartTransaction", "MeterValues", "StopTransaction"];
	return rig.csms.received.filter((sent) => actions.includes(sent.action)).map((sent) => sent.action);
}

test("R-TX-16 TC_032_2 power cut while charging: StopTransaction PowerLoss after the boot, the cable unlocked", () => {
	const rig = new Rig();
	rig.charge("ALICE");
	rig.advance(150);
	const before = rig.csms.all("MeterValues").length;
	expect(before).toBe(2);
	const lastSample = rig.csms.last("MeterValues").meterValue[0];
	rig.powerOff();
	rig.advance(3600);
	rig.csms.clear();
	rig.boot();
	rig.advance(1);
	expect(rig.csms.received.slice(0, 3).map((sent) => sent.action)).toEqual([
		"BootNotification",
		"StatusNotification",
		"StatusNotification",
	]);
	const stop = rig.csms.last("StopTransaction");
	expect(stop).toMatchObject({ transactionId: 1001, reason: "PowerLoss", timestamp: lastSample.timestamp });
	expect(stop.meterStop).toBe(rig.connector.read().importWh);
	expect(stop.meterStop).toBeGreaterThanOrEqual(Number(lastSample.sampledValue[0].value));
	expect(rig.state()).toMatchObject({ status: "Finishing", locked: false });
	rig.advance(3600);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

test("R-TX-16 a power cut before StartTransaction.conf: start and stop are delivered once, in order", () => {
	const rig = new Rig();
	rig.csms.answer("StartTransaction", SILENCE);
	rig.charge("ALICE");
	rig.powerOff();
	rig.csms.clear();
	rig.csms.answerAsUsual("StartTransaction");
	rig.boot();
	rig.advance(5);
	expect(queued(rig)).toEqual(["StartTransaction", "StopTransaction"]);
	expect(rig.csms.last("StopTransaction").transactionId).toBe(1001);
});

test("R-QUE-01 R-QUE-02 R-QUE-06 TC_036 connection lost while charging: everything comes later, in order", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "10" } });
	rig.charge("ALICE");
	rig.advance(12);
	rig.setOnline(false);
	rig.advance(60);
	expect(rig.state().status).toBe("Charging");
	expect(rig.connector.contactor).toBe(true);
	rig.setOnline(true);
	rig.advance(1);
	const times = rig.csms.all("MeterValues").map((payload) => Date.parse(payload.meterValue[0].timestamp));
	expect(times).toHaveLength(7);
	for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBe(10_000);
	expect(rig.csms.all("BootNotification")).toHaveLength(1);
	rig.checkTransitions();
});

test("TC_039 TC_038 R-TX-05 a whole transaction offline: its id comes from StartTransaction.conf", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.setOnline(false);
	rig.charge("ALICE");
	rig.advance(130);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.charge("BOB");
	rig.advance(70);
	rig.present("BOB");
	expect(rig.chargePoint.state.queueLength).toBe(7);
	rig.setOnline(true);
	rig.advance(1);
	expect(queued(rig)).toEqual([
		...["StartTransaction", "MeterValues", "MeterValues", "StopTransaction"],
		...["StartTransaction", "MeterValues", "StopTransaction"],
	]);
	expect(rig.csms.all("MeterValues").map((payload) => payload.transactionId)).toEqual([1001, 1001, 1002]);
	expect(rig.csms.all("StopTransaction").map((payload) => payload.transactionId)).toEqual([1001, 1002]);
});

test("R-AUTH-08 R-AUTH-09 offline an unknown id is refused unless AllowOfflineTxForUnknownId", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.setOnline(false);
	rig.charge("ALICE");
	expect(rig.state()).toMatchObject({ status: "Preparing", notice: "Offline" });
	expect(rig.connector.contactor).toBe(false);
});

test("R-QUE-04 R-QUE-05 R-TX-06 attempts with growing waits, then transactionId -1 for the rest", () => {
	const rig = new Rig({
		defaults: { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "10" },
	});
	rig.csms.answer("StartTransaction", { code: "InternalError" });
	rig.charge("ALICE");
	rig.advance(120);
	const starts = rig.csms.received.filter((sent) => sent.action === "StartTransaction");
	expect(starts).toHaveLength(3);
	expect(starts[1].at - starts[0].at).toBe(10_000);
	expect(starts[2].at - starts[1].at).toBe(20_000);
	expect(starts[1].messageId).toBe(starts[0].messageId);
	expect(rig.state()).toMatchObject({ status: "Charging", transactionId: -1 });
	expect(rig.csms.all("MeterValues").map((payload) => payload.transactionId)).toEqual([-1, -1]);
	rig.present("ALICE");
	expect(rig.csms.last("StopTransaction").transactionId).toBe(-1);
});

test("R-QUE-03 Authorize and Heartbeat slip by an entry that waits for its retry", () => {
	const rig = new Rig({ connectors: 2, offline: true, defaults: { TransactionMessageRetryInterval: "600" } });
	rig.csms.answer("BootNotification", () => ({
		status: "Accepted",
		currentTime: rig.csms.time,
		interval: 10,
	}));
	rig.setOnline(true);
	rig.advance(1);
	rig.csms.answer("StartTransaction", { code: "InternalError" });
	rig.charge("ALICE", 1);
	rig.advance(15);
	rig.present("BOB", 2);
	expect(rig.csms.all("Authorize")).toHaveLength(2);
	expect(rig.csms.all("Heartbeat").length).toBeGreaterThan(0);
	expect(rig.csms.all("MeterValues")).toHaveLength(0);
});

test("R-QUE-08 attempts survive a power cut", () => {
	const rig = new Rig({
		defaults: { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "10" },
	});
	rig.csms.answer("StartTransaction", { code: "InternalError" });
	rig.charge("ALICE");
	rig.advance(12);
	expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	rig.powerOff();
	rig.boot();
	rig.advance(5);
	expect(rig.csms.all("StartTransaction")).toHaveLength(3);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: -1, reason: "PowerLoss" });
});

test("R-FRM-20 R-QUE-04 an answer that never comes counts as failed after MessageTimeout", () => {
	const rig = new Rig({ defaults: { MessageTimeout: "5", TransactionMessageRetryInterval: "1" } });
	let silent = true;
	rig.csms.answer("StartTransaction", () => {
		if (!silent) return { idTagInfo: { status: "Accepted" }, transactionId: 9 };
		silent = false;
		return SILENCE;
	});
	rig.charge("ALICE");
	rig.advance(10);
	expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	expect(rig.state().transactionId).toBe(9);
});

test("R-QUE-06 a lost connection is no failed attempt, whatever their number", () => {
	const rig = new Rig({
		defaults: { TransactionMessageAttempts: "1", TransactionMessageRetryInterval: "1" },
	});
	rig.csms.answer("StartTransaction", SILENCE);
	rig.charge("ALICE");
	for (let i = 0; i < 5; i++) {
		rig.setOnline(false);
		rig.advance(2);
		rig.setOnline(true);
		rig.advance(2);
	}
	expect(rig.csms.all("StartTransaction")).toHaveLength(6);
	rig.csms.answerAsUsual("StartTransaction");
	rig.setOnline(false);
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.state().transactionId).toBe(1001);
});

test("R-TX-07 zero and negative transactionIds are transactions like others", () => {
	for (const transactionId of [0, -5]) {
		const rig = new Rig();
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Accepted" }, transactionId });
		rig.charge("ALICE");
		rig.advance(61);
		expect(rig.csms.last("MeterValues").transactionId).toBe(transactionId);
		rig.powerOff();
		rig.boot();
		rig.advance(2);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId, reason: "PowerLoss" });
	}
});

test("R-TX-17 TC_015 hard reset: HardReset is delivered after the boot, the cable stays Finishing", () => {
	const rig = new Rig();
	rig.charge("ALICE");
	rig.advance(10);
	expect(rig.csms.call("Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
	rig.advance(5);
	expect(rig.boots).toBe(3);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "HardReset", transactionId: 1001 });
	expect(rig.state().status).toBe("Finishing");
	rig.present("ALICE");
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.state().status).toBe("Available");
});

test("R-TX-17 TC_016 soft reset: SoftReset is delivered before the boot", () => {
	const rig = new Rig();
	rig.charge("ALICE");
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(5);
	const actions = rig.csms.received.map((sent) => sent.action);
	expect(actions.indexOf("StopTransaction")).toBeLessThan(actions.lastIndexOf("BootNotification"));
	expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "SoftReset" });
});

test("R-TX-17 a soft reset does not wait longer than MessageTimeout", () => {
	const rig = new Rig({ defaults: { MessageTimeout: "20" } });
	rig.charge("ALICE");
	rig.csms.answer("StopTransaction", SILENCE);
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(18);
	expect(rig.csms.all("BootNotification")).toHaveLength(1);
	rig.csms.answerAsUsual("StopTransaction");
	rig.advance(5);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.csms.all("StopTransaction").length).toBeGreaterThan(1);
});

test("R-HB-06 R-BOOT-12 a transaction of a boot without clock gets its times when the clock is known", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.powerOff();
	rig.csms.clear();
	rig.online = false;
	rig.boot();
	rig.advance(100);
	rig.charge("ALICE");
	rig.advance(100);
	rig.present("ALICE");
	rig.advance(100);
	rig.setOnline(true);
	rig.advance(1);
	const ago = (timestamp: string) => Math.round((Date.parse(rig.csms.time) - Date.parse(timestamp)) / 1000);
	expect(ago(rig.csms.last("StartTransaction").timestamp)).toBe(203);
	expect(ago(rig.csms.last("StopTransaction").timestamp)).toBe(102);
});

test("R-BOOT-12 never accepted anywhere: no charging", () => {
	const rig = new Rig({ offline: true, defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.charge("ALICE");
	expect(rig.state().status).toBe("Preparing");
	expect(rig.connector.contactor).toBe(false);
});

test("R-HB-06 two boots without clock: their times come in order, before the boot that knows", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	for (const idTag of ["ALICE", "BOB"]) {
		rig.powerOff();
		rig.online = false;
		rig.boot();
		rig.advance(10);
		rig.connector.plug(false);
		rig.charge(idTag);
		rig.advance(20);
	}
	rig.powerOff();
	rig.advance(1000);
	rig.csms.clear();
	rig.online = true;
	rig.boot();
	rig.advance(1);
	const times = rig.csms.received
		.filter(({ action }) => action === "StartTransaction" || action === "StopTransaction")
		.map((sent) => Date.parse(sent.payload.timestamp));
	expect(queued(rig)).toEqual(["StartTransaction", "StopTransaction", "StartTransaction", "StopTransaction"]);
	expect([...times].sort((a, b) => a - b)).toEqual(times);
	expect(times.at(-1)! <= Date.parse(rig.csms.time)).toBe(true);
	expect(times[0]).toBeGreaterThan(Date.UTC(2026, 10, 22, 10));
});

test("a session that wraps the journal many times keeps its start and its transactionId", () => {
	const rig = new Rig({ journalBlocks: 6, defaults: { MeterValueSampleInterval: "1" } });
	rig.charge("ALICE");
	rig.advance(3000);
	rig.powerOff();
	rig.boot();
	rig.advance(2);
	expect(rig.csms.all("MeterValues").length).toBeGreaterThan(2990);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "PowerLoss" });
});

test("R-QUE-09 a full journal drops meter values, then refuses transactions, and loses none", () => {
	const rig = new Rig({
		journalBlocks: 8,
		defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "10" },
	});
	rig.advance(1);
	rig.setOnline(false);
	let started = 0;
	for (let i = 0; i < 400; i++) {
		rig.charge(`ID${i}`);
		if (rig.connector.contactor) started++;
		rig.advance(60);
		rig.present(`ID${i}`);
		rig.connector.plug(false);
		rig.advance(1);
	}
	expect(started).toBeGreaterThan(30);
	expect(started).toBeLessThan(400);
	rig.powerOff();
	rig.online = true;
	rig.boot();
	rig.advance(10);
	expect(rig.csms.all("StartTransaction")).toHaveLength(started);
	const ids = rig.csms.all("StopTransaction").map((payload) => payload.transactionId);
	expect(ids).toEqual(Array.from({ length: started }, (_, i) => 1001 + i));
	rig.charge("AGAIN");
	expect(rig.state().transactionId).toBe(1001 + started);
});

test("at most four flash writes a transaction without samples", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "0" } });
	rig.charge("ALICE");
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.advance(1);
	const before = rig.flash.writes;
	rig.charge("ALICE");
	rig.advance(30);
	rig.present("ALICE");
	rig.advance(5);
	rig.connector.plug(false);
	rig.advance(5);
	expect(rig.csms.all("StopTransaction")).toHaveLength(2);
	expect(rig.flash.writes - before).toBeLessThanOrEqual(4);
});

test("R-HB-06 a transaction from before the clock was known holds back no journal once it is delivered", () => {
	const rig = new Rig({
		journalBlocks: 6,
		defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "1" },
	});
	rig.advance(1);
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.charge("ALICE");
	rig.advance(5);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.setOnline(true);
	rig.advance(5);
	for (let i = 0; i < 8; i++) {
		rig.charge("BOB");
		rig.advance(200);
		rig.present("BOB");
		rig.connector.plug(false);
		rig.advance(2);
	}
	expect(rig.csms.all("StartTransaction")).toHaveLength(9);
	expect(rig.csms.all("MeterValues").length).toBeGreaterThan(1590);
});

test("R-QUE-08 R-TX-24 a delivered StopTransaction that has become unreadable is not sent a second time", () => {
	const rig = new Rig();
	rig.charge("ALICE");
	rig.advance(100);
	rig.present("ALICE");
	rig.advance(5);
	rig.powerOff();
	const text = Buffer.from(rig.flash.bytes).toString("latin1");
	rig.flash.bytes[text.lastIndexOf('["E"') + 2] ^= 1;
	rig.boot();
	rig.advance(5);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

test.each([true, false])(
	"R-QUE-01 R-TX-16 a power cut ends several transactions in order of time, clock known: %s",
	(known) => {
		const rig = new Rig({
			connectors: 3,
			defaults: { MeterValueSampleInterval: "10", AllowOfflineTxForUnknownId: "true" },
		});
		rig.advance(1);
		if (!known) {
			rig.powerOff();
			rig.online = false;
			rig.boot();
		}
		for (const connectorId of [2, 3, 1]) {
			rig.charge(`U${connectorId}`, connectorId);
			rig.advance(2);
		}
		rig.advance(20);
		rig.powerOff();
		rig.boot();
		rig.setOnline(true);
		rig.advance(5);
		const stops = rig.csms.all("StopTransaction");
		const times = stops.map(({ timestamp }) => timestamp);
		expect(new Set(times).size).toBe(3);
		expect(times).toEqual(times.toSorted());
	},
);
