import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { INSTALLATION, LOCATION, request, statuses, updating } from "./updating";

describe("R-FW-01 UpdateFirmware", () => {
	test("TC_044_1 downloaded, installed, restarted: then Installed, R-FW-03 and the security event", () => {
		const rig = updating({ connectors: 2 });
		expect(rig.files.lastDownload.url).toBe(LOCATION);
		expect(statuses(rig)).toEqual(["Downloading"]);
		rig.files.lastDownload.deliver("new ", "image");
		rig.advance(0);
		expect(statuses(rig)).toEqual(["Downloading", "Downloaded", "Installing"]);
		expect([rig.state(1).status, rig.state(2).status]).toEqual(["Unavailable", "Unavailable"]);
		rig.advance(INSTALLATION);
		expect(rig.slot.running).toBe("new image");
		expect(statuses(rig)).toEqual(["Downloading", "Downloaded", "Installing", "Installed"]);
		const actions = rig.csms.received.map(({ action }) => action);
		expect(actions.lastIndexOf("FirmwareStatusNotification")).toBeGreaterThan(
			actions.indexOf("BootNotification"),
		);
		expect(rig.state(1).status).toBe("Available");
		expect(rig.csms.statuses(1)).toEqual(["Unavailable", "Available"]);
		expect(rig.logs).toContainEqual(expect.stringContaining("FirmwareUpdated"));
		rig.checkTransitions();
		rig.csms.clear();
		rig.powerOff();
		rig.boot();
		rig.advance(60);
		expect(statuses(rig)).toEqual([]);
	});

	test("TC_044_2 R-FW-03 the download fails: the old firmware stays, nothing more is told", () => {
		const rig = updating({}, { retries: 0 });
		rig.files.lastDownload.fail();
		rig.advance(600);
		expect(statuses(rig)).toEqual(["Downloading", "DownloadFailed"]);
		expect(rig.files.downloads).toHaveLength(1);
		expect(rig.state().status).toBe("Available");
		expect(rig.csms.all("BootNotification")).toEqual([]);
		rig.charge();
		expect(rig.state().status).toBe("Charging");
	});

	test.each(["", "unusable"])(
		'TC_044_3 R-FW-03 the installation fails (image "%s"): connectors return',
		(image) => {
			const rig = updating();
			rig.files.lastDownload.deliver(image);
			rig.advance(60);
			expect(statuses(rig)).toEqual(["Downloading", "Downloaded", "Installing", "InstallationFailed"]);
			expect(rig.slot.running).toBe("factory");
			expect(rig.csms.all("BootNotification")).toEqual([]);
			expect(rig.state().status).toBe("Available");
			rig.charge();
			expect(rig.state().status).toBe("Charging");
			rig.checkTransitions();
		},
	);

	test("the answer goes out before anything follows from it", () => {
		const rig = new Rig();
		rig.advance(1);
		const frames: unknown[] = [];
		const { receive } = rig.csms;
		rig.csms.receive = (text) => {
			frames.push(JSON.parse(text)[0]);
			receive.call(rig.csms, text);
		};
		rig.csms.call("UpdateFirmware", request(rig));
		expect(frames).toEqual([3, 2]);
	});

	test("it is not fetched before retrieveDate, by the clock of the charge point", () => {
		const rig = new Rig();
		rig.advance(1);
		const retrieveDate = new Date(Date.parse(rig.csms.time) + 3_600_000).toISOString();
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate }));
		rig.advance(3590);
		expect(rig.files.downloads).toHaveLength(0);
		expect(statuses(rig)).toEqual([]);
		rig.advance(15);
		expect(rig.files.downloads).toHaveLength(1);
	});

	test("a clock that is set forward brings the hour near", () => {
		const rig = new Rig();
		rig.advance(1);
		const retrieveDate = new Date(Date.parse(rig.csms.time) + 36_000_000).toISOString();
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate }));
		rig.csms.answer("Heartbeat", { currentTime: retrieveDate });
		rig.advance(310);
		expect(rig.files.downloads).toHaveLength(1);
	});

	test("R-DIAG-02 retries are re-tries after the first try, retryInterval apart", () => {
		const rig = updating({}, { retries: 2, retryInterval: 30 });
		rig.files.lastDownload.fail();
		rig.advance(29);
		expect(rig.files.downloads).toHaveLength(1);
		rig.advance(2);
		expect(rig.files.downloads).toHaveLength(2);
		rig.files.lastDownload.fail("bad");
		rig.advance(31);
		expect(rig.files.downloads).toHaveLength(3);
		expect(statuses(rig)).toEqual(["Downloading"]);
		rig.files.lastDownload.fail("refused");
		rig.advance(100);
		expect(rig.files.downloads).toHaveLength(3);
		expect(statuses(rig)).toEqual(["Downloading", "DownloadFailed"]);
	});

	test("a retry may succeed; what cannot is not tried again", () => {
		const rig = updating({}, { retries: 3, retryInterval: 1 });
		rig.files.lastDownload.fail();
		rig.advance(2);
		rig.files.lastDownload.deliver("image");
		rig.advance(INSTALLATION);
		expect(statuses(rig).at(-1)).toBe("Installed");
		const other = updating({}, { location: "ftp://host/x", retries: 3 });
		other.files.lastDownload.fail("unsupported");
		other.advance(100);
		expect(statuses(other)).toEqual(["Downloading", "DownloadFailed"]);
	});

	test("a file that begins anew replaces what was there", () => {
		const rig = updating();
		const { events } = rig.files.lastDownload;
		events.onBegin();
		events.onBytes(Buffer.from("old"));
		rig.files.lastDownload.deliver("new");
		rig.advance(INSTALLATION);
		expect(rig.slot.running).toBe("new");
	});

	test("a location that is too long is refused", () => {
		const rig = new Rig();
		const location = `http://host/${"x".repeat(2000)}`;
		expect(rig.csms.call("UpdateFirmware", request(rig, { location }))).toEqual({
			code: "PropertyConstraintViolation",
		});
		rig.advance(10);
		expect(rig.files.downloads).toHaveLength(0);
	});
});

