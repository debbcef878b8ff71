import { describe, expect, test } from "vitest";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

const ACTIONS = ["StartTransaction", "MeterValues", "StopTransaction"];
const RETRIES = { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "10" };

/** Messages of the queue, in the order in which they came. */
const queued = (rig: Rig) => rig.csms.received.filter(({ action }) => ACTIONS.includes(action));

function offlineRig(options: RigOptions = {}): Rig {
	const rig = new Rig({
		...options,
		defaults: { AllowOfflineTxForUnknownId: "true", ...options.defaults },
	});
	rig.advance(1);
	rig.setOnline(false);
	rig.csms.clear();
	return rig;
}

describe("R-QUE-02 what happens offline is told afterwards as it was", () => {
	test("TC_037_1 offline start: StartTransaction and Charging after the reconnect", () => {
		const rig = offlineRig();
		rig.charge("ALICE");
		const started = Date.parse(rig.csms.time) - 1000;
		rig.advance(30);
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({
			connectorId: 1,
			idTag: "ALICE",
			meterStart: 0,
		});
		const off = Math.abs(Date.parse(rig.csms.last("StartTransaction").timestamp) - started);
		expect(off).toBeLessThan(1500);
		expect(rig.csms.statuses(1)).toEqual(["Charging"]);
		expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001 });
	});

	test("TC_038 offline stop: StopTransaction Local and Finishing after the reconnect", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.advance(30);
		rig.setOnline(false);
		rig.csms.clear();
		rig.present("ALICE");
		const stopped = Date.parse(rig.csms.time);
		rig.advance(100);
		rig.setOnline(true);
		rig.advance(1);
		const stop = rig.csms.last("StopTransaction");
		expect(stop).toMatchObject({ transactionId: 1001, reason: "Local", idTag: "ALICE" });
		expect(Math.abs(Date.parse(stop.timestamp) - stopped)).toBeLessThan(1500);
		expect(rig.csms.statuses(1)).toEqual(["Finishing"]);
	});

	test("TC_036 TC_039 R-TX-05 connectors interleaved: one queue in order of time, each message with its own id", () => {
		const rig = offlineRig({ connectors: 3, defaults: { MeterValueSampleInterval: "10" } });
		const given: Record<string, number> = { A: 0, B: -7, C: 2147483647, D: 5 };
		rig.charge("A", 1);
		rig.charge("B", 2);
		rig.advance(14);
		rig.charge("C", 3);
		rig.present("A", 1);
		rig.hardware[0].plug(false);
		rig.advance(11);
		rig.charge("D", 1);
		rig.advance(11);
		for (const [id, connector] of [
			["C", 3],
			["B", 2],
			["D", 1],
		] as const)
			rig.present(id, connector);
		rig.csms.answer("StartTransaction", ({ idTag }) => ({
			...{ idTagInfo: { status: "Accepted" as const }, transactionId: given[idTag] },
		}));
		rig.setOnline(true);
		rig.advance(5);
		const messages = queued(rig);
		const times = messages.map(({ payload }) =>
			Date.parse(payload.timestamp ?? payload.meterValue[0].timestamp),
		);
		expect([...times].sort((a, b) => a - b)).toEqual(times);
		const connectors: Record<number, number> = { 0: 1, [-7]: 2, 2147483647: 3, 5: 1 };
		for (const { action, payload } of messages) {
			if (action === "MeterValues") expect(connectors[payload.transactionId]).toBe(payload.connectorId);
		}
		const stops = rig.csms.all("StopTransaction").map(({ idTag, transactionId }) => [idTag, transactionId]);
		expect(stops).toEqual([
			["A", 0],
			["C", 2147483647],
			["B", -7],
			["D", 5],
		]);
	});
});

test("R-QUE-01 a new message waits until all older ones are out", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "5" } });
	rig.charge();
	rig.csms.answer("MeterValues", SILENCE);
	rig.advance(22);
	expect(rig.csms.all("MeterValues")).toHaveLength(1);
	expect(rig.chargePoint.state.queueLength).toBe(4);
	rig.csms.answerAsUsual("MeterValues");
	rig.csms.reply("MeterValues", {});
	rig.advance(1);
	expect(rig.csms.all("MeterValues")).toHaveLength(4);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

