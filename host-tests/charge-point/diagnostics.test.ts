import { describe, expect, test } from "vitest";
import type { TransferFailure } from "../../modules/charge-point/firmware/interfaces";
import { Rig } from "./rig";

const KEY = "DEADBEEF".repeat(4);

function ready(defaults: Record<string, string> = {}): Rig {
	const rig = new Rig({ connectors: 2, defaults });
	rig.advance(1);
	return rig;
}

function diagnosticsStatuses(rig: Rig): string[] {
	return rig.csms.all("DiagnosticsStatusNotification").map(({ status }) => status);
}

function getDiagnostics(rig: Rig, changes: object = {}): string {
	const answer = rig.csms.call("GetDiagnostics", { location: "http://files.example/logs/", ...changes });
	rig.advance(0);
	return (answer as { fileName: string }).fileName;
}

describe("R-DIAG-01 GetDiagnostics", () => {
	test("TC_045_1 one file to the directory, under the name in the answer: Uploading, Uploaded", () => {
		const rig = ready();
		const fileName = getDiagnostics(rig);
		expect(fileName).toBe("CP_1-diagnostics-20261122T100001Z.txt");
		expect(rig.files.uploads.map(({ url }) => url)).toEqual([`http://files.example/logs/${fileName}`]);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading"]);
		rig.files.lastUpload.events.onDone();
		rig.advance(0);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "Uploaded"]);
	});

	test("TC_045_2 R-DIAG-02 the upload fails: UploadFailed, and normal operation goes on", () => {
		const rig = ready();
		getDiagnostics(rig);
		rig.files.lastUpload.events.onFailed("failed", "HTTP 500");
		rig.advance(600);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "UploadFailed"]);
		expect(rig.files.uploads).toHaveLength(1);
		rig.charge();
		expect(rig.state().status).toBe("Charging");
	});

	test("a location that is no directory is the place itself", () => {
		const rig = ready();
		getDiagnostics(rig, { location: "https://files.example/put?key=1" });
		expect(rig.files.lastUpload.url).toBe("https://files.example/put?key=1");
	});

	test("the file tells identity, firmware, states, configuration and log; R-SEC-04 never the key", () => {
		const rig = ready({ AuthorizationKey: KEY, SecurityProfile: "1", HeartbeatInterval: "77" });
		rig.charge("ALICE", 2);
		rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: "AFFE".repeat(8) });
		rig.advance(10);
		getDiagnostics(rig);
		const { text } = rig.files.lastUpload;
		for (const part of [
			"Charge point CP 1",
			"Vendor: xs-evse",
			"Time: 2026-11-22T10:00:",
			"Registration: Accepted",
			"Messages not delivered: 0",
			"Connector 1\nstatus: Available",
			"Connector 2\nstatus: Charging",
			"transactionId: 1001",
			"MeterValueSampleInterval: 60",
			"BootNotification: Accepted",
		])
			expect(text).toContain(part);
		expect(text).not.toContain("AuthorizationKey:");
		expect(text.toUpperCase()).not.toMatch(/DEADBEEF|AFFEAFFE/);
		expect(text.endsWith("\n")).toBe(true);
	});

	test("the log is that of the window from startTime to stopTime", () => {
		const rig = ready();
		const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds)).toISOString();
		rig.csms.call("UpdateFirmware", { location: "http://host/", retrieveDate: at(0) });
		rig.advance(99);
		rig.files.lastDownload.fail();
		rig.advance(100);
		getDiagnostics(rig, { startTime: at(50), stopTime: at(150) });
		expect(rig.files.lastUpload.text).toContain("FirmwareStatusNotification: DownloadFailed");
		expect(rig.files.lastUpload.text).not.toContain("FirmwareStatusNotification: Downloading");
		getDiagnostics(rig, { startTime: at(150) });
		expect(rig.files.lastUpload.text).not.toContain("DownloadFailed");
		getDiagnostics(rig, { stopTime: at(50) });
		expect(rig.files.lastUpload.text).toContain(`${at(1)} FirmwareStatusNotification: Downloading`);
	});

	test("what was logged before a reset is there after it, and the log does not grow for ever", () => {
		const rig = ready();
		rig.csms.call("Reset", { type: "Soft" });
		rig.advance(5);
		getDiagnostics(rig);
		expect(rig.files.lastUpload.text).toContain("reset: Soft");
		for (let i = 0; i < 500; i++) rig.csms.sendText(`a broken frame ${"x".repeat(i)}`);
		rig.advance(0);
		getDiagnostics(rig);
		const { text } = rig.files.lastUpload;
		expect(text).toContain("a frame of 514 characters: not JSON");
		expect(text).not.toContain("a frame of 16 characters");
		expect(text.length).toBeLessThan(12_000);
	});
});