describe("R-FW-02 transactions come first", () => {
	test("idle connectors are Unavailable, freed ones too, and then it is installed", () => {
		const rig = new Rig({ connectors: 3 });
		rig.charge("ALICE", 1);
		rig.hardware[2].plug(true);
		rig.csms.call("UpdateFirmware", request(rig));
		rig.files.lastDownload.deliver("image");
		rig.advance(30);
		expect(statuses(rig)).toEqual(["Downloading", "Downloaded"]);
		expect([1, 2, 3].map((id) => rig.state(id).status)).toEqual(["Charging", "Unavailable", "Preparing"]);
		rig.present("BOB", 3);
		rig.present("BOB", 2);
		expect(rig.csms.call("RemoteStartTransaction", { idTag: "BOB", connectorId: 3 })).toEqual({
			status: "Rejected",
		});
		rig.advance(10);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		rig.present("ALICE", 1);
		expect(statuses(rig).at(-1)).toBe("Installing");
		rig.advance(INSTALLATION);
		expect(statuses(rig).at(-1)).toBe("Installed");
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ reason: "Local" }]);
		rig.checkTransitions();
	});

	test("an id that waits for the cable waits in vain", () => {
		const rig = updating();
		rig.present("ALICE");
		expect(rig.state().status).toBe("Preparing");
		rig.files.lastDownload.deliver("");
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toEqual([]);
		rig.advance(INSTALLATION);
		expect(statuses(rig).at(-1)).toBe("InstallationFailed");
	});

	test("R-ST-11 availability that the CSMS has set is what counts afterwards", () => {
		const rig = new Rig({ connectors: 2 });
		rig.csms.call("ChangeAvailability", { connectorId: 2, type: "Inoperative" });
		rig.csms.call("UpdateFirmware", request(rig));
		rig.files.lastDownload.deliver("");
		rig.advance(1);
		expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
			status: "Accepted",
		});
		rig.csms.call("ChangeAvailability", { connectorId: 2, type: "Operative" });
		rig.advance(INSTALLATION);
		expect([rig.state(1).status, rig.state(2).status]).toEqual(["Unavailable", "Available"]);
	});
});

