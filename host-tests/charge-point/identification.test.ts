import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

const ACCEPTED = { idTagInfo: { status: "Accepted" } } as const;

describe("while Authorize is in flight", () => {
	test("R-AUTH-04 the same id again and another id ask nothing more", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", SILENCE);
		rig.connector.plug(true);
		for (const idTag of ["ALICE", "ALICE", "alice", "BOB"]) rig.present(idTag);
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
		rig.csms.reply("Authorize", ACCEPTED);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		expect(rig.state()).toMatchObject({ status: "Charging", idTag: "ALICE" });
	});

	test("R-TX-01 a refused second id does not keep the first from starting when the cable comes meanwhile", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.present("ALICE");
		rig.csms.answer("Authorize", SILENCE);
		rig.present("BOB");
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.connector).toMatchObject({ locked: false, contactor: false });
		rig.csms.reply("Authorize", { idTagInfo: { status: "Invalid" } });
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE" });
		rig.checkTransitions();
	});

	test("R-TX-03 a refused second id does not make the first wait for ever", () => {
		const rig = new Rig({ defaults: { ConnectionTimeOut: "20" } });
		rig.advance(1);
		rig.present("ALICE");
		rig.advance(10);
		rig.csms.answer("Authorize", SILENCE);
		rig.present("BOB");
		rig.advance(15);
		rig.csms.reply("Authorize", { idTagInfo: { status: "Blocked" } });
		rig.advance(21);
		expect(rig.state()).toMatchObject({ status: "Available", idTag: null });
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	});

	test("R-TX-04 the time-out waits for the answer: accepted starts, refused is Finishing", () => {
		for (const status of ["Accepted", "Invalid"] as const) {
			const rig = new Rig({ defaults: { ConnectionTimeOut: "20" } });
			rig.csms.answer("Authorize", SILENCE);
			rig.connector.plug(true);
			rig.advance(15);
			rig.present("ALICE");
			rig.advance(10);
			expect(rig.state().status).toBe("Preparing");
			rig.csms.reply("Authorize", { idTagInfo: { status } });
			rig.advance(1);
			expect(rig.state().status).toBe(status === "Accepted" ? "Charging" : "Finishing");
			rig.checkTransitions();
		}
	});

	test("R-AUTH-01 plugged and unplugged: the accepted id waits for the next cable, ConnectionTimeOut long", () => {
		const rig = new Rig({ defaults: { ConnectionTimeOut: "20" } });
		rig.csms.answer("Authorize", SILENCE);
		rig.connector.plug(true);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(5);
		rig.csms.reply("Authorize", ACCEPTED);
		rig.advance(1);
		expect(rig.state()).toMatchObject({ status: "Preparing", idTag: "ALICE" });
		rig.advance(21);
		expect(rig.state()).toMatchObject({ status: "Available", idTag: null });
		rig.checkTransitions();
	});

	test("R-AVL-01 out of service meanwhile: nothing starts, and the driver is not told Accepted", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("Authorize", SILENCE);
		rig.present("ALICE");
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
		rig.csms.reply("Authorize", ACCEPTED);
		rig.advance(1);
		expect(rig.state()).toMatchObject({ status: "Unavailable", idTag: null, notice: null });
	});

	test("R-AUTH-07 the connection is lost: the offline rules hold, and a late answer changes nothing", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", SILENCE);
		rig.connector.plug(true);
		rig.present("ALICE");
		rig.setOnline(false);
		rig.advance(1);
		expect(rig.state()).toMatchObject({ status: "Preparing", notice: "Offline" });
		rig.setOnline(true);
		rig.csms.reply("Authorize", ACCEPTED);
		rig.advance(5);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	});

	test("R-FRM-19 R-AUTH-07 a malformed answer, a CALLERROR and silence are the offline rules", () => {
		const rig = new Rig({ defaults: { MessageTimeout: "5" } });
		rig.connector.plug(true);
		for (const answer of [{ idTagInfo: {} }, { code: "InternalError" }, SILENCE] as const) {
			rig.csms.answer("Authorize", answer as never);
			rig.present("ALICE");
			if (answer === SILENCE) rig.advance(5);
			expect(rig.state()).toMatchObject({ status: "Preparing", notice: "Offline" });
		}
		rig.csms.answerAsUsual("Authorize");
		rig.present("ALICE");
		expect(rig.state().status).toBe("Charging");
	});

	test("R-AUTH-19 an answer that comes after the session is over says nothing about the next one", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", { idTagInfo: { status: "Accepted", parentIdTag: "FAMILY" } });
		rig.charge("ALICE");
		rig.csms.answer("Authorize", SILENCE);
		rig.present("BOB");
		rig.present("ALICE");
		expect(rig.state().status).toBe("Finishing");
		rig.csms.reply("Authorize", { idTagInfo: { status: "Accepted", parentIdTag: "FAMILY" } });
		rig.advance(1);
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.state().notice).not.toBe("Invalid");
	});

	test("R-TX-04 the session ended and the vehicle plugged again: the driver need not wait for that answer", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.csms.answer("Authorize", SILENCE);
		rig.present("BOB");
		rig.present("ALICE");
		rig.connector.setVehicle(false);
		rig.connector.setVehicle(true);
		rig.present("CAROL");
		rig.csms.answerAsUsual("Authorize");
		rig.csms.reply("Authorize", { idTagInfo: { status: "Invalid" } });
		rig.advance(1);
		expect(rig.state()).toMatchObject({ status: "Charging", idTag: "CAROL" });
	});

	test("R-RSTX-01 a remote start is refused while an id is asked for, and taken afterwards", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", SILENCE);
		rig.connector.plug(true);
		rig.present("ALICE");
		const remote = { idTag: "REMOTE", connectorId: 1 };
		expect(rig.csms.call("RemoteStartTransaction", remote)).toEqual({ status: "Rejected" });
		rig.csms.reply("Authorize", { idTagInfo: { status: "Invalid" } });
		expect(rig.csms.call("RemoteStartTransaction", remote)).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "REMOTE" });
	});
});

