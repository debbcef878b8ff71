import { describe, expect, test } from "vitest";
import { AuthorizationCache } from "../../modules/charge-point/authorization/authorization-cache";
import { bucketOf } from "../../modules/charge-point/authorization/id-tag-rows";
import { LocalList } from "../../modules/charge-point/authorization/local-list";
import { Clock } from "../../modules/charge-point/clock";
import { Configuration } from "../../modules/charge-point/configuration";
import type { Records as RecordsInterface } from "../../modules/charge-point/interfaces";
import type { IdTagInfo, SendLocalListRequest } from "../../modules/ocpp/types";
import { Records } from "../../modules/storage/records";
import { MemoryFlash, PowerCut } from "../storage/memory-flash";
import { VirtualTimers } from "../virtual-timers";
import { allowed, connected, differential, type Entries, full, request, version } from "./listing";
import type { Rig } from "./rig";

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
