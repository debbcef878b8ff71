import { describe, expect, test } from "vitest";
import type { AuthorizationData } from "../../modules/ocpp/types";
import { RECORD_BLOCKS } from "../../modules/storage/layout";
import { allowed, connected, differential, full, long, version } from "./listing";
import { Rig } from "./rig";

describe("SendLocalList", () => {
	test("R-LAL-01 R-LAL-02 TC_042_2 an empty Full list says version 0, whatever was sent", () => {
		const rig = connected();
		expect(version(rig)).toBe(0);
		expect(full(rig, 1)).toBe("Accepted");
		expect(version(rig)).toBe(0);
		expect(full(rig, 5, ["ALICE"])).toBe("Accepted");
		expect(version(rig)).toBe(5);
		expect(full(rig, 9, [])).toBe("Accepted");
		expect(version(rig)).toBe(0);
		expect(allowed(rig, ["ALICE"])).toEqual([]);
	});

	test("R-LAL-02 R-LAL-03 TC_043 Full, then Differential: add, change, delete, however the ids are spelled", () => {
		const rig = connected();
		expect(full(rig, 1, ["ALICE", "Bob"])).toBe("Accepted");
		expect(
			differential(rig, 2, [
				"CAROL",
				{ idTag: "BOB", idTagInfo: { status: "Blocked" } },
				{ idTag: "alice" },
				{ idTag: "NOBODY" },
			]),
		).toBe("Accepted");
		expect(version(rig)).toBe(2);
		expect(allowed(rig, ["ALICE", "BOB", "carol"])).toEqual(["carol"]);
		expect(full(rig, 1, ["ALICE"])).toBe("Accepted");
		expect(version(rig)).toBe(1);
		expect(allowed(rig, ["ALICE", "BOB", "CAROL"])).toEqual(["ALICE"]);
	});

	test("R-LAL-03 TC_043_2 a Differential that is not newer: VersionMismatch, the list stays", () => {
		const rig = connected();
		expect(full(rig, 2, ["ALICE"])).toBe("Accepted");
		expect(version(rig)).toBe(2);
		expect(differential(rig, 5, ["BOB"])).toBe("Accepted");
		expect(version(rig)).toBe(5);
		for (const old of [4, 5]) {
			expect(differential(rig, old, ["EVE"])).toBe("VersionMismatch");
			expect(version(rig)).toBe(5);
		}
		expect(allowed(rig, ["ALICE", "BOB", "EVE"])).toEqual(["ALICE", "BOB"]);
	});

	test("R-LAL-03 R-LAL-02 an empty Differential only takes the version, and none on an empty list", () => {
		const rig = connected();
		expect(differential(rig, 3)).toBe("Accepted");
		expect(version(rig)).toBe(0);
		expect(full(rig, 3, ["ALICE"])).toBe("Accepted");
		expect(differential(rig, 4, [])).toBe("Accepted");
		expect(version(rig)).toBe(4);
		expect(allowed(rig, ["ALICE"])).toEqual(["ALICE"]);
		expect(differential(rig, 7, [{ idTag: "ALICE" }])).toBe("Accepted");
		expect(version(rig)).toBe(0);
		expect(differential(rig, 1, ["BOB"])).toBe("Accepted");
		expect(version(rig)).toBe(1);
	});

	test("R-LAL-04 TC_043_3 Failed, and nothing changed: double ids, no idTagInfo, too many, no version", () => {
		const rig = connected({ SendLocalListMaxLength: "3", LocalAuthListMaxLength: "4" });
		expect(full(rig, 1, ["A", "B"])).toBe("Accepted");
		expect(full(rig, 2, ["ALICE", "alice"])).toBe("Failed");
		expect(differential(rig, 2, ["ALICE", { idTag: "Alice" }])).toBe("Failed");
		expect(full(rig, 2, ["ALICE", { idTag: "BOB" }])).toBe("Failed");
		expect(full(rig, 2, ["P", "Q", "R", "S"])).toBe("Failed");
		for (const none of [0, -1]) {
			expect(full(rig, none, ["P"])).toBe("Failed");
			expect(differential(rig, none, ["P"])).toBe("Failed");
		}
		expect(differential(rig, 2, ["A", "C", "D"])).toBe("Accepted");
		expect(differential(rig, 3, ["E", "F"])).toBe("Failed");
		expect(differential(rig, 3, ["E", { idTag: "B" }])).toBe("Accepted");
		expect(version(rig)).toBe(3);
		const ids = ["A", "B", "C", "D", "E", "F", "P", "Q", "ALICE"];
		expect(allowed(rig, ids)).toEqual(["A", "C", "D", "E"]);
	});

	test("R-LAL-01 R-LAL-05 TC_042_1 TC_043_1 out of use: -1 and NotSupported; in use again the list is there", () => {
		const rig = connected();
		expect(full(rig, 3, ["ALICE"])).toBe("Accepted");
		rig.csms.call("ChangeConfiguration", { key: "LocalAuthListEnabled", value: "false" });
		expect(version(rig)).toBe(-1);
		expect(full(rig, 4, ["BOB"])).toBe("NotSupported");
		expect(allowed(rig, ["ALICE", "BOB"])).toEqual([]);
		rig.csms.call("ChangeConfiguration", { key: "LocalAuthListEnabled", value: "true" });
		expect(version(rig)).toBe(3);
		expect(allowed(rig, ["ALICE", "BOB"])).toEqual(["ALICE"]);
	});

	test("R-BOOT-07 R-LAL-01 it is answered while the registration is Pending", () => {
		const rig = new Rig({ recordBlocks: 16, offline: true });
		rig.csms.answer("BootNotification", () => ({
			status: "Pending",
			currentTime: rig.csms.time,
			interval: 600,
		}));
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.chargePoint.state.registration).toBe("Pending");
		expect(full(rig, 3, ["ALICE"])).toBe("Accepted");
		expect(version(rig)).toBe(3);
		expect(rig.csms.call("ClearCache", {})).toEqual({ status: "Accepted" });
	});

	test("R-LAL-06 R-AUTH-02 an id that enters the list leaves the cache, one that is listed never enters it", () => {
		const rig = connected();
		rig.present("ALICE");
		rig.present("ALICE");
		expect(allowed(rig, ["ALICE"])).toEqual(["ALICE"]);
		expect(full(rig, 1, [{ idTag: "alice", idTagInfo: { status: "Blocked" } }])).toBe("Accepted");
		expect(allowed(rig, ["ALICE"])).toEqual([]);
		rig.present("ALICE");
		rig.present("ALICE");
		expect(differential(rig, 2, [{ idTag: "ALICE" }])).toBe("Accepted");
		expect(allowed(rig, ["ALICE"])).toEqual([]);
	});

	test("R-CFG-01 its keys and its profile", () => {
		const rig = connected();
		const asked = ["LocalAuthListEnabled", "LocalAuthListMaxLength", "SendLocalListMaxLength"];
		const told = rig.csms.call("GetConfiguration", { key: [...asked, "SupportedFeatureProfiles"] });
		expect(told).toMatchObject({
			configurationKey: [
				{ key: "LocalAuthListEnabled", readonly: false, value: "true" },
				{ key: "LocalAuthListMaxLength", readonly: true, value: "500" },
				{ key: "SendLocalListMaxLength", readonly: true, value: "50" },
				{ value: expect.stringContaining("LocalAuthListManagement") },
			],
		});
	});
});

