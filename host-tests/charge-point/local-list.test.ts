import { describe, expect, test } from "vitest";
import { AuthorizationCache } from "../../modules/charge-point/authorization/authorization-cache";
import { bucketOf } from "../../modules/charge-point/authorization/id-tag-rows";
import { LocalList } from "../../modules/charge-point/authorization/local-list";
import { Clock } from "../../modules/charge-point/clock";
import { Configuration } from "../../modules/charge-point/configuration";
import type { Records as RecordsInterface } from "../../modules/charge-point/interfaces";
import type { AuthorizationData, IdTagInfo, SendLocalListRequest } from "../../modules/ocpp/types";
import { RECORD_BLOCKS } from "../../modules/storage/layout";
import { Records } from "../../modules/storage/records";
import { MemoryFlash, PowerCut } from "../storage/memory-flash";
import { VirtualTimers } from "../virtual-timers";
import { Rig, type RigOptions } from "./rig";

const ACCEPTED: IdTagInfo = { status: "Accepted" };

function connected(defaults: RigOptions["defaults"] = {}, recordBlocks = 16): Rig {
	const rig = new Rig({ recordBlocks, defaults });
	rig.advance(1);
	return rig;
}

type Entries = (string | AuthorizationData)[];

function request(
	updateType: "Full" | "Differential",
	listVersion: number,
	entries?: Entries,
): SendLocalListRequest {
	const localAuthorizationList = entries?.map((entry) =>
		typeof entry === "string" ? { idTag: entry, idTagInfo: ACCEPTED } : entry,
	);
	return { updateType, listVersion, ...(localAuthorizationList ? { localAuthorizationList } : {}) };
}

function full(rig: Rig, version: number, entries?: Entries): unknown {
	return (rig.csms.call("SendLocalList", request("Full", version, entries)) as { status: string }).status;
}

function differential(rig: Rig, version: number, entries?: Entries): unknown {
	return (rig.csms.call("SendLocalList", request("Differential", version, entries)) as { status: string })
		.status;
}

function version(rig: Rig): unknown {
	return (rig.csms.call("GetLocalListVersion", {}) as { listVersion: number }).listVersion;
}

/** Which of the ids the list lets charge: asked offline, where nothing else does. */
function allowed(rig: Rig, ids: readonly string[]): string[] {
	const { online } = rig;
	rig.setOnline(false);
	const found = ids.filter((idTag) => {
		rig.present(idTag);
		const accepted = rig.state().idTag !== null;
		if (accepted) rig.present(idTag);
		return accepted;
	});
	rig.setOnline(online);
	rig.advance(1);
	return found;
}

/** Ids of 20 characters with parents and expiry, as long as they get. */
function long(from: number, to: number): AuthorizationData[] {
	return Array.from({ length: to - from }, (_, i) => ({
		idTag: `LONG-ID-TAG-NR-${String(from + i).padStart(5, "0")}`,
		idTagInfo: {
			status: "Accepted",
			expiryDate: "2031-12-31T23:59:59.999Z",
			parentIdTag: `PARENT-OF-${String(from + i).padStart(10, "0")}`,
		},
	}));
}

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

