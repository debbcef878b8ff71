import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

/** A Heartbeat whose answer says that the time is as much later than the CSMS's as given, ms. */
function step(rig: Rig, by: number): void {
	rig.csms.answer("Heartbeat", () => ({
		currentTime: new Date(Date.parse(rig.csms.time) + by).toISOString(),
	}));
	rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
	rig.advance(0);
}

function timestamps(rig: Rig): string[] {
	return rig.csms.all("MeterValues").map((payload) => payload.meterValue[0].timestamp);
}

const ALIGNED = { defaults: { ClockAlignedDataInterval: "900", MeterValueSampleInterval: "0" } };
const HOUR = 3_600_000;

test("R-HB-03 R-MV-02 the clock set forward: aligned samples follow it, none is missing afterwards", () => {
	const rig = new Rig(ALIGNED);
	rig.advance(100);
	step(rig, 2 * HOUR + 440_000);
	rig.advance(1900);
	expect(timestamps(rig)).toEqual([...["2026-11-22T12:15:00.000Z", "2026-11-22T12:30:00.000Z"]]);
});

test("R-HB-03 R-MV-02 the clock set back by a few seconds repeats no aligned sample, by hours it goes on", () => {
	const rig = new Rig(ALIGNED);
	rig.advance(902);
	step(rig, -5000);
	rig.advance(910);
	expect(timestamps(rig)).toEqual([...["2026-11-22T10:15:00.000Z", "2026-11-22T10:30:00.000Z"]]);
	step(rig, -3 * HOUR);
	rig.advance(900);
	expect(timestamps(rig).slice(2)).toEqual(["2026-11-22T07:45:00.000Z"]);
});

test("R-MV-02 a timer that fires a little early repeats no sample", () => {
	const rig = new Rig({ defaults: { ClockAlignedDataInterval: "900", MeterValueSampleInterval: "60" } });
	const { set } = rig.timers;
	rig.timers.set = (callback, delay) => set.call(rig.timers, callback, delay > 10 ? delay - 0.7 : delay);
	rig.charge();
	rig.csms.clear();
	rig.advance(1000);
	const contexts = rig.csms.all("MeterValues").map((one) => one.meterValue[0].sampledValue[0].context);
	expect(contexts.filter((context) => context === "Sample.Clock")).toHaveLength(1);
	expect(contexts.filter((context) => context === "Sample.Periodic")).toHaveLength(16);
});

test("R-HB-03 steps of hours in a session move no sample and no time-out; its stop has the new time", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "60", ConnectionTimeOut: "100" } });
	rig.charge("ALICE");
	rig.advance(90);
	step(rig, 5 * HOUR);
	rig.advance(60);
	step(rig, -5 * HOUR);
	rig.advance(60);
	const at = rig.csms.received.filter((sent) => sent.action === "MeterValues").map((sent) => sent.at);
	for (let i = 1; i < at.length; i++) expect(at[i] - at[i - 1]).toBe(60_000);
	expect(rig.state().sessionSeconds).toBe(210);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.connector.plug(true);
	rig.advance(50);
	step(rig, 24 * HOUR);
	rig.advance(49);
	expect(rig.state().status).toBe("Preparing");
	rig.advance(2);
	expect(rig.state().status).toBe("Finishing");
});

test("R-HB-03 answers that are cut to whole seconds do not make the clock jump to and fro", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "10" } });
	let lag = 0;
	rig.csms.answer("Heartbeat", () => {
		lag = (lag + 370) % 1000;
		return { currentTime: new Date(Date.parse(rig.csms.time) - lag).toISOString() };
	});
	rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "3" });
	rig.charge();
	rig.advance(300);
	const times = timestamps(rig).map((timestamp) => Date.parse(timestamp));
	expect(times.length).toBeGreaterThan(25);
	for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBe(10_000);
	step(rig, 1500);
	expect(rig.chargePoint.state.clock).toBe(Date.parse(rig.csms.time) + 1500);
});

test("R-HB-02 a day without Heartbeat is not made longer by reconnects", () => {
	const rig = new Rig();
	rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "0" });
	for (let hour = 0; hour < 75; hour++) {
		rig.advance(3600);
		rig.setOnline(false);
		rig.advance(1);
		rig.setOnline(true);
		rig.advance(1);
	}
	expect(rig.csms.all("Heartbeat")).toHaveLength(3);
});

