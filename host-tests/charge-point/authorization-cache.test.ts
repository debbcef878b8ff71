import { describe, expect, test } from "vitest";
import { AuthorizationCache } from "../../modules/charge-point/authorization/authorization-cache";
import { isExpired, type KnownIdTag } from "../../modules/charge-point/authorization/id-tag-rows";
import { Clock } from "../../modules/charge-point/clock";
import { Configuration } from "../../modules/charge-point/configuration";
import type { IdTagInfo } from "../../modules/ocpp/types";
import { Records } from "../../modules/storage/records";
import { MemoryFlash } from "../storage/memory-flash";
import { VirtualTimers } from "../virtual-timers";
import { Rig } from "./rig";

const ACCEPTED: KnownIdTag = { status: "Accepted" };
const BLOCKED: KnownIdTag = { status: "Blocked" };
const MOST = 128;

interface Bench {
	cache: AuthorizationCache;
	clock: Clock;
	flash: MemoryFlash;
	logs: string[];
	/** The cache as it is found after a restart. */
	restarted(defaults?: Record<string, string>): AuthorizationCache;
}

function bench(blocks = 16): Bench {
	const flash = new MemoryFlash(blocks);
	const logs: string[] = [];
	const clock = new Clock(new VirtualTimers());
	clock.set("2026-11-22T10:00:00Z");
	const open = (defaults: Record<string, string> = {}) => {
		const records = new Records(flash, 0, blocks);
		const log = (text: string) => logs.push(text);
		const configuration = new Configuration(
			records,
			defaults,
			{ fixed: {}, defaults: {}, measurands: [] },
			{ log, mayChange: () => true, keyChanged: () => {} },
		);
		return new AuthorizationCache({ clock, configuration, records, log });
	};
	return { cache: open(), clock, flash, logs, restarted: open };
}

const names = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `ID-TAG-${from + i}`);

function known(cache: AuthorizationCache, ids: readonly string[]): string[] {
	return ids.filter((idTag) => cache.find(idTag) !== undefined);
}

