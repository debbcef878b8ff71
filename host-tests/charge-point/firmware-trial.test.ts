import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";
import { INSTALLATION, request, statuses, updating } from "./updating";

/** The new image boots for the first time; the CSMS is as `rig` has it then. */
function installed(rig = updating()): Rig {
	rig.files.lastDownload.deliver("image");
	rig.advance(INSTALLATION);
	return rig;
}

/** The same, and the CSMS cannot be reached after the restart. */
function installedOffline(): Rig {
	const rig = updating({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.files.lastDownload.deliver("image");
	rig.advance(1);
	rig.setOnline(false);
	return installedAfter(rig);
}

function installedAfter(rig: Rig): Rig {
	rig.advance(INSTALLATION);
	expect(rig.slot).toMatchObject({ running: "image", trial: "now" });
	return rig;
}

test("R-FW-06 an image that the CSMS answers is confirmed, and then told to be installed", () => {
	const rig = updating();
	rig.csms.answer("BootNotification", SILENCE);
	rig.files.lastDownload.deliver("image");
	installedAfter(rig);
	expect(statuses(rig).at(-1)).toBe("Installing");
	rig.csms.answerAsUsual("BootNotification");
	rig.setOnline(false);
	rig.setOnline(true);
	rig.advance(120);
	expect(rig.slot).toMatchObject({ running: "image", trial: "none" });
	expect(statuses(rig).at(-1)).toBe("Installed");
	rig.powerOff();
	rig.boot();
	rig.advance(5);
	expect(rig.slot.running).toBe("image");
	expect(statuses(rig).filter((status) => status === "Installed")).toHaveLength(1);
});

test.each(["Pending", "Rejected"] as const)("R-FW-06 an answer of %s is enough", (status) => {
	const rig = updating();
	rig.csms.answer("BootNotification", () => ({ status, currentTime: rig.csms.time, interval: 60 }));
	installed(rig);
	expect(rig.slot).toMatchObject({ running: "image", trial: "none" });
	expect(statuses(rig).at(-1)).toBe("Installing");
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(61);
	expect(statuses(rig).at(-1)).toBe("Installed");
});

test("R-FW-06 without a network an image that runs for five minutes is confirmed, and charges meanwhile", () => {
	const rig = installedOffline();
	rig.charge();
	expect(rig.state().status).toBe("Charging");
	rig.advance(299 - INSTALLATION);
	expect(rig.slot.trial).toBe("now");
	rig.advance(INSTALLATION);
	expect(rig.slot.trial).toBe("none");
	rig.powerOff();
	rig.boot();
	rig.setOnline(true);
	rig.advance(10);
	expect(rig.slot.running).toBe("image");
	expect(statuses(rig).at(-1)).toBe("Installed");
});

test.each([true, false])(
	"R-FW-03 a restart on trial, crashed: %s, brings back the image before: told as failed",
	(crashed) => {
		const rig = installedOffline();
		rig.advance(30);
		rig.powerOff();
		rig.boot(crashed);
		expect(rig.slot).toMatchObject({ running: "factory", trial: "none" });
		rig.setOnline(true);
		rig.advance(10);
		expect(statuses(rig).at(-1)).toBe("InstallationFailed");
		expect(rig.logs.some((line) => line.includes("the one before is back"))).toBe(true);
		expect(rig.state().status).toBe("Available");
		rig.csms.clear();
		rig.csms.call("UpdateFirmware", request(rig));
		rig.advance(0);
		installed(rig);
		expect(rig.slot).toMatchObject({ running: "image", trial: "none" });
		expect(statuses(rig)).toEqual(["Downloading", "Downloaded", "Installing", "Installed"]);
	},
);

test("R-FW-05 R-RESET-02 what the CSMS asks for on trial waits until the image is confirmed", () => {
	const rig = updating();
	rig.csms.answer("BootNotification", SILENCE);
	rig.files.lastDownload.deliver("image");
	installedAfter(rig);
	expect(rig.csms.call("Reset", { type: "Hard" })).toEqual({ status: "Rejected" });
	rig.advance(300);
	expect(rig.slot).toMatchObject({ running: "image", trial: "none" });
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(120);
	expect(rig.csms.call("Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
});

test("R-FW-06 an image that nobody asked for by OCPP is confirmed, too, and nothing is told", () => {
	const rig = new Rig();
	rig.slot.trial = "next";
	rig.powerOff();
	rig.csms.clear();
	rig.boot();
	rig.advance(5);
	expect(rig.slot.trial).toBe("none");
	expect(statuses(rig)).toEqual([]);
});

test("R-FW-03 an image that cannot be confirmed is not told to be installed, and is tried again", () => {
	const rig = updating();
	rig.files.lastDownload.deliver("unconfirmable");
	rig.advance(INSTALLATION + 60);
	expect(statuses(rig).at(-1)).toBe("Installing");
	rig.slot.running = "image";
	rig.advance(300);
	expect(statuses(rig).at(-1)).toBe("Installed");
});
