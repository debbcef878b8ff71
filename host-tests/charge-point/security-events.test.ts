import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

/** Types of the security events that the CSMS was told, in order. */
function told(rig: Rig): string[] {
	return rig.csms.all("SecurityEventNotification").map(({ type }) => type);
}

/** The lines of the security log. */
function logged(rig: Rig): string[] {
	return [...rig.chargePoint.security.log.lines()];
}

test("R-SEC-21 R-QUE-11 the first boot tells StartupOfTheDevice, after Accepted and the statuses", () => {
	const rig = new Rig();
	rig.csms.answer("BootNotification", { status: "Pending", currentTime: rig.csms.time, interval: 30 });
	rig.powerOff();
	rig.csms.clear();
	rig.boot();
	rig.advance(20);
	expect(told(rig)).toEqual([]);
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(20);
	expect(rig.csms.received.map(({ action }) => action).slice(-3)).toEqual([
		...["StatusNotification", "SecurityEventNotification", "SecurityEventNotification"],
	]);
});

test("R-SEC-21 R-SEC-13 a Reset and a power cut tell ResetOrReboot with the reason, the first boot does not", () => {
	const rig = new Rig();
	rig.advance(5);
	expect(told(rig)).toEqual(["StartupOfTheDevice"]);
	rig.csms.clear();
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(60);
	expect(told(rig)).toEqual(["StartupOfTheDevice", "ResetOrReboot"]);
	expect(rig.csms.last("SecurityEventNotification").techInfo).toBe("Reset");
	rig.csms.clear();
	rig.powerOff();
	rig.boot();
	rig.advance(5);
	expect(told(rig)).toEqual(["StartupOfTheDevice", "ResetOrReboot"]);
	expect(rig.csms.last("SecurityEventNotification").techInfo).toMatch(/power/);
	expect(logged(rig)).toHaveLength(5);
});

test("R-HB-06 R-SEC-13 an event from before the clock was known has the time at which it happened", () => {
	const rig = new Rig({ offline: true });
	rig.advance(100);
	rig.chargePoint.tampered();
	rig.advance(100);
	rig.setOnline(true);
	rig.advance(5);
	const [startup, tamper] = rig.csms.all("SecurityEventNotification");
	expect(startup).toEqual({ type: "StartupOfTheDevice", timestamp: "2026-11-22T10:00:00.000Z" });
	expect(tamper).toEqual({ type: "TamperDetectionActivated", timestamp: "2026-11-22T10:01:40.000Z" });
	expect(logged(rig)).toEqual([
		"2026-11-22T10:00:00.000Z StartupOfTheDevice",
		"2026-11-22T10:01:40.000Z TamperDetectionActivated",
	]);
});

test("R-HB-06 events of a boot that never knew the clock are told as of the start of the next one", () => {
	const rig = new Rig({ offline: true });
	rig.advance(1000);
	rig.chargePoint.tampered();
	expect(logged(rig).at(-1)).toBe("before the clock was set TamperDetectionActivated");
	rig.powerOff();
	rig.advance(1000);
	rig.online = true;
	rig.boot();
	rig.advance(5);
	const times = rig.csms.all("SecurityEventNotification").map(({ timestamp }) => timestamp);
	expect(times).toHaveLength(4);
	expect(new Set(times)).toEqual(new Set(["2026-11-22T10:33:20.000Z"]));
});

test("R-QUE-11 R-SEC-13 events are kept over power cuts and told once, in order", () => {
	const rig = new Rig({ offline: true });
	rig.chargePoint.tampered();
	rig.advance(1);
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	rig.setOnline(true);
	rig.advance(10);
	expect(told(rig)).toEqual([
		...["StartupOfTheDevice", "TamperDetectionActivated", "StartupOfTheDevice", "ResetOrReboot"],
	]);
	rig.setOnline(false);
	rig.setOnline(true);
	rig.advance(1000);
	expect(told(rig)).toHaveLength(4);
});

