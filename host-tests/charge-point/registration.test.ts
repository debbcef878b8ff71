import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

test("R-BOOT-03 R-HB-03 interval and clock come from BootNotification.conf", () => {
	const rig = new Rig();
	rig.advance(1);
	expect(rig.csms.call("GetConfiguration", { key: ["heartbeatinterval"] })).toMatchObject({
		configurationKey: [{ key: "HeartbeatInterval", readonly: false, value: "300" }],
	});
	expect(rig.chargePoint.state.clock).toBe(Date.parse(rig.csms.time));
});

test("R-BOOT-05 R-BOOT-06 TC_001 Rejected: silence until the interval is over, CALLs unanswered", () => {
	const rig = new Rig();
	rig.csms.answer("BootNotification", () => ({
		status: "Rejected",
		currentTime: rig.csms.time,
		interval: 40,
	}));
	rig.powerOff();
	rig.csms.clear();
	rig.boot();
	rig.advance(1);
	expect(rig.csms.call("GetConfiguration", {})).toBeUndefined();
	rig.advance(38);
	expect(rig.csms.received).toHaveLength(1);
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(2);
	expect(rig.csms.received.map((sent) => sent.action)).toEqual([
		...["BootNotification", "BootNotification", "StatusNotification", "StatusNotification"],
		...["SecurityEventNotification", "SecurityEventNotification"],
	]);
});

test("R-BOOT-06 Rejected: not even a wrong or an unknown CALL is answered; after acceptance they are again", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", () => ({
		status: "Rejected",
		currentTime: rig.csms.time,
		interval: 40,
	}));
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.call("Foo" as "ClearCache", {})).toBeUndefined();
	expect(rig.csms.call("GetLocalListVersion", {})).toBeUndefined();
	expect(rig.csms.call("Reset", { type: "Warm" } as never)).toBeUndefined();
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "BootNotification" })).toBeUndefined();
	expect(rig.csms.received).toHaveLength(1);
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(40);
	expect(rig.chargePoint.state.registration).toBe("Accepted");
	expect(rig.csms.call("Foo" as "ClearCache", {})).toEqual({ code: "NotImplemented" });
});

test("R-BOOT-05 R-BOOT-06 reconnects while Rejected or Pending do not hasten the next BootNotification", () => {
	for (const status of ["Rejected", "Pending"] as const) {
		const rig = new Rig({ offline: true });
		rig.csms.answer("BootNotification", () => ({ status, currentTime: rig.csms.time, interval: 100 }));
		rig.setOnline(true);
		for (let i = 0; i < 9; i++) {
			rig.advance(10);
			rig.setOnline(false);
			rig.setOnline(true);
		}
		expect(rig.csms.received).toHaveLength(1);
		rig.advance(11);
		expect(rig.csms.all("BootNotification")).toHaveLength(2);
	}
});

test("R-BOOT-12 R-QUE-10 Pending after an earlier acceptance: charging goes on offline, nothing is sent", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true", ClockAlignedDataInterval: "60" } });
	rig.advance(1);
	rig.powerOff();
	rig.csms.clear();
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 500,
	}));
	rig.boot();
	rig.charge("ALICE");
	rig.advance(200);
	rig.present("ALICE");
	expect(rig.csms.received.map(({ action }) => action)).toEqual(["BootNotification"]);
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(400);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	const contexts = rig.csms.all("MeterValues").map((one) => one.meterValue[0].sampledValue[0].context);
	expect(contexts.filter((context) => context === "Sample.Clock").length).toBeGreaterThanOrEqual(9);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

test("R-BOOT-05 interval 0 while not accepted: an own wait of about a minute", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", () => ({ status: "Pending", currentTime: rig.csms.time, interval: 0 }));
	rig.setOnline(true);
	rig.advance(59);
	expect(rig.csms.all("BootNotification")).toHaveLength(1);
	rig.advance(20);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
});

