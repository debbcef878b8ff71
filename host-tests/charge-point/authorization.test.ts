import { describe, expect, test } from "vitest";
import type { IdTagInfo } from "../../modules/ocpp/types";
import {
	ACCEPTED,
	cached,
	charges,
	FAMILY,
	inSeconds,
	leave,
	listed,
	PRE,
	sendList,
	teach,
	warnings,
} from "./authorizing";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

describe("connected", () => {
	test("R-AUTH-01 R-AUTH-02 R-AUTH-03 TC_007_1 a cached id starts without Authorize, with LocalPreAuthorize", () => {
		const rig = cached({ ALICE: ACCEPTED }, PRE);
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.connector.contactor).toBe(false);
		rig.present("alice");
		expect(rig.csms.all("Authorize")).toHaveLength(0);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "alice" });
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Charging"]);
		rig.checkTransitions();
	});

	test("R-AUTH-03 R-RSTX-03 TC_007_2 TC_008_2 a remote start of a cached or listed id without Authorize", () => {
		for (const rig of [
			cached({ ALICE: ACCEPTED }, { ...PRE, AuthorizeRemoteTxRequests: "true" }),
			listed({ ALICE: ACCEPTED }, { ...PRE, AuthorizeRemoteTxRequests: "true" }),
		]) {
			rig.connector.plug(true);
			rig.advance(1);
			const request = { idTag: "ALICE", connectorId: 1 };
			expect(rig.csms.call("RemoteStartTransaction", request)).toEqual({ status: "Accepted" });
			rig.advance(1);
			expect(rig.csms.all("Authorize")).toHaveLength(0);
			expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE" });
			expect(rig.state().status).toBe("Charging");
		}
	});

	test("R-AUTH-02 R-AUTH-03 TC_008_1 a listed id starts without Authorize, with the cache off", () => {
		const rig = new Rig({ defaults: { ...PRE, AuthorizationCacheEnabled: "false" } });
		rig.advance(1);
		expect(rig.csms.call("GetLocalListVersion", {})).toEqual({ listVersion: 0 });
		sendList(rig, { ALICE: ACCEPTED });
		expect(charges(rig, "ALICE")).toBe(true);
		expect(rig.csms.all("Authorize")).toHaveLength(0);
	});

	test("R-AUTH-03 without LocalPreAuthorize the CSMS is asked of any id", () => {
		for (const rig of [cached({ ALICE: ACCEPTED }), listed({ ALICE: ACCEPTED })]) {
			expect(charges(rig, "ALICE")).toBe(true);
			expect(rig.csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
		}
	});

	test("R-AUTH-03 with LocalAuthListEnabled or AuthorizationCacheEnabled off, what they know is not used", () => {
		for (const [rig, key] of [
			[cached({ ALICE: ACCEPTED }, PRE), "AuthorizationCacheEnabled"],
			[listed({ ALICE: ACCEPTED }, PRE), "LocalAuthListEnabled"],
		] as const) {
			rig.csms.call("ChangeConfiguration", { key, value: "false" });
			rig.csms.clear();
			expect(charges(rig, "ALICE")).toBe(true);
			expect(rig.csms.all("Authorize")).toHaveLength(1);
		}
	});

	test("R-AUTH-12 a cache that was off has forgotten what it knew, a list has not", () => {
		const rig = listed({ LISTED: ACCEPTED }, PRE);
		teach(rig, "CACHED", ACCEPTED);
		for (const value of ["false", "true"]) {
			for (const key of ["AuthorizationCacheEnabled", "LocalAuthListEnabled"])
				rig.csms.call("ChangeConfiguration", { key, value });
		}
		rig.advance(1);
		rig.csms.clear();
		charges(rig, "LISTED");
		leave(rig);
		charges(rig, "CACHED");
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "CACHED" }]);
	});

	test("R-AUTH-04 R-AUTH-11 unknown, not valid or past its expiry: the CSMS is asked, and its word counts", () => {
		const rig = new Rig({ defaults: PRE });
		rig.advance(1);
		teach(rig, "BLOCKED", { status: "Blocked" });
		const short: IdTagInfo = { status: "Accepted", expiryDate: inSeconds(rig, 600) };
		teach(rig, "SHORT", short);
		rig.csms.answer("StartTransaction", { idTagInfo: short, transactionId: 1 });
		teach(rig, "BUSY", { status: "ConcurrentTx" });
		expect(charges(rig, "SHORT")).toBe(true);
		expect(rig.csms.all("Authorize")).toHaveLength(0);
		leave(rig);
		rig.csms.answerAsUsual("StartTransaction");
		rig.advance(600);
		for (const idTag of ["UNKNOWN", "BLOCKED", "SHORT", "BUSY"]) {
			rig.csms.clear();
			expect(charges(rig, idTag)).toBe(true);
			expect(rig.csms.all("Authorize")).toEqual([{ idTag }]);
			leave(rig);
		}
		// All of them are known as valid now.
		rig.csms.clear();
		for (const idTag of ["UNKNOWN", "BLOCKED", "SHORT", "BUSY"]) {
			expect(charges(rig, idTag)).toBe(true);
			leave(rig);
		}
		expect(rig.csms.all("Authorize")).toHaveLength(0);
	});

	test("R-AUTH-10 ConcurrentTx in the list counts as valid, in Authorize.conf it starts nothing", () => {
		const rig = listed({ ALICE: { status: "ConcurrentTx" } }, PRE);
		expect(charges(rig, "ALICE")).toBe(true);
		leave(rig);
		rig.csms.answer("Authorize", { idTagInfo: { status: "ConcurrentTx" } });
		expect(charges(rig, "BOB")).toBe(false);
	});

	test("R-AUTH-05 R-AUTH-02 listed as not valid: the CSMS is asked whatever the cache knew, and may allow it", () => {
		const rig = cached({ ALICE: ACCEPTED }, PRE);
		sendList(rig, { ALICE: { status: "Blocked" } });
		rig.csms.answer("Authorize", { idTagInfo: { status: "Invalid" } });
		expect(charges(rig, "ALICE")).toBe(false);
		rig.csms.answerAsUsual("Authorize");
		rig.present("ALICE");
		expect(rig.state().status).toBe("Charging");
		expect(rig.csms.all("Authorize")).toHaveLength(2);
		rig.advance(1);
		expect(warnings(rig)).toEqual(["Available LocalListConflict ALICE"]);
	});

	test("R-AUTH-06 TC_023_4 an id that is Invalid, Blocked or Expired starts nothing: Preparing", () => {
		for (const status of ["Invalid", "Blocked", "Expired", "ConcurrentTx"] as const) {
			const rig = new Rig();
			rig.advance(1);
			rig.csms.answer("Authorize", { idTagInfo: { status } });
			rig.present("ALICE");
			expect(rig.state().notice).toBe(status);
			rig.connector.plug(true);
			rig.advance(5);
			expect(rig.state().status).toBe("Preparing");
			expect(rig.csms.all("StartTransaction")).toHaveLength(0);
		}
	});

	test("R-AUTH-06 R-RSTX-03 TC_023_5 a remote start of an id that is refused: Accepted, Preparing, no transaction", () => {
		const rig = new Rig({ defaults: { AuthorizeRemoteTxRequests: "true" } });
		rig.advance(1);
		rig.csms.answer("Authorize", { idTagInfo: { status: "Invalid" } });
		const request = { idTag: "ALICE", connectorId: 1 };
		expect(rig.csms.call("RemoteStartTransaction", request)).toEqual({ status: "Accepted" });
		rig.connector.plug(true);
		rig.advance(5);
		expect(rig.csms.all("Authorize")).toHaveLength(1);
		expect(rig.state().status).toBe("Preparing");
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	});

	test("R-AUTH-07 no answer, a CALLERROR or a lost connection: once by the offline rules, with what is known", () => {
		const rig = listed({ ALICE: ACCEPTED, EVE: { status: "Blocked" } }, { MessageTimeout: "5" });
		teach(rig, "BOB", ACCEPTED);
		for (const answer of [SILENCE, { code: "InternalError" }, "lost"] as const) {
			for (const [idTag, expected] of [
				["ALICE", true],
				["BOB", true],
				["EVE", false],
				["UNKNOWN", false],
			] as const) {
				rig.csms.answer("Authorize", answer === "lost" ? SILENCE : answer);
				rig.csms.clear();
				rig.charge(idTag);
				if (answer === "lost") rig.setOnline(false);
				rig.advance(6);
				expect(rig.connector.contactor, `${idTag} ${String(answer)}`).toBe(expected);
				expect(rig.csms.all("Authorize")).toHaveLength(1);
				leave(rig);
				rig.setOnline(true);
				rig.advance(1);
			}
		}
	});
});

