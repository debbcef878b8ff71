import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";
import { INSTALLATION, LOCATION, request, statuses, updating } from "./updating";

describe("R-FW-06 restarts", () => {
	function powerCycle(rig: Rig): void {
		rig.powerOff();
		rig.boot();
		rig.advance(1);
	}

	test("an update that waits for its hour is not forgotten", () => {
		const rig = new Rig();
		rig.advance(1);
		const retrieveDate = new Date(Date.parse(rig.csms.time) + 3_600_000).toISOString();
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate }));
		powerCycle(rig);
		expect(rig.files.downloads).toHaveLength(0);
		rig.advance(3600);
		expect(rig.files.lastDownload.url).toBe(LOCATION);
	});

	test.each(["Soft", "Hard"] as const)(
		"R-RESET-01 R-FW-02 a %s reset ends the transaction that the installation waits for: installed after it",
		(type) => {
			const rig = new Rig({ connectors: 2 });
			rig.charge();
			rig.csms.call("UpdateFirmware", request(rig));
			rig.advance(0);
			rig.files.lastDownload.deliver("image");
			rig.advance(5);
			expect(rig.csms.call("Reset", { type })).toEqual({ status: "Accepted" });
			rig.advance(5);
			expect(rig.csms.all("BootNotification")).toHaveLength(2);
			rig.files.lastDownload.deliver("image");
			rig.advance(INSTALLATION);
			expect(rig.slot.running).toBe("image");
			expect(statuses(rig)).toEqual([
				...["Downloading", "Downloaded", "Downloading", "Downloaded", "Installing", "Installed"],
			]);
			expect(rig.csms.last("StopTransaction").reason).toBe(`${type}Reset`);
			rig.checkTransitions();
		},
	);

	test("R-RESET-02 a reset that fails does not keep the image from being installed", () => {
		const rig = new Rig({ defaults: { ResetRetries: "0" } });
		rig.charge();
		rig.csms.call("UpdateFirmware", request(rig));
		rig.advance(0);
		rig.files.lastDownload.deliver("image");
		rig.restartFails = true;
		rig.csms.call("Reset", { type: "Soft" });
		rig.advance(9);
		expect(statuses(rig)).not.toContain("Installing");
		rig.advance(3);
		rig.restartFails = false;
		rig.advance(60);
		expect(rig.slot.running).toBe("image");
	});

	test("an interrupted download begins anew, and is given up after the third restart", () => {
		const rig = updating();
		for (let restart = 1; restart <= 2; restart++) {
			powerCycle(rig);
			expect(rig.files.downloads).toHaveLength(1);
		}
		powerCycle(rig);
		expect(rig.files.downloads).toHaveLength(0);
		expect(statuses(rig)).toEqual(["Downloading", "Downloading", "Downloading", "DownloadFailed"]);
		rig.csms.call("UpdateFirmware", request(rig));
		powerCycle(rig);
		expect(rig.files.downloads).toHaveLength(1);
		rig.files.lastDownload.deliver("image");
		rig.advance(INSTALLATION);
		expect(rig.slot.running).toBe("image");
	});

	test("a power cut while it is installed: it failed, unless the new image runs", () => {
		const rig = updating();
		rig.files.lastDownload.deliver("image");
		rig.advance(1);
		powerCycle(rig);
		expect(statuses(rig).at(-1)).toBe("InstallationFailed");
		expect(rig.state().status).toBe("Available");
		const other = updating();
		other.files.lastDownload.deliver("image");
		other.advance(1);
		other.slot.installed = true;
		powerCycle(other);
		expect(statuses(other).at(-1)).toBe("Installed");
	});

	test("an end that was not told is told after the restart, once", () => {
		const rig = updating();
		rig.setOnline(false);
		rig.files.lastDownload.fail();
		rig.advance(10);
		powerCycle(rig);
		expect(statuses(rig)).toEqual(["Downloading"]);
		rig.setOnline(true);
		rig.advance(1);
		powerCycle(rig);
		expect(statuses(rig)).toEqual(["Downloading", "DownloadFailed"]);
	});
});

describe("R-QUE-12 statuses while offline", () => {
	test("of what happens offline only the latest state is told", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge();
		rig.csms.clear();
		rig.csms.call("UpdateFirmware", request(rig));
		rig.setOnline(false);
		rig.files.lastDownload.deliver("image");
		rig.advance(60);
		rig.setOnline(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Downloading", "Downloaded"]);
		rig.setOnline(false);
		rig.csms.clear();
		rig.present("ALICE");
		rig.advance(INSTALLATION);
		rig.advance(60);
		expect(rig.slot.running).toBe("image");
		rig.setOnline(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Installed"]);
	});

	test("every end is told, in order", () => {
		const rig = updating();
		rig.csms.call("UpdateFirmware", request(rig, { retrieveDate: "2026-11-22T11:00:00Z" }));
		rig.setOnline(false);
		rig.advance(3600);
		rig.files.lastDownload.fail();
		rig.advance(10);
		rig.setOnline(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Downloading", "DownloadFailed"]);
	});

	test("an answer that was lost with the connection is asked for again", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("FirmwareStatusNotification", SILENCE);
		rig.csms.call("UpdateFirmware", request(rig));
		rig.files.lastDownload.deliver("");
		rig.advance(10);
		rig.setOnline(false);
		rig.csms.answerAsUsual("FirmwareStatusNotification");
		rig.advance(10);
		rig.setOnline(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Downloading", "InstallationFailed"]);
	});

	test("an end without answer is told again later, a state is not; an error is an answer", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("FirmwareStatusNotification", SILENCE);
		rig.csms.call("UpdateFirmware", request(rig));
		rig.files.lastDownload.fail();
		rig.advance(65);
		expect(statuses(rig)).toEqual(["Downloading", "DownloadFailed"]);
		rig.csms.answer("FirmwareStatusNotification", { code: "InternalError" });
		rig.advance(300);
		expect(statuses(rig)).toEqual(["Downloading", "DownloadFailed", "DownloadFailed"]);
	});
});
