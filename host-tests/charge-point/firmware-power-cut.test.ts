import { expect, test } from "vitest";
import { PowerCut } from "../storage/memory-flash";
import { Rig } from "./rig";

/** One update and one upload; each flash write may be the last thing that happens. */
function work(rig: Rig): void {
	const retrieveDate = rig.csms.time;
	rig.csms.call("UpdateFirmware", { location: "http://files.example/image.bin", retrieveDate });
	rig.csms.call("GetDiagnostics", { location: "http://files.example/" });
	rig.files.lastUpload.events.onDone();
	rig.files.lastDownload.deliver("image");
	rig.advance(10);
}

/** The server has the image whenever it is asked for. */
function settle(rig: Rig): void {
	for (let i = 0; i < 3; i++) {
		for (const download of rig.files.downloads.splice(0)) download.deliver("image");
		rig.advance(10);
	}
}

/** How many bytes a whole update writes. */
function bytesOfAll(): number {
	const rig = new Rig();
	rig.advance(1);
	const before = rig.flash.worked;
	work(rig);
	return rig.flash.worked - before;
}

test("R-FW-06 the power is cut at any byte: the update ends well or is told to have failed", () => {
	const bytes = bytesOfAll();
	expect(bytes).toBeGreaterThan(200);
	const ends = new Map<string, number>();
	for (let cut = 0; cut <= bytes; cut += 7) {
		const rig = new Rig();
		rig.advance(1);
		rig.flash.powerFor = cut;
		try {
			work(rig);
		} catch (error) {
			if (!rig.powerFailed && !(error instanceof PowerCut)) throw error;
		}
		rig.flash.powerFor = Number.POSITIVE_INFINITY;
		if (rig.powerFailed) rig.boot();
		settle(rig);
		const told = rig.csms.all("FirmwareStatusNotification").map(({ status }) => status);
		const end = told.at(-1) ?? "never begun";
		ends.set(end, (ends.get(end) ?? 0) + 1);
		expect(rig.slot.running === "image", `${cut}: ${told}`).toBe(end === "Installed");
		expect(["Installed", "InstallationFailed", "never begun"], `${cut}: ${told}`).toContain(end);
		const uploads = rig.csms.all("DiagnosticsStatusNotification").map(({ status }) => status);
		if (uploads.length > 0) expect(uploads.at(-1)).toMatch(/^(Uploaded|UploadFailed)$/);
		expect(rig.state().status).toBe("Available");
		rig.charge();
		expect(rig.state().status).toBe("Charging");
	}
	expect([...ends.keys()].sort()).toContain("Installed");
	expect(ends.size).toBeGreaterThan(1);
}, 60_000);