describe("without a connection", () => {
	test("R-AUTH-08 TC_037_1 listed and cached ids start, unless LocalAuthorizeOffline is false", () => {
		for (const value of ["true", "false"]) {
			const rig = listed({ ALICE: ACCEPTED, BUSY: { status: "ConcurrentTx" } });
			teach(rig, "BOB", ACCEPTED);
			for (const key of ["LocalAuthorizeOffline", "AllowOfflineTxForUnknownId"])
				rig.csms.call("ChangeConfiguration", {
					key,
					value: key === "LocalAuthorizeOffline" ? value : "true",
				});
			rig.setOnline(false);
			for (const idTag of ["ALICE", "BOB", "BUSY"]) {
				expect(charges(rig, idTag), idTag).toBe(value === "true");
				leave(rig);
			}
			rig.setOnline(true);
			rig.advance(1);
			const ids = rig.csms.all("StartTransaction").map(({ idTag }) => idTag);
			expect(ids).toEqual(value === "true" ? ["ALICE", "BOB", "BUSY"] : []);
		}
	});

	test("R-AUTH-09 with AllowOfflineTxForUnknownId only ids that are neither listed nor cached, nothing refused", () => {
		const rig = listed(
			{ BLOCKED: { status: "Blocked" }, INVALID: { status: "Invalid" }, EXPIRED: { status: "Expired" } },
			{ AllowOfflineTxForUnknownId: "true" },
		);
		teach(rig, "CACHED", { status: "Blocked" });
		teach(rig, "BUSY", { status: "ConcurrentTx" });
		rig.setOnline(false);
		for (const idTag of ["blocked", "INVALID", "EXPIRED", "CACHED", "BUSY"])
			expect(charges(rig, idTag), idTag).toBe(false);
		rig.connector.plug(false);
		rig.advance(6);
		rig.connector.plug(true);
		rig.present("CACHED");
		expect(rig.state().notice).toBe("Blocked");
		expect(charges(rig, "UNKNOWN")).toBe(true);
	});

	test("R-AUTH-09 R-AUTH-11 past its expiry an id is refused, listed or cached; without an end it never is", () => {
		const rig = new Rig({ recordBlocks: 16, defaults: { AllowOfflineTxForUnknownId: "true" } });
		rig.advance(1);
		const expiryDate = inSeconds(rig, 3600);
		sendList(rig, { LISTED: { status: "Accepted", expiryDate }, ALWAYS: ACCEPTED });
		teach(rig, "CACHED", { status: "Accepted", expiryDate });
		rig.setOnline(false);
		for (const idTag of ["LISTED", "CACHED", "ALWAYS"]) {
			expect(charges(rig, idTag), idTag).toBe(true);
			leave(rig);
		}
		rig.advance(3600);
		for (const idTag of ["LISTED", "CACHED"]) {
			expect(charges(rig, idTag), idTag).toBe(false);
			expect(rig.state().notice).toBe("Expired");
		}
		rig.connector.plug(false);
		rig.advance(86_400 * 365);
		expect(charges(rig, "ALWAYS")).toBe(true);
	});

	test("R-AUTH-09 blocked and past its end is Blocked; with or without a clock", () => {
		const rig = new Rig({ recordBlocks: 16 });
		rig.advance(1);
		sendList(rig, { EVE: { status: "Blocked", expiryDate: inSeconds(rig, 60) } });
		rig.setOnline(false);
		rig.advance(100);
		expect(charges(rig, "EVE")).toBe(false);
		expect(rig.state().notice).toBe("Blocked");
		rig.powerOff();
		rig.boot();
		rig.present("EVE");
		expect(rig.state().notice).toBe("Blocked");
	});

	test("R-AUTH-09 R-HB-06 without a clock an id with an end is refused, since it may be past it", () => {
		const rig = new Rig({ recordBlocks: 16, defaults: { AllowOfflineTxForUnknownId: "true" } });
		rig.advance(1);
		sendList(rig, { ENDS: { status: "Accepted", expiryDate: inSeconds(rig, 86_400) }, ALWAYS: ACCEPTED });
		rig.powerOff();
		rig.online = false;
		rig.boot();
		expect(rig.chargePoint.state.clock).toBeNull();
		expect(charges(rig, "ENDS")).toBe(false);
		expect(rig.state().notice).toBe("Offline");
		expect(charges(rig, "ALWAYS")).toBe(true);
	});

	test("R-BOOT-12 R-AUTH-08 before a CSMS has ever accepted it, known ids do not charge either", () => {
		const rig = listed({ ALICE: ACCEPTED });
		rig.powerOff();
		const pending = new Rig({ recordBlocks: 16, offline: true });
		pending.csms.answer("BootNotification", () => ({
			status: "Pending",
			currentTime: pending.csms.time,
			interval: 600,
		}));
		pending.setOnline(true);
		pending.advance(1);
		sendList(pending, { ALICE: ACCEPTED });
		expect(charges(pending, "ALICE")).toBe(false);
		rig.online = false;
		rig.boot();
		expect(charges(rig, "ALICE")).toBe(true);
	});
});