describe("R-QUE-04 a failed message is sent again after growing waits, then the queue goes on", () => {
	test.each([
		["a CALLERROR", { code: "InternalError" }],
		["a CALLERROR that says it is our fault", { code: "FormationViolation" }],
		["an answer that is none", []],
		["no answer", SILENCE],
	])("MeterValues: %s", (_, answer) => {
		const rig = new Rig({ defaults: { ...RETRIES, MessageTimeout: "5", MeterValueSampleInterval: "600" } });
		rig.charge();
		rig.csms.answer("MeterValues", answer as never);
		rig.advance(599 + 100);
		const sent = rig.csms.received.filter(({ action }) => action === "MeterValues");
		expect(sent).toHaveLength(3);
		const timeout = answer === SILENCE ? 5000 : 0;
		expect(sent[1].at - sent[0].at).toBe(10_000 + timeout);
		expect(sent[2].at - sent[1].at).toBe(20_000 + timeout);
		expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
		expect(rig.chargePoint.state.queueLength).toBe(0);
		rig.present("ALICE");
		expect(rig.csms.last("StopTransaction").transactionId).toBe(1001);
	});

	test("R-QUE-05 while it waits nothing younger of any connector is sent, other messages are", () => {
		const rig = new Rig({ connectors: 2, defaults: { ...RETRIES, TransactionMessageRetryInterval: "300" } });
		rig.charge("ALICE", 1);
		rig.csms.answer("MeterValues", { code: "InternalError" });
		rig.advance(61);
		const before = queued(rig).length;
		rig.charge("BOB", 2);
		rig.advance(200);
		expect(queued(rig)).toHaveLength(before);
		expect(rig.csms.last("Authorize")).toEqual({ idTag: "BOB" });
		expect(rig.csms.statuses(2).at(-1)).toBe("Charging");
		rig.csms.answerAsUsual("MeterValues");
		rig.advance(100);
		expect(rig.csms.last("StartTransaction").idTag).toBe("BOB");
	});

	test("a reconnect does not shorten the wait, and does not count", () => {
		const rig = new Rig({ defaults: { ...RETRIES, TransactionMessageRetryInterval: "100" } });
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		rig.advance(50);
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(40);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		rig.advance(20);
		expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	});
});