describe("ids", () => {
	test("R-AUTH-17 R-FRM-22 any printable id of 20 characters is sent as it is, others are refused at the reader", () => {
		const rig = new Rig();
		rig.advance(1);
		for (const idTag of ["ABCDEFGHIJKLMNOPQRST", ` "\\,'<>{}[]:;~!`, "0", "  "]) {
			rig.present(idTag);
			expect(rig.csms.last("Authorize")).toEqual({ idTag });
			rig.present(idTag);
		}
		rig.csms.clear();
		for (const idTag of ["", "ABCDEFGHIJKLMNOPQRSTU", "GRÜN", "\u0000", "A\nB", "😀"]) {
			rig.present(idTag);
			expect(rig.state()).toMatchObject({ idTag: null, status: "Available", notice: "Invalid" });
			rig.advance(6);
		}
		expect(rig.csms.received).toHaveLength(0);
	});

	test("R-AUTH-16 R-AUTH-19 the value of the parent is no id, and an id without a parent is no group", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: { status: "Accepted", ...(idTag === "ALICE" ? { parentIdTag: "FAMILY" } : {}) },
		}));
		rig.charge("ALICE");
		rig.present("FAMILY");
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	});

	test("R-AUTH-06 R-AUTH-19 a blocked id of the group stops nothing, one that is ConcurrentTx does", () => {
		for (const status of ["Blocked", "ConcurrentTx"] as const) {
			const rig = new Rig();
			rig.csms.answer("Authorize", ({ idTag }) => ({
				idTagInfo: { status: idTag === "ALICE" ? "Accepted" : status, parentIdTag: "Family" },
			}));
			rig.charge("ALICE");
			rig.present("BOB");
			expect(rig.csms.all("StopTransaction")).toHaveLength(status === "Blocked" ? 0 : 1);
		}
	});

	test("R-AUTH-16 a remotely started session learns its group from StartTransaction.conf", () => {
		const rig = new Rig();
		const idTagInfo = { status: "Accepted", parentIdTag: "FAMILY" } as const;
		rig.csms.answer("StartTransaction", { idTagInfo, transactionId: 5 });
		rig.csms.answer("Authorize", { idTagInfo });
		rig.connector.plug(true);
		rig.advance(1);
		rig.csms.call("RemoteStartTransaction", { idTag: "ALICE", connectorId: 1 });
		rig.advance(1);
		rig.present("BOB");
		expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 5, idTag: "BOB" });
	});
});

describe("one reader for several connectors", () => {
	test("R-AUTH-25 of several cables that wait, the newest is meant", () => {
		const rig = new Rig({ connectors: 3 });
		rig.hardware[1].plug(true);
		rig.advance(5);
		rig.hardware[0].plug(true);
		rig.advance(5);
		rig.present("ALICE", 0);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 1, idTag: "ALICE" });
		rig.present("BOB", 0);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, idTag: "BOB" });
	});

	test("R-AUTH-25 while one id is asked for, another goes to the other cable, and the same one nowhere else", () => {
		const rig = new Rig({ connectors: 2 });
		rig.hardware[0].plug(true);
		rig.hardware[1].plug(true);
		rig.advance(1);
		rig.csms.answer("Authorize", SILENCE);
		rig.present("ALICE", 0);
		rig.present("alice", 0);
		rig.csms.answerAsUsual("Authorize");
		rig.present("BOB", 0);
		expect(rig.csms.all("Authorize")).toHaveLength(1);
		rig.csms.reply("Authorize", ACCEPTED);
		rig.advance(1);
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "ALICE" }, { idTag: "BOB" }]);
		const starts = rig.csms.all("StartTransaction").map(({ connectorId, idTag }) => [connectorId, idTag]);
		expect(starts.sort()).toEqual([
			[1, "BOB"],
			[2, "ALICE"],
		]);
	});

	test("R-AUTH-19 R-AUTH-25 with no connector free, an id ends the session of its group, wherever it is", () => {
		const rig = new Rig({ connectors: 2 });
		rig.csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo: { status: "Accepted", parentIdTag: idTag[0] },
		}));
		rig.charge("A1", 1);
		rig.charge("B1", 2);
		rig.present("C1", 0);
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		rig.present("B2", 0);
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1002, idTag: "B2" });
	});

	test("R-AUTH-26 R-AUTH-25 the id that waits for a cable is void when presented again or too late", () => {
		const rig = new Rig({ connectors: 2, defaults: { ConnectionTimeOut: "20" } });
		rig.advance(1);
		rig.present("ALICE", 0);
		rig.present("alice", 0);
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
		rig.hardware[0].plug(false);
		rig.present("ALICE", 0);
		rig.advance(21);
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	});

	test("R-AUTH-25 a cable that comes while the id is asked for gets it", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		rig.csms.answer("Authorize", SILENCE);
		rig.present("ALICE", 0);
		rig.hardware[1].plug(true);
		rig.advance(1);
		rig.csms.reply("Authorize", ACCEPTED);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, idTag: "ALICE" });
	});

	test("R-AUTH-25 an unplugged vehicle of another connector does not take the waiting id", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge("BOB", 1);
		rig.present("ALICE", 0);
		rig.hardware[0].setVehicle(false);
		rig.advance(1);
		expect(rig.state(1).status).toBe("Finishing");
		rig.hardware[0].setVehicle(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 1, idTag: "ALICE" });
		rig.checkTransitions();
	});
});
