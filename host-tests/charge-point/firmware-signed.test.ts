import { describe, expect, test } from "vitest";
import { fakeSignature } from "./fake-files";
import { Rig } from "./rig";

const CERTIFICATE = "a good certificate";
const IMAGE = "signed image";

function request(rig: Rig, changes: object = {}, requestId = 7) {
	const firmware = {
		location: "https://files.example/image.bin",
		retrieveDateTime: rig.csms.time,
		signingCertificate: CERTIFICATE,
		signature: fakeSignature(CERTIFICATE, IMAGE),
		...changes,
	};
	return { requestId, firmware };
}

function statuses(rig: Rig, requestId = 7): string[] {
	const sent = rig.csms.all("SignedFirmwareStatusNotification");
	return sent.filter((payload) => payload.requestId === requestId).map(({ status }) => status);
}

function started(changes: object = {}): Rig {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	expect(rig.csms.call("SignedUpdateFirmware", request(rig, changes))).toEqual({ status: "Accepted" });
	rig.advance(0);
	return rig;
}

describe("R-SEC-18 SignedUpdateFirmware", () => {
	test("TC_080 verified, installed, restarted: every status with the requestId", () => {
		const rig = started();
		rig.files.lastDownload.deliver("signed", " image");
		rig.advance(5);
		expect(statuses(rig)).toEqual([
			...["Downloading", "Downloaded", "SignatureVerified", "Installing", "Installed"],
		]);
		expect(rig.slot.running).toBe(IMAGE);
		expect(rig.csms.all("BootNotification")).toHaveLength(2);
		expect(rig.logs).toContainEqual(expect.stringContaining("FirmwareUpdated"));
		expect(rig.csms.all("FirmwareStatusNotification")).toEqual([]);
		rig.checkTransitions();
	});

	test("TC_081 R-SEC-15 a bad signature: InvalidSignature and the security event, nothing is installed", () => {
		const rig = started();
		rig.files.lastDownload.deliver("another image");
		rig.advance(60);
		expect(statuses(rig)).toEqual(["Downloading", "Downloaded", "InvalidSignature"]);
		expect(rig.logs).toContainEqual(expect.stringContaining("InvalidFirmwareSignature"));
		expect(rig.slot.running).toBe("factory");
		expect(rig.state(1).status).toBe("Available");
	});

	test("the signature is over the last beginning of the file alone", () => {
		const rig = started();
		const { events } = rig.files.lastDownload;
		events.onBegin();
		events.onBytes(Buffer.from("half of"));
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(5);
		expect(statuses(rig).at(-1)).toBe("Installed");
	});

	test("the hours of download and installation are waited for, and told", () => {
		const rig = started({
			retrieveDateTime: "2026-11-22T11:00:00Z",
			installDateTime: "2026-11-22T12:00:00Z",
		});
		expect(statuses(rig)).toEqual(["DownloadScheduled"]);
		rig.advance(3600);
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(3500);
		expect(statuses(rig)).toEqual([
			...["DownloadScheduled", "Downloading", "Downloaded", "SignatureVerified", "InstallScheduled"],
		]);
		expect(rig.state(1).status).toBe("Available");
		rig.advance(110);
		expect(statuses(rig).slice(-2)).toEqual(["Installing", "Installed"]);
	});

	test("hours that are now by the clock of the CSMS, a little before ours, are not told as a wait", () => {
		const soon = new Date(Date.parse("2026-11-22T10:00:01Z") + 800).toISOString();
		const rig = started({ retrieveDateTime: soon, installDateTime: soon });
		rig.advance(0.7);
		expect(rig.files.downloads).toHaveLength(0);
		rig.advance(0.1);
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(5);
		expect(statuses(rig)).toEqual([
			...["Downloading", "Downloaded", "SignatureVerified", "Installing", "Installed"],
		]);
	});

	test("R-SEC-20 a running transaction is waited for, also after installDateTime", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge();
		rig.csms.call("SignedUpdateFirmware", request(rig, { installDateTime: rig.csms.time }));
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(60);
		expect(statuses(rig).at(-1)).toBe("SignatureVerified");
		expect([rig.state(1).status, rig.state(2).status]).toEqual(["Charging", "Unavailable"]);
		rig.present("ALICE");
		rig.advance(5);
		expect(statuses(rig).at(-1)).toBe("Installed");
	});

	test("R-FW-06 a restart before the installation fetches the image again, and verifies it again", () => {
		const rig = started({ installDateTime: "2026-11-22T12:00:00Z" });
		rig.files.lastDownload.deliver(IMAGE);
		for (let restart = 0; restart < 5; restart++) {
			rig.powerOff();
			rig.boot();
			rig.advance(1);
			rig.files.lastDownload.deliver(IMAGE);
			rig.advance(1);
			expect(statuses(rig).at(-1)).toBe("InstallScheduled");
		}
		rig.advance(7200);
		expect(statuses(rig).at(-1)).toBe("Installed");
	});
});