test("R-SEC-22 an event that fails is sent again with growing waits, and nothing else waits for it", () => {
	const rig = new Rig();
	rig.advance(5);
	rig.csms.clear();
	rig.csms.answer("SecurityEventNotification", { code: "InternalError" });
	rig.chargePoint.tampered();
	rig.advance(30);
	rig.charge();
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	rig.advance(600);
	const times = rig.csms.received
		.filter(({ action }) => action === "SecurityEventNotification")
		.map(({ at }) => Math.round(at / 1000));
	expect(times.slice(1).map((time, i) => time - times[i])).toEqual([60, 120, 240]);
	rig.csms.answerAsUsual("SecurityEventNotification");
	rig.advance(600);
	expect(told(rig)).toHaveLength(5);
	rig.advance(10_000);
	expect(told(rig)).toHaveLength(5);
});

test("R-SEC-22 no answer at all: sent again, over a lost connection too", () => {
	const rig = new Rig();
	rig.advance(5);
	rig.csms.clear();
	rig.csms.answer("SecurityEventNotification", SILENCE);
	rig.chargePoint.tampered();
	rig.advance(10);
	rig.setOnline(false);
	rig.csms.answerAsUsual("SecurityEventNotification");
	rig.setOnline(true);
	rig.advance(10);
	expect(told(rig)).toEqual(["TamperDetectionActivated", "TamperDetectionActivated"]);
});

test.each(["NotImplemented", "NotSupported"])(
	"R-SEC-22 a CSMS that answers %s gets no more events on this connection",
	(code) => {
		const rig = new Rig({ offline: true });
		rig.csms.answer("SecurityEventNotification", { code });
		rig.setOnline(true);
		rig.advance(5);
		expect(told(rig)).toEqual(["StartupOfTheDevice"]);
		rig.chargePoint.tampered();
		rig.advance(10_000);
		expect(told(rig)).toEqual(["StartupOfTheDevice"]);
		rig.csms.answerAsUsual("SecurityEventNotification");
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(10);
		expect(told(rig)).toEqual(["StartupOfTheDevice", "TamperDetectionActivated"]);
	},
);

test("R-HB-04 a correction of the clock above 10 s tells SettingSystemTime, a smaller one and the first do not", () => {
	const rig = new Rig();
	rig.advance(5);
	const heartbeat = (off: number) => {
		rig.csms.answer("Heartbeat", () => ({
			currentTime: new Date(Date.parse(rig.csms.time) + off).toISOString(),
		}));
		rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
		rig.advance(1);
	};
	heartbeat(9_000);
	expect(told(rig)).toEqual(["StartupOfTheDevice"]);
	heartbeat(30_000);
	expect(told(rig)).toEqual(["StartupOfTheDevice", "SettingSystemTime"]);
	expect(rig.csms.last("SecurityEventNotification").techInfo).toBe("by 21 s");
	heartbeat(-30_000);
	expect(rig.csms.last("SecurityEventNotification").techInfo).toBe("by -60 s");
});

test("R-FRM-16 InvalidMessages is logged, not told; a flood of it is counted instead of stored", () => {
	const rig = new Rig();
	rig.advance(5);
	const writes = rig.flash.writes;
	for (let i = 0; i < 5000; i++) rig.csms.sendText("{");
	rig.advance(5);
	expect(rig.flash.writes - writes).toBeLessThan(40);
	expect(logged(rig).filter((line) => line.includes("InvalidMessages not JSON"))).toHaveLength(10);
	rig.advance(3600);
	rig.csms.sendText("[]");
	rig.advance(1);
	expect(logged(rig).at(-1)).toMatch(/InvalidMessages no usable message id \(and 4990 more before\)$/);
	expect(told(rig)).toEqual(["StartupOfTheDevice"]);
});

test("R-SEC-13 R-SEC-15 thirty events of a type in a row are thirty lines of the log and thirty messages", () => {
	const rig = new Rig();
	rig.advance(5);
	rig.csms.clear();
	const certificate = "no certificate";
	for (let i = 0; i < 30; i++) {
		rig.csms.call("InstallCertificate", { certificateType: "CentralSystemRootCertificate", certificate });
		rig.chargePoint.tampered();
	}
	rig.advance(5);
	for (const type of ["InvalidCentralSystemCertificate", "TamperDetectionActivated"]) {
		expect(logged(rig).filter((line) => line.includes(type))).toHaveLength(30);
		expect(told(rig).filter((one) => one === type)).toHaveLength(30);
	}
});