describe("500 ids", () => {
	/** A Full of 50 and nine Differentials of 50, all of the longest kind. */
	function fill(rig: Rig): void {
		expect(full(rig, 1, long(0, 50))).toBe("Accepted");
		for (let i = 1; i < 10; i++) expect(differential(rig, 1 + i, long(50 * i, 50 * i + 50))).toBe("Accepted");
	}

	test("R-AUTH-14 R-LAL-03 R-LAL-04 fit, survive a power cut, and no more than 500", () => {
		const rig = connected({}, RECORD_BLOCKS);
		fill(rig);
		expect(version(rig)).toBe(10);
		expect(differential(rig, 11, long(500, 501))).toBe("Failed");
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(version(rig)).toBe(10);
		const ids = long(0, 502).map(({ idTag }) => idTag);
		expect(allowed(rig, ids)).toEqual(ids.slice(0, 500));
		rig.csms.call("ChangeConfiguration", { key: "LocalPreAuthorize", value: "true" });
		rig.csms.clear();
		rig.charge(ids[17]);
		rig.present(ids[18]);
		expect(rig.csms.all("Authorize")).toEqual([]);
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		rig.present(ids[17]);
		const deletions = long(100, 150).map(({ idTag }) => ({ idTag }));
		expect(differential(rig, 11, deletions)).toBe("Accepted");
		expect(differential(rig, 12, long(500, 502))).toBe("Accepted");
		rig.connector.plug(false);
		expect(allowed(rig, ids)).toEqual([...ids.slice(0, 100), ...ids.slice(150)]);
	});

	test("R-LAL-04 R-LAL-05 TC_043_3 no room in the storage: Failed, the list is the old one, also after a reboot", () => {
		const rig = connected({}, 12);
		const accepted: AuthorizationData[] = [];
		let at = 0;
		for (; at < 500; at += 50) {
			const entries = long(at, at + 50);
			if (differential(rig, 1 + at, entries) !== "Accepted") break;
			accepted.push(...entries);
		}
		expect(at).toBeGreaterThan(0);
		expect(at).toBeLessThan(500);
		const ids = long(0, 500).map(({ idTag }) => idTag);
		for (let i = 0; i < 2; i++) {
			expect(version(rig)).toBe(at - 49);
			expect(allowed(rig, ids)).toEqual(accepted.map(({ idTag }) => idTag));
			rig.powerOff();
			rig.boot();
			rig.advance(1);
		}
		// What the failed update had written is out of the way.
		expect(full(rig, 1, ["ALICE"])).toBe("Accepted");
		rig.csms.call("ChangeConfiguration", { key: "MinimumStatusDuration", value: "1" });
		expect(allowed(rig, ["ALICE", ids[0]])).toEqual(["ALICE"]);
	});

	test("R-LAL-03 a Differential of one id writes one bucket, and the same list again only its version, twice", () => {
		const rig = connected({}, RECORD_BLOCKS);
		fill(rig);
		let before = rig.flash.worked;
		expect(differential(rig, 11, long(7, 8))).toBe("Accepted");
		expect(rig.flash.worked - before).toBeLessThan(9000);
		full(rig, 12, long(0, 50));
		before = rig.flash.writes;
		expect(full(rig, 13, long(0, 50))).toBe("Accepted");
		expect(rig.flash.writes - before).toBe(2);
	});
});