test("R-BOOT-07 R-BOOT-08 R-BOOT-09 TC_002 Pending: answers, sends nothing of its own but what is triggered", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 100,
	}));
	rig.setOnline(true);
	rig.advance(1);
	rig.charge("ALICE");
	expect(rig.csms.received.map((sent) => sent.action)).toEqual(["BootNotification"]);
	expect(rig.csms.call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "7" })).toEqual({
		status: "Accepted",
	});
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "X", connectorId: 1 })).toEqual({
		status: "Rejected",
	});
	expect(rig.csms.call("RemoteStopTransaction", { transactionId: 1 })).toEqual({ status: "Rejected" });
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 })).toEqual(
		{
			status: "Accepted",
		},
	);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({ connectorId: 1, status: "Preparing" });
	rig.csms.answerAsUsual("BootNotification");
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "BootNotification" })).toEqual({
		status: "Accepted",
	});
	rig.advance(1);
	expect(rig.chargePoint.state.registration).toBe("Accepted");
	rig.advance(200);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
});

test("R-BOOT-10 BootNotification unanswered or answered by CALLERROR: again after 60 s", () => {
	const rig = new Rig({ offline: true, defaults: { MessageTimeout: "10" } });
	rig.csms.answer("BootNotification", SILENCE);
	rig.setOnline(true);
	rig.advance(69);
	expect(rig.csms.all("BootNotification")).toHaveLength(1);
	rig.csms.answer("BootNotification", { code: "InternalError" });
	rig.advance(2);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(61);
	expect(rig.chargePoint.state.registration).toBe("Accepted");
});

test("R-CON-07 R-CON-08 a reconnect sends no BootNotification, and only statuses that differ", () => {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	rig.setOnline(false);
	rig.hardware[0].plug(true);
	rig.hardware[1].plug(true);
	rig.advance(5);
	rig.hardware[1].plug(false);
	rig.advance(5);
	rig.csms.clear();
	rig.setOnline(true);
	rig.advance(1);
	expect(
		rig.csms.received.map((sent) => [sent.action, sent.payload.connectorId, sent.payload.status]),
	).toEqual([["StatusNotification", 1, "Preparing"]]);
});

test("R-CON-07 a connection lost before the answer: BootNotification again on the next one", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", SILENCE);
	rig.setOnline(true);
	rig.advance(1);
	rig.setOnline(false);
	rig.csms.answerAsUsual("BootNotification");
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.chargePoint.state.registration).toBe("Accepted");
});

test("R-HB-01 R-HB-05 a Heartbeat after the interval without any exchange; a changed interval acts at once", () => {
	const rig = new Rig({ defaults: { ConnectionTimeOut: "1000" } });
	rig.advance(299);
	expect(rig.csms.all("Heartbeat")).toHaveLength(0);
	rig.connector.plug(true);
	rig.advance(200);
	expect(rig.csms.all("Heartbeat")).toHaveLength(0);
	rig.advance(110);
	expect(rig.csms.all("Heartbeat")).toHaveLength(1);
	rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "10" });
	rig.advance(31);
	expect(rig.csms.all("Heartbeat")).toHaveLength(4);
});

test("R-HB-02 interval 0: one Heartbeat a day", () => {
	const rig = new Rig();
	rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "0" });
	rig.advance(3 * 86400);
	expect(rig.csms.all("Heartbeat").length).toBe(3);
});

test("R-HB-03 a step of the clock moves no timer", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "60" } });
	rig.charge("ALICE");
	rig.csms.answer("Heartbeat", () => ({ currentTime: "2031-01-01T00:00:00.5+08:00" }));
	rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
	rig.advance(185);
	expect(rig.csms.all("MeterValues")).toHaveLength(3);
	expect(rig.csms.last("MeterValues").meterValue[0].timestamp).toMatch(/^2030-12-31T16:0/);
});