describe("what is kept", () => {
	test("R-AUTH-13 everything said of an id, over a restart, however it is spelled", () => {
		const { cache, restarted } = bench();
		const told: Record<string, KnownIdTag> = {
			ALICE: { status: "Accepted", expiry: 1_795_341_600_000, parentIdTag: "Family" },
			' "\\\\,[]{}\\n': { status: "ConcurrentTx" },
			"20-CHARACTERS-ID-TAG": { status: "Expired", parentIdTag: '"""""""""""""""""""' },
			"0": { status: "Blocked", expiry: 1 },
			CONSTRUCTOR: { status: "Invalid" },
		};
		for (const idTag in told) cache.put(idTag, told[idTag]);
		for (const one of [cache, restarted()])
			for (const idTag in told) {
				expect(one.find(idTag)).toEqual(told[idTag]);
				expect(one.find(idTag.toLowerCase())).toEqual(told[idTag]);
			}
		expect(cache.find("ALIC")).toBeUndefined();
		expect(cache.find("LICE")).toBeUndefined();
	});

	test("R-AUTH-11 an id ends at its expiry, not after it, and with an expiry while there is no clock", () => {
		expect(
			[999, 1000, 1001, null].map((now) => isExpired({ status: "Accepted", expiry: 1000 }, now)),
		).toEqual([false, true, true, true]);
		expect(isExpired(ACCEPTED, null)).toBe(false);
	});

	test("R-AUTH-12 switched off by the factory it tells nothing of what it had known", () => {
		const { cache, restarted } = bench();
		cache.put("ALICE", ACCEPTED);
		const off = restarted({ AuthorizationCacheEnabled: "false" });
		off.put("BOB", ACCEPTED);
		expect(known(off, ["ALICE", "BOB"])).toEqual([]);
		expect(known(restarted(), ["ALICE", "BOB"])).toEqual(["ALICE"]);
	});

	test("R-AUTH-12 the newest word counts, and what is known already is not written again", () => {
		const { cache, flash } = bench();
		cache.put("ALICE", { status: "Accepted", parentIdTag: "A" });
		cache.put("BOB", BLOCKED);
		const { writes } = flash;
		for (let i = 0; i < 3; i++) cache.put("alice", { status: "Accepted", parentIdTag: "A" });
		cache.put("BOB", { status: "Blocked" });
		expect(flash.writes).toBe(writes);
		for (const info of [{ status: "Accepted" }, { status: "Accepted", expiry: 5 }, BLOCKED] as KnownIdTag[]) {
			cache.put("ALICE", info);
			expect(cache.find("ALICE")).toEqual(info);
		}
		expect(flash.writes).toBe(writes + 3);
	});

	test("R-AUTH-13 full: first what is not valid goes, the oldest of it first, then the oldest valid", () => {
		const { cache, clock } = bench();
		const ids = names(0, MOST);
		const past = (clock.now ?? 0) - 1;
		for (const idTag of ids) {
			const n = Number(idTag.slice(7));
			cache.put(idTag, n === 50 ? BLOCKED : n === 90 ? { status: "Accepted", expiry: past } : ACCEPTED);
		}
		expect(known(cache, ids)).toHaveLength(MOST);
		const gone: string[] = [];
		for (const idTag of names(MOST, MOST + 5)) {
			cache.put(idTag, ACCEPTED);
			const now = known(cache, ids);
			gone.push(...ids.filter((one) => !now.includes(one) && !gone.includes(one)));
		}
		expect(gone).toEqual(["ID-TAG-50", "ID-TAG-90", "ID-TAG-0", "ID-TAG-1", "ID-TAG-2"]);
		expect(known(cache, names(0, MOST + 5))).toHaveLength(MOST);
	});

	test("R-AUTH-13 an id of which something new is said is no longer old, and takes no other's place", () => {
		const { cache, restarted } = bench();
		for (const idTag of names(0, MOST)) cache.put(idTag, ACCEPTED);
		const after = restarted();
		after.put("ID-TAG-0", { status: "Accepted", parentIdTag: "A" });
		after.put("ID-TAG-5", { status: "Accepted", parentIdTag: "A" });
		expect(known(after, names(0, MOST))).toHaveLength(MOST);
		after.put("NEW", ACCEPTED);
		expect(known(after, names(0, 3))).toEqual(["ID-TAG-0", "ID-TAG-2"]);
	});

	test("R-AUTH-13 thousands of ids stay within the size", () => {
		const { cache } = bench();
		for (const idTag of names(0, 1000)) cache.put(idTag, Number(idTag.slice(7)) % 3 ? ACCEPTED : BLOCKED);
		expect(known(cache, names(0, 1000))).toHaveLength(MOST);
	});

	test("R-AUTH-13 no room in the storage: the charge point goes on, and the cache is as it was", () => {
		const { cache, logs } = bench(8);
		const long = names(0, MOST).map((idTag) => `${idTag}-ABCDEFGHIJKL`.slice(0, 20));
		for (const idTag of long)
			cache.put(idTag, { status: "Accepted", expiry: 1_795_341_600_000, parentIdTag: idTag });
		const kept = known(cache, long);
		expect(kept.length).toBeGreaterThan(50);
		expect(kept.length).toBeLessThan(MOST);
		expect(logs.at(-1)).toContain("not remembered");
		expect(kept).toEqual(long.slice(0, kept.length));
		expect(cache.clear()).toBe(true);
		cache.put("NEW", ACCEPTED);
		expect(known(cache, [...long, "NEW"])).toEqual(["NEW"]);
	});

	test("R-AUTH-13 a damaged record costs the ids in it and nothing else", () => {
		const { cache, flash, restarted } = bench();
		for (const idTag of names(0, 64)) cache.put(idTag, ACCEPTED);
		const text = new TextDecoder("latin1").decode(flash.bytes);
		flash.bytes[text.lastIndexOf("cache.3\n[") + 20] ^= 4;
		const after = restarted();
		const left = known(after, names(0, 64));
		expect(left.length).toBeGreaterThan(40);
		expect(left.length).toBeLessThan(64);
		after.put("NEW", ACCEPTED);
		for (const idTag of names(0, 64)) after.put(idTag, ACCEPTED);
		expect(known(after, [...names(0, 64), "NEW"])).toHaveLength(65);
	});

	test("R-AUTH-09 a record with something else in it is no permission", () => {
		const { flash, restarted } = bench();
		const records = new Records(flash, 0, 16);
		for (const row of ['["alice",0', '["alice",9,0,""]', '["alice","length",0,""]', '["alice",0,null,""]']) {
			for (let bucket = 0; bucket < 8; bucket++) records.set(`cache.${bucket}`, `\n${row}\nnonsense\n`);
			const cache = restarted();
			expect(cache.find("ALICE")).toEqual({ status: "Invalid" });
			cache.put("ALICE", ACCEPTED);
			expect(cache.find("ALICE")).toEqual(ACCEPTED);
		}
	});
});