describe("power cuts and damage", () => {
	const OLD = ["ALICE", "BOB", "CAROL", "DAVE", "EVE", "FRANK", "GRACE", "HEIDI"];
	const CHANGES: Entries = ["IVAN", "JUDY", { idTag: "ALICE" }, "BOB2", { idTag: "EVE" }, { idTag: "HEIDI" }];
	const NEW = ["BOB", "CAROL", "DAVE", "FRANK", "GRACE", "IVAN", "JUDY", "BOB2"];
	const ALL = [...OLD, "IVAN", "JUDY", "BOB2"];

	/** The cut comes within an update; what is there afterwards is the old list or the new one. */
	function cutIn(update: SendLocalListRequest, results: readonly [number, string[]][]): void {
		const whole = connected();
		full(whole, 1, OLD);
		const boundaries: number[] = [whole.flash.worked];
		for (const name of ["write", "erase"] as const) {
			const operate = whole.flash[name].bind(whole.flash) as (...parameters: unknown[]) => void;
			whole.flash[name] = (...parameters: unknown[]) => {
				operate(...parameters);
				boundaries.push(whole.flash.worked);
			};
		}
		expect(whole.csms.call("SendLocalList", update)).toEqual({ status: "Accepted" });
		expect(boundaries.length).toBeGreaterThan(4);
		const seen = new Set<unknown>();
		for (let i = 1; i < boundaries.length; i++) {
			const [from, to] = [boundaries[i - 1], boundaries[i]];
			for (const cut of [from, from + 1, Math.floor((from + to) / 2), to - 1]) {
				const rig = connected();
				full(rig, 1, OLD);
				rig.flash.powerFor = cut - rig.flash.worked;
				try {
					rig.csms.sendFrame([2, "cut", "SendLocalList", update]);
				} catch (error) {
					if (!(error instanceof PowerCut)) throw error;
				}
				rig.advance(0);
				expect(rig.powerFailed).toBe(true);
				for (let boot = 0; boot < 2; boot++) {
					rig.boot();
					rig.advance(1);
					const now = version(rig);
					seen.add(now);
					expect([now, allowed(rig, ALL)], `cut after ${cut} bytes`).toEqual(
						results.find(([expected]) => expected === now),
					);
					rig.powerOff();
				}
				rig.boot();
				rig.advance(1);
				expect(differential(rig, 8, ["LATER"])).toBe("Accepted");
				expect(allowed(rig, ["LATER"])).toEqual(["LATER"]);
			}
		}
		expect(seen.size).toBe(2);
	}

	test("R-LAL-05 R-AUTH-14 in every flash write of a Differential: the old list or the new one", () => {
		cutIn(request("Differential", 2, CHANGES), [
			[1, OLD],
			[2, ALL.filter((idTag) => NEW.includes(idTag))],
		]);
	});

	test("R-LAL-05 in every flash write of a Full list: the old list or the new one", () => {
		cutIn(request("Full", 7, NEW), [
			[1, OLD],
			[7, ALL.filter((idTag) => NEW.includes(idTag))],
		]);
	});

	test("R-LAL-05 in every flash write of the very first list: none or all of it", () => {
		for (let cut = 0; ; cut += 7) {
			const rig = connected();
			rig.flash.powerFor = cut;
			try {
				rig.csms.sendFrame([2, "cut", "SendLocalList", request("Full", 1, OLD)]);
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
			}
			rig.advance(0);
			const { powerFailed } = rig;
			rig.flash.powerFor = Number.POSITIVE_INFINITY;
			if (!powerFailed) rig.powerOff();
			rig.boot();
			rig.advance(1);
			const now = version(rig);
			expect(allowed(rig, OLD)).toEqual(now === 1 ? OLD : []);
			if (!powerFailed) {
				expect(now).toBe(1);
				return;
			}
		}
	});

	test("R-LAL-04 R-LAL-05 TC_043_3 a storage that fails in any write of an update: Failed, and the old list", () => {
		const ids = [...NEW, "ALICE", "EVE", "HEIDI"];
		for (let sound = 0; ; sound++) {
			let left = Number.POSITIVE_INFINITY;
			const stored = new Records(new MemoryFlash(16), 0, 16);
			const records: RecordsInterface = {
				get: (key) => stored.get(key),
				keys: () => stored.keys(),
				set: (key, value) => records.setAll([[key, value]]),
				delete: (key) => records.setAll([[key, undefined]]),
				setAll: (changes) => {
					if (left-- === 0) throw new Error("The flash does not keep what is written to it");
					stored.setAll(changes);
				},
			};
			const log = () => {};
			const configuration = new Configuration(
				records,
				{},
				{ fixed: {}, defaults: {}, measurands: [] },
				{ log, mayChange: () => true, keyChanged: () => {} },
			);
			const core = { clock: new Clock(new VirtualTimers()), configuration, records, log };
			const cache = new AuthorizationCache(core);
			const listCore = { ...core, authorizationCache: cache };
			const list = new LocalList(listCore);
			const known = (from: LocalList) => ids.filter((idTag) => from.find(idTag) !== undefined);
			expect(list.update(request("Full", 1, OLD))).toBe("Accepted");
			cache.put("IVAN", { status: "Accepted" });
			const before = known(list);
			left = sound;
			const status = list.update(request("Differential", 2, CHANGES));
			left = Number.POSITIVE_INFINITY;
			// The last write is after the commit: without it there is only more to tidy up.
			for (const one of [list, new LocalList(listCore)]) {
				expect(one.version, `after ${sound} writes`).toBe(status === "Accepted" ? 2 : 1);
				expect(known(one)).toEqual(status === "Accepted" ? NEW : before);
			}
			expect(list.update(request("Differential", 9, ["LATER"]))).toBe("Accepted");
			if (status === "Accepted") {
				expect(sound).toBeGreaterThan(3);
				return;
			}
			expect(status).toBe("Failed");
		}
	});

	/** A list of 50 ids, half of them blocked, that has been updated often; then a bit of one record flips. */
	function damaged(updates: number, find: (flash: string) => number): Rig {
		const rig = connected({ AllowOfflineTxForUnknownId: "true" });
		for (let i = 1; i <= updates; i++)
			expect(full(rig, i, i === updates ? IDS : [`OTHER-${i}`])).toBe("Accepted");
		rig.powerOff();
		const at = find(new TextDecoder("latin1").decode(rig.flash.bytes));
		expect(at).toBeGreaterThan(0);
		rig.flash.bytes[at] ^= 0x10;
		rig.boot();
		rig.advance(1);
		return rig;
	}

	const IDS = Array.from({ length: 50 }, (_, i) => ({
		idTag: `ID-${i}`,
		idTagInfo: { status: i % 2 ? "Accepted" : "Blocked" } as IdTagInfo,
	}));
	const VALID = IDS.filter(({ idTagInfo }) => idTagInfo.status === "Accepted").map(({ idTag }) => idTag);

	test("R-LAL-01 R-AUTH-09 a damaged bucket: version 0, none of its ids may charge, the others are in force", () => {
		let lost = 0;
		for (let bucket = 0; bucket < 32; bucket++) {
			for (const updates of [1, 2, 5]) {
				const key = (flash: string) =>
					Math.max(flash.lastIndexOf(`list.${bucket}.0\n[`), flash.lastIndexOf(`list.${bucket}.1\n[`));
				const rows = (flash: string) => flash.slice(key(flash) + 8, flash.indexOf("\u00f5", key(flash)));
				let inside: string[] = [];
				const find = (flash: string) => {
					inside = VALID.filter((idTag) => rows(flash).includes(`"${idTag.toLowerCase()}"`));
					return key(flash) + 12;
				};
				if (!IDS.some(({ idTag }) => bucketOf(idTag, 32) === bucket)) continue;
				const rig = damaged(updates, find);
				lost++;
				expect(version(rig), `bucket ${bucket}, ${updates} updates`).toBe(0);
				const ids = IDS.map(({ idTag }) => idTag);
				expect(allowed(rig, ids)).toEqual(VALID.filter((idTag) => !inside.includes(idTag)));
				expect(differential(rig, 9, ["LATER"])).toBe("Failed");
				expect(full(rig, 6, IDS)).toBe("Accepted");
				expect(version(rig)).toBe(6);
				expect(allowed(rig, ids)).toEqual(VALID);
				expect(differential(rig, 9, ["LATER"])).toBe("Accepted");
			}
		}
		expect(lost).toBeGreaterThan(60);
	});

	test("R-LAL-01 R-LAL-04 a bucket that gets damaged while the firmware runs is noticed when it is read", () => {
		const rig = connected({ AllowOfflineTxForUnknownId: "true" });
		expect(full(rig, 4, IDS)).toBe("Accepted");
		const bucket = bucketOf("ID-1", 32);
		const key = `list.${bucket}.0\n[`;
		rig.flash.bytes[new TextDecoder("latin1").decode(rig.flash.bytes).lastIndexOf(key) + 12] ^= 0x10;
		expect(differential(rig, 5, [{ idTag: "ID-1", idTagInfo: { status: "Blocked" } }])).toBe("Failed");
		expect(version(rig)).toBe(0);
		expect(allowed(rig, ["ID-1"])).toEqual([]);
		expect(full(rig, 6, IDS)).toBe("Accepted");
		expect(allowed(rig, ["ID-1"])).toEqual(["ID-1"]);
		rig.flash.bytes[
			new TextDecoder("latin1").decode(rig.flash.bytes).lastIndexOf(key.replace(".0", ".1")) + 12
		] ^= 1;
		expect(version(rig)).toBe(6);
		expect(allowed(rig, ["ID-1"])).toEqual([]);
		expect(version(rig)).toBe(0);
	});

	test("R-AUTH-14 a damaged header costs nothing, and is whole again after the boot", () => {
		for (const updates of [1, 2, 5]) {
			for (const key of ["list", "list again"]) {
				const rig = damaged(updates, (flash) => flash.lastIndexOf(`${key}[${updates},`) + key.length + 1);
				for (let boot = 0; boot < 2; boot++) {
					expect(version(rig)).toBe(updates);
					const ids = IDS.map(({ idTag }) => idTag);
					expect(allowed(rig, ids)).toEqual(VALID);
					rig.powerOff();
					rig.boot();
					rig.advance(1);
				}
				expect(differential(rig, 9, ["LATER"])).toBe("Accepted");
			}
		}
	});
});