test("R-HB-01 R-HB-02 Heartbeats that are never answered neither flood nor stop the transactions", () => {
	const rig = new Rig({ defaults: { MessageTimeout: "10" } });
	rig.advance(1);
	for (const answer of [{ code: "InternalError" }, { currentTime: "never" }]) {
		rig.csms.answer("Heartbeat", answer as never);
		for (const interval of ["0", "30"]) {
			rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: interval });
			rig.csms.clear();
			rig.advance(90_000);
			const most = interval === "0" ? 3 : 3001;
			expect(rig.csms.all("Heartbeat").length).toBeLessThanOrEqual(most);
			expect(rig.csms.all("Heartbeat").length).toBeGreaterThan(0);
		}
	}
	rig.charge();
	expect(rig.state().transactionId).toBe(1001);
});

test("R-HB-03 R-HB-04 R-HB-06 a time server before the CSMS sets the clock; then the CSMS alone does", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.advance(10);
	expect(rig.chargePoint.state.clock).toBeNull();
	const known = Date.parse(rig.csms.time) - HOUR;
	rig.chargePoint.setTime("soon");
	expect(rig.chargePoint.state.clock).toBeNull();
	rig.chargePoint.setTime(new Date(known).toISOString());
	expect(rig.chargePoint.state.clock).toBe(known);
	rig.charge("ALICE");
	rig.setOnline(true);
	rig.advance(30);
	expect(Math.abs(Date.parse(rig.csms.last("StartTransaction").timestamp) - known)).toBeLessThan(2000);
	expect(rig.chargePoint.state.clock).toBe(Date.parse(rig.csms.time));
	expect(rig.csms.all("SecurityEventNotification").map(({ type }) => type)).toContain("SettingSystemTime");
	rig.chargePoint.setTime(new Date(known).toISOString());
	expect(rig.chargePoint.state.clock).toBe(Date.parse(rig.csms.time));
});

test("R-HB-06 the clock known since a Pending boot counts also when the power is cut before Accepted", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.advance(10);
	rig.charge("ALICE");
	rig.advance(20);
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 900,
	}));
	const started = Date.parse(rig.csms.time) - 20_800;
	rig.setOnline(true);
	rig.advance(30);
	rig.powerOff();
	rig.advance(5000);
	rig.csms.answerAsUsual("BootNotification");
	rig.boot();
	rig.advance(1);
	expect(Math.abs(Date.parse(rig.csms.last("StartTransaction").timestamp) - started)).toBeLessThan(1000);
});

test("R-HB-06 two sessions cut short without a clock: none of their times lies in the future", () => {
	const defaults = { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "0" };
	const rig = new Rig({ connectors: 2, defaults });
	rig.advance(1);
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.hardware[1].demand = 0;
	rig.advance(10);
	rig.charge("BOB", 2);
	rig.advance(400);
	rig.charge("ALICE", 1);
	rig.advance(200);
	rig.powerOff();
	rig.advance(3);
	rig.online = true;
	rig.csms.clear();
	rig.boot();
	const now = Date.parse(rig.csms.time);
	rig.advance(1);
	for (const { action, payload } of rig.csms.received) {
		if (action === "StatusNotification" || !payload.timestamp) continue;
		expect(Date.parse(payload.timestamp)).toBeLessThanOrEqual(now);
	}
});

test("R-HB-02 a daily Heartbeat that a lost connection swallowed is sent on the next one", () => {
	const rig = new Rig();
	rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "0" });
	rig.csms.answer("Heartbeat", () => SILENCE);
	rig.advance(86_405);
	expect(rig.csms.all("Heartbeat")).toHaveLength(1);
	rig.setOnline(false);
	rig.csms.answerAsUsual("Heartbeat");
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.all("Heartbeat")).toHaveLength(2);
	rig.advance(86_000);
	expect(rig.csms.all("Heartbeat")).toHaveLength(2);
});

/** A boot without network: 10 s, then a session of as many seconds, samples every 5 s. */
function offlineSession(rig: Rig, idTag: string, seconds: number): void {
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.advance(10);
	rig.connector.plug(false);
	rig.charge(idTag);
	rig.advance(seconds);
}

const OFFLINE = { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "5" };

/** The times of all that went through the queue, ms since 1970. */
function queuedTimes(rig: Rig): number[] {
	return rig.csms.received
		.filter(({ action }) => ["StartTransaction", "MeterValues", "StopTransaction"].includes(action))
		.map(({ payload }) => Date.parse(payload.timestamp ?? payload.meterValue[0].timestamp));
}