test("R-QUE-06 R-FRM-03 a connection lost before the answer: sent again with the same id, not counted", () => {
	const rig = new Rig({ defaults: { ...RETRIES, TransactionMessageAttempts: "1" } });
	rig.charge();
	rig.csms.answer("StopTransaction", SILENCE);
	rig.present("ALICE");
	for (let i = 0; i < 4; i++) {
		rig.setOnline(false);
		rig.advance(100);
		rig.setOnline(true);
		rig.advance(1);
	}
	const stops = rig.csms.received.filter(({ action }) => action === "StopTransaction");
	expect(stops).toHaveLength(5);
	expect(new Set(stops.map(({ messageId }) => messageId)).size).toBe(1);
	rig.csms.answerAsUsual("StopTransaction");
	rig.csms.reply("StopTransaction", {});
	rig.advance(1);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

describe("R-QUE-07 the ends of the keys", () => {
	test("TransactionMessageAttempts 0 is one attempt", () => {
		const rig = new Rig({ defaults: { ...RETRIES, TransactionMessageAttempts: "0" } });
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		rig.advance(100);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		expect(rig.state().transactionId).toBe(-1);
	});

	test("TransactionMessageRetryInterval 0 tries again at once", () => {
		const rig = new Rig({
			defaults: { TransactionMessageAttempts: "4", TransactionMessageRetryInterval: "0" },
		});
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		const starts = rig.csms.received.filter(({ action }) => action === "StartTransaction");
		expect(starts).toHaveLength(4);
		expect(starts[3].at).toBe(starts[0].at);
	});

	test("keys changed while a message waits count for its next attempt", () => {
		const rig = new Rig({ defaults: { ...RETRIES, TransactionMessageAttempts: "10" } });
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		rig.csms.call("ChangeConfiguration", { key: "TransactionMessageAttempts", value: "2" });
		rig.advance(100);
		expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	});
});

describe("R-QUE-08 a power cut changes nothing of what is to be delivered", () => {
	test.each([0, -1, -2147483648, 2147483647])(
		"R-TX-07 transactionId %i is known after it, for samples and stops that were not delivered",
		(transactionId) => {
			const rig = new Rig({ defaults: { MeterValueSampleInterval: "10" } });
			rig.csms.answer("StartTransaction", { idTagInfo: { status: "Accepted" }, transactionId });
			rig.charge();
			rig.advance(5);
			rig.csms.answer("MeterValues", SILENCE);
			rig.advance(20);
			rig.setOnline(false);
			rig.present("ALICE");
			for (let i = 0; i < 3; i++) {
				rig.powerOff();
				rig.boot();
			}
			rig.csms.clear();
			rig.csms.answerAsUsual("MeterValues");
			rig.setOnline(true);
			rig.advance(2);
			const ids = queued(rig).map(({ payload }) => payload.transactionId);
			expect(ids).toEqual([transactionId, transactionId, transactionId]);
			expect(rig.csms.last("StopTransaction").reason).toBe("Local");
		},
	);

	test("R-TX-06 a start that was given up stays given up: -1, and a later transaction has its own id", () => {
		const rig = new Rig({ connectors: 2, defaults: { ...RETRIES, MeterValueSampleInterval: "10" } });
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge("ALICE", 1);
		rig.advance(60);
		expect(rig.state().transactionId).toBe(-1);
		rig.setOnline(false);
		rig.advance(15);
		rig.powerOff();
		rig.csms.answerAsUsual("StartTransaction");
		rig.online = true;
		rig.csms.clear();
		rig.boot();
		rig.advance(1);
		rig.charge("BOB", 2);
		rig.advance(11);
		const ids = queued(rig).map(
			({ action, payload }) => `${action} ${payload.transactionId ?? payload.idTag}`,
		);
		expect(ids).toEqual([
			"MeterValues -1",
			...(ids[1] === "MeterValues -1" ? ["MeterValues -1"] : []),
			"StopTransaction -1",
			"StartTransaction BOB",
			"MeterValues 1001",
		]);
	});

	test("R-QUE-04 the attempts of any message are known after it, and it does not wait again for its retry", () => {
		const rig = new Rig({ defaults: { ...RETRIES, TransactionMessageRetryInterval: "100" } });
		rig.charge();
		rig.csms.answer("StopTransaction", { code: "InternalError" });
		rig.present("ALICE");
		rig.advance(101);
		expect(rig.csms.all("StopTransaction")).toHaveLength(2);
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(rig.csms.all("StopTransaction")).toHaveLength(3);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});

	test("the next message has attempts of its own", () => {
		const rig = new Rig({
			defaults: { ...RETRIES, TransactionMessageAttempts: "2", MeterValueSampleInterval: "10" },
		});
		rig.charge();
		rig.csms.answer("MeterValues", { code: "InternalError" });
		rig.advance(15);
		rig.powerOff();
		rig.csms.answer("StopTransaction", { code: "InternalError" });
		rig.boot();
		rig.advance(30);
		expect(rig.csms.all("MeterValues")).toHaveLength(2);
		expect(rig.csms.all("StopTransaction")).toHaveLength(2);
	});

	test("R-QUE-10 R-BOOT-06 after it nothing is sent before the CSMS has accepted", () => {
		const rig = offlineRig();
		rig.charge("ALICE");
		rig.advance(70);
		rig.powerOff();
		rig.csms.answer("BootNotification", () => ({
			status: "Pending",
			currentTime: rig.csms.time,
			interval: 30,
		}));
		rig.online = true;
		rig.boot();
		rig.advance(25);
		expect(queued(rig)).toHaveLength(0);
		rig.csms.answerAsUsual("BootNotification");
		rig.advance(10);
		expect(queued(rig).map(({ action }) => action)).toEqual(ACTIONS);
	});
});

test("R-QUE-08 R-TX-16 at most four flash writes a transaction without samples, with transactionData one more", () => {
	const writes = (list: string) => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "0", StopTxnSampledData: list } });
		// The id comes into the cache.
		rig.charge("ALICE");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(1);
		const before = rig.flash.writes;
		rig.charge("ALICE");
		rig.advance(30);
		rig.present("ALICE");
		rig.advance(5);
		expect(rig.csms.all("StopTransaction")).toHaveLength(2);
		return rig.flash.writes - before;
	};
	expect(writes("")).toBe(4);
	expect(writes("Voltage")).toBe(5);
});