describe("R-FW-05 another UpdateFirmware", () => {
	test("replaces the one that is being fetched, of which nothing more is told", () => {
		const rig = updating();
		const first = rig.files.lastDownload;
		rig.csms.call("UpdateFirmware", request(rig, { location: "http://other.example/2" }));
		expect(first.cancelled).toBe(true);
		expect(rig.files.lastDownload.url).toBe("http://other.example/2");
		rig.files.lastDownload.deliver("second");
		rig.advance(INSTALLATION);
		expect(statuses(rig)).toEqual(["Downloading", "Downloading", "Downloaded", "Installing", "Installed"]);
		expect(rig.slot.running).toBe("second");
	});

	test("replaces the one that waits for its hour, for its retry or for transactions", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge();
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate: "2027-01-01T00:00:00Z" }));
		rig.csms.call("UpdateFirmware", request(rig, { retries: 5 }));
		rig.files.lastDownload.fail();
		rig.csms.call("UpdateFirmware", request(rig));
		rig.advance(60);
		expect(rig.files.downloads).toHaveLength(2);
		rig.files.lastDownload.deliver("image");
		rig.advance(1);
		expect(rig.state(2).status).toBe("Unavailable");
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate: "2027-01-01T00:00:00Z" }));
		rig.advance(1);
		expect(rig.state(2).status).toBe("Available");
		rig.present("ALICE");
		rig.advance(60);
		expect(statuses(rig).at(-1)).toBe("Downloaded");
	});

	test("is ignored during the installation apart from its answer; R-RESET-02 and so is a reset", () => {
		const rig = updating();
		rig.files.lastDownload.deliver("image");
		expect(rig.csms.call("UpdateFirmware", request(rig, { location: "http://other.example/2" }))).toEqual({});
		expect(rig.files.downloads).toHaveLength(1);
		expect(rig.csms.call("Reset", { type: "Hard" })).toEqual({ status: "Rejected" });
		rig.advance(INSTALLATION);
		expect(statuses(rig).at(-1)).toBe("Installed");
		expect(rig.csms.call("Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
	});
});

test("R-FW-04 at a security profile UpdateFirmware is not supported", () => {
	const rig = new Rig({ defaults: { SecurityProfile: "1", AuthorizationKey: "00".repeat(16) } });
	expect(rig.csms.call("UpdateFirmware", request(rig))).toEqual({ code: "NotSupported" });
	rig.advance(10);
	expect(rig.files.downloads).toHaveLength(0);
});

describe("R-TRG-05 TC_054 TriggerMessage for FirmwareStatusNotification", () => {
	function triggered(rig: Rig): string {
		const answer = rig.csms.call("TriggerMessage", { requestedMessage: "FirmwareStatusNotification" });
		expect(answer).toEqual({ status: "Accepted" });
		rig.advance(0);
		return statuses(rig).at(-1) ?? "";
	}

	test("Idle when nothing goes on, else the present state", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge();
		expect(triggered(rig)).toBe("Idle");
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate: "2026-11-22T11:00:00Z" }));
		expect(triggered(rig)).toBe("Idle");
		rig.advance(3600);
		expect(triggered(rig)).toBe("Downloading");
		rig.files.lastDownload.deliver("");
		expect(triggered(rig)).toBe("Downloaded");
		rig.present("ALICE");
		expect(triggered(rig)).toBe("Installing");
		rig.advance(INSTALLATION);
		expect(triggered(rig)).toBe("Idle");
		expect(statuses(rig).filter((status) => status === "Idle")).toHaveLength(3);
	});
});

test("R-CFG the keys tell that firmware comes over HTTP and HTTPS", () => {
	const rig = new Rig();
	const key = ["SupportedFileTransferProtocols", "SupportedFeatureProfiles"];
	expect(rig.csms.call("GetConfiguration", { key })).toMatchObject({
		configurationKey: [
			{ readonly: true, value: "HTTP,HTTPS" },
			{ readonly: true, value: expect.stringContaining("FirmwareManagement") },
		],
	});
});