test("R-CON-04 a refusal with 401 is FailedToAuthenticateAtCentralSystem, logged once while it goes on", () => {
	const rig = new Rig({ offline: true });
	rig.refusal = () => ({ status: 401 });
	rig.setOnline(true);
	rig.advance(1000);
	const lines = logged(rig).filter((line) => line.includes("FailedToAuthenticateAtCentralSystem"));
	expect(lines).toHaveLength(1);
	rig.refusal = undefined;
	rig.advance(10);
	expect(told(rig)).toEqual(["StartupOfTheDevice"]);
	expect(logged(rig).at(-1)).toMatch(/^2026-.* FailedToAuthenticateAtCentralSystem HTTP 401$/);
});

test.each([
	["certificate", "InvalidCentralSystemCertificate", true],
	["version", "InvalidTLSVersion", false],
	["cipher", "InvalidTLSCipherSuite", false],
	["identity", "FailedToAuthenticateAtCentralSystem", false],
] as const)("R-SEC-05 R-SEC-06 R-SEC-14 a TLS failure by the %s is the event %s", (failure, type, isTold) => {
	const rig = new Rig({ offline: true });
	rig.refusal = () => ({ status: 0, failure });
	rig.setOnline(true);
	rig.advance(30);
	rig.refusal = undefined;
	rig.advance(10);
	expect(logged(rig).filter((line) => line.includes(` ${type} `))).toHaveLength(1);
	expect(told(rig).includes(type)).toBe(isTold);
});

test("R-SEC-14 R-QUE-09 a transaction for which there is no room tells MemoryExhaustion", () => {
	const rig = new Rig({ journalBlocks: 4, defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.setOnline(false);
	for (let i = 0; i < 200; i++) {
		rig.charge();
		if (!rig.state().contactor) break;
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(2);
	}
	expect(rig.state().contactor).toBe(false);
	rig.setOnline(true);
	rig.advance(300);
	expect(told(rig)).toContain("MemoryExhaustion");
});

test("R-SEC-13 the log rolls: it keeps what is newest, in order, and never grows above its bound", () => {
	const rig = new Rig();
	rig.advance(5);
	for (let hour = 0; hour < 60; hour++) {
		for (let i = 0; i < 10; i++) {
			rig.csms.sendText("{");
			rig.advance(1);
		}
		rig.advance(3600);
	}
	const lines = logged(rig);
	expect(lines.length).toBeGreaterThan(200);
	expect(lines.join("\n").length).toBeLessThan(20_000);
	expect(lines[0]).not.toContain("StartupOfTheDevice");
	expect([...lines].sort()).toEqual(lines);
	rig.powerOff();
	rig.boot();
	expect(logged(rig).slice(-12, -2)).toEqual(lines.slice(-10));
});

test("R-SEC-13 lines of the log can be asked for by time, both ends included", () => {
	const rig = new Rig();
	for (let i = 0; i < 5; i++) {
		rig.advance(60);
		rig.chargePoint.tampered();
	}
	const from = Date.UTC(2026, 10, 22, 10, 2);
	const lines = [...rig.chargePoint.security.log.lines(from, from + 120_000)];
	expect(lines.map((line) => line.slice(11, 16))).toEqual(["10:02", "10:03", "10:04"]);
});

test("R-QUE-11 with more events than room the oldest are left to the log", () => {
	const rig = new Rig({ offline: true });
	for (let i = 0; i < 100; i++) {
		rig.chargePoint.tampered();
		rig.advance(400);
	}
	rig.setOnline(true);
	rig.advance(60);
	expect(told(rig)).toHaveLength(64);
	expect(told(rig)).not.toContain("StartupOfTheDevice");
});
