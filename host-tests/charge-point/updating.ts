import { expect } from "vitest";
import { Rig, type RigOptions } from "./rig";

export const LOCATION = "http://files.example/image.bin";

/** An UpdateFirmware.req for now, with some changes. */
export function request(rig: Rig, changes: object = {}) {
	return { location: LOCATION, retrieveDate: rig.csms.time, ...changes };
}

/** A charge point that has been asked for an update and has just begun to fetch it. */
export function updating(options: RigOptions = {}, changes: object = {}): Rig {
	const rig = new Rig(options);
	rig.advance(1);
	rig.csms.clear();
	expect(rig.csms.call("UpdateFirmware", request(rig, changes))).toEqual({});
	rig.advance(0);
	return rig;
}

/** What was told of the update. */
export function statuses(rig: Rig): string[] {
	return rig.csms.all("FirmwareStatusNotification").map(({ status }) => status);
}

/** Seconds in which an installation is over and its restart done. */
export const INSTALLATION = 5;
