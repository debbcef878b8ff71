import { describe, expect, test } from "vitest";
import { ACCEPTED, charges, listed, sendList, warnings } from "./authorizing";

describe("LocalListConflict", () => {
	test("R-AUTH-15 R-AUTH-14 Authorize.conf contradicts the list: one warning of connector 0, the list stays", () => {
		const rig = listed({ ALICE: ACCEPTED });
		rig.csms.answer("Authorize", { idTagInfo: { status: "Blocked" } });
		rig.csms.clear();
		for (let i = 0; i < 3; i++) rig.present("alice");
		rig.advance(1);
		expect(warnings(rig)).toEqual(["Available LocalListConflict alice"]);
		expect(rig.csms.statuses(1)).toEqual([]);
		rig.setOnline(false);
		expect(charges(rig, "ALICE")).toBe(true);
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.call("GetLocalListVersion", {})).toEqual({ listVersion: 1 });
	});

	test("R-AUTH-15 StartTransaction.conf and StopTransaction.conf contradict the list", () => {
		for (const action of ["StartTransaction", "StopTransaction"] as const) {
			const rig = listed({ ALICE: ACCEPTED });
			rig.csms.clear();
			rig.csms.answer(action, { idTagInfo: { status: "Invalid" }, transactionId: 7 } as never);
			rig.charge("ALICE");
			if (action === "StopTransaction") rig.present("ALICE");
			rig.advance(1);
			expect(warnings(rig), action).toEqual(["Available LocalListConflict ALICE"]);
		}
	});

	test("R-AUTH-15 R-AUTH-10 ConcurrentTx is no contradiction, and of an id that is not listed there is none", () => {
		const rig = listed({ ALICE: ACCEPTED, BUSY: { status: "ConcurrentTx" }, EVE: { status: "Blocked" } });
		rig.csms.clear();
		rig.csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: { status: idTag === "ALICE" ? "ConcurrentTx" : idTag === "BUSY" ? "Accepted" : "Invalid" },
		}));
		for (const idTag of ["ALICE", "BUSY", "EVE", "UNKNOWN"]) {
			rig.present(idTag);
			rig.advance(70);
		}
		expect(warnings(rig)).toEqual([]);
	});

	test("R-AUTH-15 it ends with agreement, with an update, or with the list out of use; then it is told again", () => {
		const rig = listed({ ALICE: ACCEPTED, BOB: ACCEPTED });
		const contradict = (idTag: string) => {
			rig.csms.answer("Authorize", { idTagInfo: { status: "Blocked" } });
			rig.present(idTag);
			rig.csms.answerAsUsual("Authorize");
			rig.advance(1);
		};
		rig.csms.clear();
		contradict("ALICE");
		contradict("BOB");
		rig.present("BOB");
		rig.present("BOB");
		rig.present("ALICE");
		rig.present("ALICE");
		const first = "Available LocalListConflict ALICE";
		const second = "Available LocalListConflict BOB";
		expect(warnings(rig)).toEqual([first, second, first, "Available NoError"]);
		for (const end of [
			() => sendList(rig, { ALICE: ACCEPTED, BOB: ACCEPTED }, 2),
			() => rig.csms.call("ChangeConfiguration", { key: "LocalAuthListEnabled", value: "false" }),
		]) {
			rig.csms.clear();
			contradict("ALICE");
			contradict("BOB");
			end();
			rig.advance(1);
			expect(warnings(rig)).toEqual([first, second, "Available NoError"]);
		}
	});

	test("R-AUTH-15 of very many contradictions the oldest give way", () => {
		const ids = Array.from({ length: 20 }, (_, i) => `ID${i}`);
		const rig = listed(Object.fromEntries(ids.map((idTag) => [idTag, ACCEPTED])));
		rig.csms.answer("Authorize", { idTagInfo: { status: "Blocked" } });
		rig.csms.clear();
		for (const idTag of ids) rig.present(idTag);
		expect(warnings(rig)).toEqual(ids.map((idTag) => `Available LocalListConflict ${idTag}`));
		// The eight newest are kept: when they are settled, all are.
		rig.csms.answerAsUsual("Authorize");
		rig.csms.clear();
		for (const idTag of ids.slice(12).reverse()) {
			rig.present(idTag);
			rig.present(idTag);
		}
		const kept = ids.slice(12, 19).reverse();
		expect(warnings(rig)).toEqual([
			...kept.map((idTag) => `Available LocalListConflict ${idTag}`),
			"Available NoError",
		]);
	});
});