describe("R-DIAG-02 retries and replacement", () => {
	test("retries follow retryInterval apart; the file is made anew", () => {
		const rig = ready();
		getDiagnostics(rig, { retries: 1, retryInterval: 20 });
		rig.files.lastUpload.events.onFailed("failed", "no connection");
		rig.advance(19);
		expect(rig.files.uploads).toHaveLength(1);
		rig.advance(2);
		expect(rig.files.lastUpload.text).toContain("the file could not be sent: no connection");
		expect(rig.files.lastUpload.url).toBe(rig.files.uploads[0].url);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading"]);
		rig.files.lastUpload.events.onFailed("failed", "no connection");
		rig.advance(100);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "UploadFailed"]);
		expect(rig.files.uploads).toHaveLength(2);
	});

	test("a second request replaces the first, during the upload and between its tries", () => {
		const rig = ready();
		getDiagnostics(rig, { retries: 3, retryInterval: 20 });
		getDiagnostics(rig, { location: "http://other.example/", retries: 3, retryInterval: 20 });
		expect(rig.files.uploads.map(({ cancelled }) => cancelled)).toEqual([true, false]);
		rig.files.lastUpload.events.onFailed("failed", "no connection");
		getDiagnostics(rig, { location: "http://third.example/" });
		rig.advance(100);
		expect(rig.files.uploads).toHaveLength(3);
		rig.files.lastUpload.events.onDone();
		rig.advance(0);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "Uploading", "Uploading", "Uploaded"]);
	});

	test("what is not supported is not tried again", () => {
		const rig = ready();
		getDiagnostics(rig, { location: "ftp://host/", retries: 3 });
		rig.files.lastUpload.events.onFailed("unsupported", "ftp:// is not supported");
		rig.advance(100);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "UploadFailed"]);
	});

	test("R-FW-06 a restart during the upload: UploadFailed, once", () => {
		const rig = ready();
		getDiagnostics(rig);
		for (let restart = 0; restart < 2; restart++) {
			rig.powerOff();
			rig.boot();
			rig.advance(1);
			expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "UploadFailed"]);
		}
	});

	test("R-QUE-12 offline: the end is told on reconnect", () => {
		const rig = ready();
		getDiagnostics(rig);
		rig.setOnline(false);
		rig.files.lastUpload.events.onDone();
		rig.advance(10);
		rig.setOnline(true);
		rig.advance(1);
		expect(diagnosticsStatuses(rig)).toEqual(["Uploading", "Uploaded"]);
	});
});

test("R-TRG-05 TC_054 TriggerMessage for DiagnosticsStatusNotification: Idle, or Uploading", () => {
	const rig = ready();
	const trigger = () => {
		const answer = rig.csms.call("TriggerMessage", { requestedMessage: "DiagnosticsStatusNotification" });
		expect(answer).toEqual({ status: "Accepted" });
		rig.advance(0);
		return diagnosticsStatuses(rig).at(-1);
	};
	expect(trigger()).toBe("Idle");
	getDiagnostics(rig);
	expect(trigger()).toBe("Uploading");
	rig.files.lastUpload.events.onDone();
	expect(trigger()).toBe("Idle");
});

describe("R-SEC-16 GetLog", () => {
	function getLog(rig: Rig, logType: "SecurityLog" | "DiagnosticsLog", requestId = 5) {
		const answer = rig.csms.call("GetLog", {
			...{ logType, requestId, log: { remoteLocation: "https://files.example/" } },
		}) as { status: string; filename: string };
		rig.advance(0);
		return answer;
	}

	function statuses(rig: Rig): unknown[] {
		return rig.csms.all("LogStatusNotification");
	}

	test("TC_079 the security log: Uploading and Uploaded with the requestId", () => {
		const rig = ready();
		const { status, filename } = getLog(rig, "SecurityLog");
		expect(status).toBe("Accepted");
		expect(filename).toMatch(/^CP_1-security-.*\.txt$/);
		expect(rig.files.lastUpload.url).toBe(`https://files.example/${filename}`);
		rig.files.lastUpload.events.onDone();
		rig.advance(0);
		expect(statuses(rig)).toEqual([
			{ status: "Uploading", requestId: 5 },
			{ status: "Uploaded", requestId: 5 },
		]);
	});

	test("the diagnostics log is the file of GetDiagnostics", () => {
		const rig = ready();
		getLog(rig, "DiagnosticsLog");
		expect(rig.files.lastUpload.text).toContain("Charge point CP 1");
	});

	test("AcceptedCanceled while an upload runs, which ends without a word", () => {
		const rig = ready();
		getLog(rig, "DiagnosticsLog", 1);
		expect(getLog(rig, "SecurityLog", 2).status).toBe("AcceptedCanceled");
		expect(rig.files.uploads.map(({ cancelled }) => cancelled)).toEqual([true, false]);
		rig.files.lastUpload.events.onDone();
		rig.advance(0);
		expect(statuses(rig)).toEqual([
			{ status: "Uploading", requestId: 1 },
			{ status: "Uploading", requestId: 2 },
			{ status: "Uploaded", requestId: 2 },
		]);
		expect(getLog(rig, "SecurityLog", 3).status).toBe("Accepted");
	});

	test.each([
		["failed", "UploadFailure"],
		["bad", "BadMessage"],
		["refused", "PermissionDenied"],
		["unsupported", "NotSupportedOperation"],
	] as const)("a failure that is %s is told as %s", (failure: TransferFailure, status) => {
		const rig = ready();
		getLog(rig, "DiagnosticsLog");
		rig.files.lastUpload.events.onFailed(failure, "as the test wants it");
		rig.advance(0);
		expect(statuses(rig).at(-1)).toEqual({ status, requestId: 5 });
	});

	test("a restart during the upload: UploadFailure with the requestId", () => {
		const rig = ready();
		getLog(rig, "SecurityLog");
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(statuses(rig).at(-1)).toEqual({ status: "UploadFailure", requestId: 5 });
	});

	test("GetDiagnostics and GetLog do not disturb each other", () => {
		const rig = ready();
		getLog(rig, "DiagnosticsLog");
		getDiagnostics(rig);
		expect(rig.files.uploads.some(({ cancelled }) => cancelled)).toBe(false);
	});
});