test("R-HB-06 boots without clock follow each other: no time of one lies in the next", () => {
	const rig = new Rig({ defaults: OFFLINE });
	rig.advance(1);
	for (const idTag of ["ALICE", "BOB", "CAROL"]) offlineSession(rig, idTag, 60);
	rig.powerOff();
	rig.online = true;
	rig.csms.clear();
	rig.boot();
	const now = Date.parse(rig.csms.time);
	rig.advance(1);
	const times = queuedTimes(rig);
	expect(times.length).toBeGreaterThan(30);
	for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThanOrEqual(times[i - 1]);
	expect(times.at(-1)).toBeLessThanOrEqual(now);
});

test("R-HB-06 R-QUE-08 times of a boot without clock stay what they were, however much is stored later", () => {
	const rig = new Rig({ defaults: OFFLINE });
	rig.advance(1);
	offlineSession(rig, "ALICE", 100);
	const started = Date.parse(rig.csms.time) - 100_000;
	rig.csms.clear();
	let answered = 0;
	rig.csms.answer("MeterValues", () => (++answered < 4 ? {} : SILENCE));
	rig.setOnline(true);
	rig.advance(1);
	rig.setOnline(false);
	// Several blocks of flash later, and another boot.
	rig.advance(1500);
	rig.powerOff();
	rig.advance(5000);
	rig.csms.answerAsUsual("MeterValues");
	rig.online = true;
	rig.boot();
	rig.advance(5);
	const times = queuedTimes(rig);
	expect(times.length).toBeGreaterThan(300);
	expect(Math.abs(times[0] - started)).toBeLessThan(1500);
	for (let i = 1; i < times.length; i++) {
		expect(times[i]).toBeGreaterThanOrEqual(times[i - 1]);
		expect(times[i] - times[i - 1]).toBeLessThan(6000);
	}
});

test("R-HB-06 R-TX-16 a session begun without clock and cut much later keeps its time", () => {
	const rig = new Rig({
		connectors: 2,
		defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "0" },
	});
	rig.advance(1);
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.advance(10);
	rig.connector.evReady = false;
	rig.charge("ALICE", 1);
	const started = Date.parse(rig.csms.time);
	rig.setOnline(true);
	rig.advance(1);
	rig.chargeOften(2);
	rig.powerOff();
	rig.advance(5000);
	rig.boot();
	rig.advance(5);
	const stop = rig.csms.all("StopTransaction").find(({ reason }) => reason === "PowerLoss");
	expect(Math.abs(Date.parse(stop.timestamp) - started)).toBeLessThan(2000);
});

test("R-HB-06 R-QUE-09 a boot without clock holds no room back for ever", () => {
	const rig = new Rig({ journalBlocks: 5, defaults: { ...OFFLINE, MeterValueSampleInterval: "0" } });
	rig.advance(1);
	offlineSession(rig, "ALICE", 10);
	rig.setOnline(true);
	for (let i = 0; i < 300; i++) {
		rig.present(rig.state().idTag ?? "");
		rig.connector.plug(false);
		rig.charge(`ID${i}`);
		expect(rig.state().status).toBe("Charging");
	}
});

test("R-HB-06 R-QUE-09 samples of a boot without clock, once delivered, keep no later session out", () => {
	const defaults = { ...OFFLINE, MeterValueSampleInterval: "7" };
	const rig = new Rig({ journalBlocks: 5, defaults });
	rig.advance(1);
	offlineSession(rig, "ALICE", 30_000);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.setOnline(true);
	rig.advance(300);
	expect(rig.chargePoint.state.queueLength).toBe(0);
	rig.charge("BOB");
	expect(rig.state().status).toBe("Charging");
});

test("R-HB-06 R-QUE-08 a session cut without clock and one begun as the next boot starts do not look alike", () => {
	const rig = new Rig({ cable: "fixed", defaults: OFFLINE });
	rig.advance(1);
	rig.online = false;
	for (let i = 0; i < 2; i++) {
		rig.powerOff();
		rig.boot();
		rig.connector.plug(false);
		rig.connector.plug(true);
		rig.chargePoint.presentIdTag(1, "ALICE");
		expect(rig.state().status).toBe("Charging");
	}
	rig.setOnline(true);
	rig.advance(5);
	const [first, second] = rig.csms.all("StartTransaction");
	expect(Date.parse(second.timestamp)).toBeGreaterThan(Date.parse(first.timestamp));
});