describe("what the charge point does with it", () => {
	function offline(rig: Rig, idTag: string): boolean {
		rig.setOnline(false);
		rig.charge(idTag);
		const charges = rig.connector.contactor;
		if (charges) rig.present(idTag);
		rig.connector.plug(false);
		rig.setOnline(true);
		rig.advance(1);
		return charges;
	}

	function change(rig: Rig, key: string, value: string): void {
		expect(rig.csms.call("ChangeConfiguration", { key, value })).toEqual({ status: "Accepted" });
	}

	test("R-AUTH-12 Authorize.conf, StartTransaction.conf and StopTransaction.conf say whether an id is valid", () => {
		const rig = new Rig({ defaults: { StopTransactionOnInvalidId: "false" } });
		const [accepted, blocked]: IdTagInfo[] = [{ status: "Accepted" }, { status: "Blocked" }];
		rig.advance(1);
		rig.present("ALICE");
		rig.present("ALICE");
		expect(offline(rig, "ALICE")).toBe(true);
		rig.csms.answer("StartTransaction", { idTagInfo: blocked, transactionId: 1 });
		rig.charge("ALICE");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.csms.answerAsUsual("StartTransaction");
		expect(offline(rig, "ALICE")).toBe(false);
		rig.csms.answer("StopTransaction", { idTagInfo: accepted });
		rig.csms.answer("StartTransaction", { idTagInfo: blocked, transactionId: 2 });
		rig.charge("ALICE");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.csms.answerAsUsual("StartTransaction");
		expect(offline(rig, "ALICE")).toBe(true);
	});

	test("R-AUTH-12 StopTransaction.conf is about the id of the request, not about the one that started", () => {
		const rig = new Rig();
		const family = { status: "Accepted", parentIdTag: "F" } as const;
		rig.csms.answer("Authorize", { idTagInfo: family });
		rig.csms.answer("StartTransaction", { idTagInfo: family, transactionId: 1 });
		rig.csms.answer("StopTransaction", { idTagInfo: { status: "Expired" } });
		rig.charge("ALICE");
		rig.present("BOB");
		rig.connector.plug(false);
		expect([offline(rig, "ALICE"), offline(rig, "BOB")]).toEqual([true, false]);
		// Without an id in the request it is about nobody.
		rig.csms.answer("StopTransaction", {});
		rig.charge("CAROL");
		rig.csms.answer("StopTransaction", { idTagInfo: { status: "Expired" } });
		rig.csms.call("RemoteStopTransaction", { transactionId: 1 });
		rig.advance(1);
		rig.connector.plug(false);
		expect(offline(rig, "CAROL")).toBe(true);
	});

	test("R-AUTH-12 R-AUTH-24 the word of a conf counts although its transaction is long over, or the power was cut", () => {
		const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
		rig.advance(1);
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Blocked" }, transactionId: 1 });
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.charge("BOB");
		rig.powerOff();
		rig.online = true;
		rig.boot();
		rig.advance(2);
		rig.connector.plug(false);
		rig.csms.answerAsUsual("StartTransaction");
		expect([offline(rig, "ALICE"), offline(rig, "BOB"), offline(rig, "CAROL")]).toEqual([false, false, true]);
		expect(rig.csms.all("StopTransaction").map(({ reason }) => reason)).toEqual([
			"Local",
			"PowerLoss",
			"Local",
		]);
	});

	test("R-AUTH-13 R-RESET-01 it survives a reset and a power cut", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.present("ALICE");
		rig.present("ALICE");
		rig.csms.call("Reset", { type: "Hard" });
		rig.advance(5);
		expect(offline(rig, "ALICE")).toBe(true);
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(offline(rig, "ALICE")).toBe(true);
	});

	test("at most four flash writes a transaction without samples, for an id that is known, also by groups and expiry", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "0" } });
		const idTagInfo: IdTagInfo = {
			...{ status: "Accepted", parentIdTag: "F" },
			expiryDate: "2030-01-01T00:00:00+01:00",
		};
		rig.csms.answer("Authorize", { idTagInfo });
		rig.csms.answer("StartTransaction", { idTagInfo, transactionId: 1 });
		rig.csms.answer("StopTransaction", { idTagInfo });
		const session = () => {
			rig.charge("ALICE");
			rig.advance(30);
			rig.present("ALICE");
			rig.connector.plug(false);
			rig.advance(5);
		};
		session();
		const before = rig.flash.writes;
		session();
		expect(rig.csms.all("StopTransaction")).toHaveLength(2);
		expect(rig.flash.writes - before).toBeLessThanOrEqual(4);
	});

	test("R-CC-01 R-AUTH-26 TC_061_1 ClearCache: the id that was cancelled has to be asked for again", () => {
		const rig = new Rig({ defaults: { LocalPreAuthorize: "true" } });
		rig.advance(1);
		rig.present("ALICE");
		rig.present("ALICE");
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Available"]);
		rig.present("ALICE");
		rig.present("ALICE");
		expect(rig.csms.all("Authorize")).toHaveLength(1);
		expect(rig.csms.call("ClearCache", {})).toEqual({ status: "Accepted" });
		rig.present("ALICE");
		expect(rig.csms.all("Authorize")).toHaveLength(2);
		rig.checkTransitions();
	});

	test("R-CC-01 TC_061_2 ClearCache, then a remote start asks again", () => {
		const rig = new Rig({ defaults: { LocalPreAuthorize: "true", AuthorizeRemoteTxRequests: "true" } });
		rig.connector.plug(true);
		rig.advance(1);
		const remote = () => {
			const request = { idTag: "ALICE", connectorId: 1 };
			expect(rig.csms.call("RemoteStartTransaction", request)).toEqual({ status: "Accepted" });
			rig.advance(1);
			rig.present("ALICE");
			rig.connector.plug(false);
			rig.connector.plug(true);
			rig.advance(1);
		};
		remote();
		remote();
		expect(rig.csms.all("Authorize")).toHaveLength(1);
		expect(rig.csms.call("ClearCache", {})).toEqual({ status: "Accepted" });
		remote();
		expect(rig.csms.all("Authorize")).toHaveLength(2);
	});

	test("R-CC-01 with the cache off: Rejected; the list is untouched by it", () => {
		const rig = new Rig({ recordBlocks: 16 });
		rig.advance(1);
		const localAuthorizationList = [{ idTag: "ALICE", idTagInfo: { status: "Accepted" as const } }];
		rig.csms.call("SendLocalList", { listVersion: 4, updateType: "Full", localAuthorizationList });
		expect(rig.csms.call("ClearCache", {})).toEqual({ status: "Accepted" });
		expect(rig.csms.call("GetLocalListVersion", {})).toEqual({ listVersion: 4 });
		expect(offline(rig, "ALICE")).toBe(true);
		change(rig, "AuthorizationCacheEnabled", "false");
		expect(rig.csms.call("ClearCache", {})).toEqual({ status: "Rejected" });
		rig.present("BOB");
		rig.present("BOB");
		change(rig, "AuthorizationCacheEnabled", "true");
		expect(offline(rig, "BOB")).toBe(false);
	});

	test("R-CC-01 R-QUE-08 ClearCache in a transaction harms nothing, not even with a power cut after it (MicroOcpp 5.3)", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.setOnline(false);
		rig.advance(130);
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.call("ClearCache", {})).toEqual({ status: "Accepted" });
		rig.advance(70);
		expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001 });
		rig.powerOff();
		rig.boot();
		rig.advance(2);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 1001, reason: "PowerLoss" }]);
		expect(rig.csms.all("MeterValues")).toHaveLength(3);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});
});