test("R-ST-05 MinimumStatusDuration: short statuses are not told, a bounce sends nothing", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.csms.call("ChangeConfiguration", { key: "MinimumStatusDuration", value: "5" });
	rig.csms.clear();
	rig.connector.plug(true);
	rig.advance(2);
	rig.connector.plug(false);
	rig.advance(20);
	expect(rig.csms.all("StatusNotification")).toHaveLength(0);
	rig.connector.plug(true);
	rig.advance(1);
	rig.present("ALICE");
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	rig.advance(10);
	expect(rig.csms.statuses(1)).toEqual(["Charging"]);
});

test("R-ST-16 a triggered status is the present one and ends the wait", () => {
	const rig = new Rig({ defaults: { MinimumStatusDuration: "60" } });
	rig.advance(1);
	rig.csms.clear();
	rig.connector.plug(true);
	rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 });
	rig.advance(100);
	expect(rig.csms.statuses(1).slice(0, 1)).toEqual(["Preparing"]);
	expect(rig.csms.statuses(1).filter((status) => status === "Preparing")).toHaveLength(1);
});

test("R-BOOT-13 R-SEC-03 R-SEC-04 TC_073 a new AuthorizationKey while Pending: reconnect with it", () => {
	const rig = new Rig({
		offline: true,
		defaults: { SecurityProfile: "1", AuthorizationKey: "000102030405060708090A0B0C0D0E0F" },
	});
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 100,
	}));
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.targets[0]).toMatchObject({
		user: "CP 1",
		password: Uint8Array.from({ length: 16 }, (_, i) => i),
	});
	const key = "4F43415F4F4354545F61646D696E5F74657374";
	expect(rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: key })).toEqual({
		status: "Accepted",
	});
	rig.advance(1);
	expect(new TextDecoder().decode(rig.targets[1].password)).toBe("OCA_OCTT_admin_test");
	expect(rig.csms.all("BootNotification").length).toBeGreaterThan(0);
	expect(rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: "12" })).toEqual({
		status: "Rejected",
	});
	const told = rig.csms.call("GetConfiguration", { key: ["AuthorizationKey"] });
	expect(JSON.stringify(told)).not.toContain("4F43");
	expect(rig.logs.join()).not.toContain("4F43");
});

test("R-BOOT-11 before the first answer CALLs are answered as while Pending", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", SILENCE);
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "7" })).toEqual({
		status: "Accepted",
	});
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "X", connectorId: 1 })).toEqual({
		status: "Rejected",
	});
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 })).toEqual(
		{
			status: "Accepted",
		},
	);
	expect(rig.csms.received.map(({ action }) => action)).toEqual(["BootNotification"]);
	rig.csms.reply("BootNotification", { status: "Pending", currentTime: rig.csms.time, interval: 100 });
	rig.advance(1);
	expect(rig.csms.received.map(({ action }) => action)).toEqual(["BootNotification", "StatusNotification"]);
});

test("R-BOOT-06 R-BOOT-11 Rejected: what was triggered before and waits is not sent, nor later", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", SILENCE);
	rig.setOnline(true);
	rig.advance(1);
	for (const requestedMessage of ["Heartbeat", "StatusNotification"] as const) {
		expect(rig.csms.call("TriggerMessage", { requestedMessage })).toEqual({ status: "Accepted" });
	}
	rig.csms.reply("BootNotification", { status: "Rejected", currentTime: rig.csms.time, interval: 100 });
	rig.advance(90);
	expect(rig.csms.received.map(({ action }) => action)).toEqual(["BootNotification"]);
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(10);
	expect(rig.csms.received.map(({ action }) => action)).toEqual([
		...["BootNotification", "BootNotification", "StatusNotification", "StatusNotification"],
		"SecurityEventNotification",
	]);
});

test("R-BOOT-02 BootNotification tells what the platform says, in its full lengths", () => {
	const boot = {
		chargePointVendor: "v".repeat(20),
		chargePointModel: "m".repeat(20),
		chargePointSerialNumber: "s".repeat(25),
		firmwareVersion: "f".repeat(50),
	};
	const rig = new Rig({ boot });
	rig.advance(1);
	expect(rig.csms.all("BootNotification")).toEqual([boot]);
});