describe("R-SEC-17 the answer", () => {
	test.each(["InvalidCertificate", "RevokedCertificate"])("%s: the event, and nothing begins", (verdict) => {
		const rig = new Rig();
		const answer = rig.csms.call("SignedUpdateFirmware", request(rig, { signingCertificate: verdict }));
		expect(answer).toEqual({ status: verdict });
		rig.advance(60);
		expect(rig.files.downloads).toHaveLength(0);
		expect(statuses(rig)).toEqual([]);
		expect(rig.logs).toContainEqual(expect.stringContaining("InvalidFirmwareSigningCertificate"));
	});

	test("AcceptedCanceled while another update can still be given up, Rejected while it is installed", () => {
		const rig = started();
		const first = rig.files.lastDownload;
		expect(rig.csms.call("SignedUpdateFirmware", request(rig, {}, 8))).toEqual({
			status: "AcceptedCanceled",
		});
		expect(first.cancelled).toBe(true);
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(1);
		expect(rig.csms.call("SignedUpdateFirmware", request(rig, {}, 9))).toEqual({ status: "Rejected" });
		rig.advance(5);
		expect(statuses(rig, 7)).toEqual(["Downloading"]);
		expect(statuses(rig, 8).at(-1)).toBe("Installed");
		expect(statuses(rig, 9)).toEqual([]);
	});

	test("a plain UpdateFirmware is given up as well", () => {
		const rig = new Rig();
		rig.csms.call("UpdateFirmware", { location: "http://host/", retrieveDate: "2027-01-01T00:00:00Z" });
		expect(rig.csms.call("SignedUpdateFirmware", request(rig))).toEqual({ status: "AcceptedCanceled" });
	});
});

test("R-TRG-05 a trigger for the plain status during a signed update tells the plain word for it", () => {
	const rig = started({ installDateTime: "2026-11-22T12:00:00Z" });
	rig.files.lastDownload.deliver(IMAGE);
	rig.csms.call("TriggerMessage", { requestedMessage: "FirmwareStatusNotification" });
	rig.advance(0);
	expect(rig.csms.last("FirmwareStatusNotification")).toEqual({ status: "Downloaded" });
});

describe("R-SEC-19 a trigger for the status of a signed update", () => {
	/** What a trigger is answered with. */
	function triggered(rig: Rig): unknown {
		const before = rig.csms.all("SignedFirmwareStatusNotification").length;
		const answer = rig.csms.call("ExtendedTriggerMessage", {
			requestedMessage: "FirmwareStatusNotification",
		});
		expect(answer).toEqual({ status: "Accepted" });
		rig.advance(0);
		const sent = rig.csms.all("SignedFirmwareStatusNotification").slice(before);
		expect(sent).toHaveLength(1);
		return sent[0];
	}

	test("Idle without requestId before any, and after Installed", () => {
		const rig = new Rig();
		rig.advance(1);
		expect(triggered(rig)).toEqual({ status: "Idle" });
		rig.csms.call("SignedUpdateFirmware", request(rig));
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(5);
		expect(statuses(rig).at(-1)).toBe("Installed");
		expect(triggered(rig)).toEqual({ status: "Idle" });
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(triggered(rig)).toEqual({ status: "Idle" });
	});

	test("R-SEC-07 else what was last told, with its requestId", () => {
		const rig = started({ installDateTime: "2026-11-22T12:00:00Z" });
		expect(triggered(rig)).toEqual({ status: "Downloading", requestId: 7 });
		rig.files.lastDownload.deliver(IMAGE);
		rig.advance(0);
		expect(triggered(rig)).toEqual({ status: "InstallScheduled", requestId: 7 });
		rig.csms.call("SignedUpdateFirmware", request(rig, {}, 8));
		rig.advance(0);
		rig.files.lastDownload.fail();
		rig.advance(0);
		expect(triggered(rig)).toEqual({ status: "DownloadFailed", requestId: 8 });
		expect(rig.csms.all("FirmwareStatusNotification")).toEqual([]);
	});

	test.each(["Reset", "power cut"])("a failure is still told after a restart: %s", (restart) => {
		const rig = started();
		rig.files.lastDownload.deliver("another image");
		rig.advance(1);
		if (restart === "Reset") rig.csms.call("Reset", { type: "Hard" });
		else {
			rig.powerOff();
			rig.boot();
		}
		rig.advance(10);
		expect(rig.csms.all("BootNotification")).toHaveLength(2);
		expect(triggered(rig)).toEqual({ status: "InvalidSignature", requestId: 7 });
	});

	test("a plain update is none of it", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.call("UpdateFirmware", { location: "http://host/image", retrieveDate: rig.csms.time });
		expect(triggered(rig)).toEqual({ status: "Idle" });
	});
});