describe("groups", () => {
	/** ALICE charges; she and BOB are FAMILY, CAROL is not, as the CSMS says. */
	function family(defaults: RigOptions["defaults"] = {}): Rig {
		const rig = new Rig({ recordBlocks: 16, defaults });
		rig.csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: { status: "Accepted", parentIdTag: idTag === "CAROL" ? "OTHERS" : "FAMILY" },
		}));
		rig.charge("ALICE");
		rig.csms.clear();
		return rig;
	}

	test("R-AUTH-18 TC_068 another id stops nothing; the same id, however spelled, stops without Authorize", () => {
		const rig = family();
		rig.present("CAROL");
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		expect(rig.state()).toMatchObject({ status: "Charging", notice: "Invalid" });
		rig.csms.clear();
		rig.present("alice");
		expect(rig.csms.all("Authorize")).toHaveLength(0);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: "alice" });
		expect(rig.state().status).toBe("Finishing");
	});

	test("R-AUTH-16 R-AUTH-19 TC_069 an id of the same group stops, after Authorize, under its own name", () => {
		const rig = family();
		rig.present("BOB");
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "BOB" }]);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: "BOB" });
		expect(rig.csms.statuses(1).at(-1)).toBe("Finishing");
	});

	test("R-AUTH-19 with LocalPreAuthorize list and cache tell the group, and nothing is asked", () => {
		for (const place of ["list", "cache"]) {
			const rig = new Rig({ recordBlocks: 16, defaults: PRE });
			rig.advance(1);
			if (place === "list") sendList(rig, { ALICE: FAMILY, BOB: FAMILY, CAROL: ACCEPTED });
			else
				for (const idTag of ["ALICE", "BOB", "CAROL"])
					teach(rig, idTag, idTag === "CAROL" ? ACCEPTED : FAMILY);
			rig.charge("ALICE");
			rig.present("CAROL");
			expect(rig.csms.all("StopTransaction")).toHaveLength(0);
			rig.present("BOB");
			expect(rig.csms.all("Authorize")).toHaveLength(0);
			expect(rig.csms.last("StopTransaction"), place).toMatchObject({ idTag: "BOB" });
		}
	});

	test("R-AUTH-19 offline list and cache tell the group, also where they would start nothing", () => {
		for (const value of ["true", "false"]) {
			const rig = family({ LocalAuthorizeOffline: value });
			rig.present("ALICE");
			rig.connector.plug(false);
			teach(rig, "BUSY", { status: "ConcurrentTx", parentIdTag: "FAMILY" });
			teach(rig, "BLOCKED", { status: "Blocked", parentIdTag: "FAMILY" });
			teach(rig, "OLD", { status: "Accepted", parentIdTag: "FAMILY", expiryDate: inSeconds(rig, 60) });
			teach(rig, "BOB", FAMILY);
			rig.csms.answer("Authorize", { idTagInfo: FAMILY });
			for (const member of ["BOB", "BUSY"]) {
				rig.charge("ALICE");
				rig.advance(60);
				rig.setOnline(false);
				for (const stranger of ["BLOCKED", "OLD", "CAROL", "UNKNOWN"]) rig.present(stranger);
				expect(rig.connector.contactor).toBe(true);
				rig.present(member);
				expect(rig.connector.contactor, member).toBe(false);
				rig.connector.plug(false);
				rig.setOnline(true);
				rig.advance(1);
				expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: member });
			}
		}
	});

	test("R-AUTH-16 the group of a remotely started id is known from the list or the cache", () => {
		const rig = listed({ ALICE: FAMILY });
		rig.csms.answer("Authorize", { idTagInfo: FAMILY });
		rig.connector.plug(true);
		rig.advance(1);
		rig.csms.call("RemoteStartTransaction", { idTag: "ALICE", connectorId: 1 });
		rig.advance(1);
		rig.present("BOB");
		expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: "BOB" });
	});

	test("R-AUTH-16 an empty parentIdTag is no group", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", { idTagInfo: { status: "Accepted", parentIdTag: "" } });
		rig.charge("ALICE");
		rig.present("BOB");
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	});
});
