import { beforeEach, describe, expect, test } from "vitest";
import { cancel, reserve, settled, statuses } from "./reserving";
import { Rig } from "./rig";

let rig: Rig;

/** Two connectors; ALICE and BOB are of one family, CAROL of another, DAVE of none. */
beforeEach(() => {
	rig = settled(new Rig({ connectors: 2 }));
	rig.csms.answer("Authorize", ({ idTag }) => {
		const families: Record<string, string> = { ALICE: "SMITH", BOB: "smith", CAROL: "JONES" };
		const parentIdTag = families[idTag];
		return { idTagInfo: { status: "Accepted", ...(parentIdTag ? { parentIdTag } : {}) } };
	});
});

const remoteStart = (idTag: string, connectorId?: number) => {
	const answer = rig.csms.call("RemoteStartTransaction", {
		idTag,
		...(connectorId === undefined ? {} : { connectorId }),
	});
	rig.advance(1);
	return answer && "status" in answer ? answer.status : answer;
};

describe("a group at the reader of a reserved connector", () => {
	test("R-RSV-04 TC_053_1 another id of the group charges, its group is asked for", () => {
		reserve(rig, { reservationId: 3, parentIdTag: "Smith" });
		rig.charge("BOB");
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "BOB" }]);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Charging"]);
		expect(rig.csms.all("StartTransaction")).toMatchObject([{ idTag: "BOB", reservationId: 3 }]);
	});

	test("R-RSV-04 ids of another group or none are asked for and refused", () => {
		reserve(rig, { parentIdTag: "SMITH" });
		for (const idTag of ["CAROL", "DAVE"]) {
			rig.charge(idTag);
			expect(rig.csms.last("Authorize")).toEqual({ idTag });
			expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Reserved", idTag: null });
		}
		expect(rig.csms.all("StartTransaction")).toEqual([]);
	});

	test("R-RSV-04 list and cache tell the group: nobody of another group is asked for", () => {
		const localAuthorizationList = [
			{ idTag: "BOB", idTagInfo: { status: "Accepted" as const, parentIdTag: "SMITH" } },
			{ idTag: "CAROL", idTagInfo: { status: "Accepted" as const, parentIdTag: "JONES" } },
		];
		rig.csms.call("SendLocalList", { listVersion: 1, updateType: "Full", localAuthorizationList });
		reserve(rig, { parentIdTag: "SMITH" });
		rig.charge("CAROL");
		expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Reserved" });
		expect(remoteStart("CAROL", 1)).toBe("Rejected");
		expect(remoteStart("BOB", 1)).toBe("Accepted");
		expect(rig.csms.all("Authorize")).toEqual([]);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB", reservationId: 1 });
	});

	test("R-RSV-04 an id of the group that may not charge is told why", () => {
		rig.csms.answer("Authorize", { idTagInfo: { status: "Expired", parentIdTag: "SMITH" } });
		reserve(rig, { parentIdTag: "SMITH" });
		rig.charge("BOB");
		expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Expired" });
	});

	test("R-RSV-04 without a group in the reservation, or with an empty one, nobody is asked for", () => {
		for (const request of [{}, { parentIdTag: "" }]) {
			reserve(rig, request);
			rig.charge("BOB");
			expect(rig.csms.all("Authorize")).toEqual([]);
			expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Reserved" });
		}
	});

	test("R-RSV-03 R-RSV-04 the group of a connector-0 reservation", () => {
		reserve(rig, { connectorId: 0, reservationId: 6, parentIdTag: "SMITH" });
		rig.charge("DAVE", 1);
		expect(statuses(rig)).toEqual(["Charging", "Reserved"]);
		rig.charge("CAROL", 2);
		expect(statuses(rig)).toEqual(["Charging", "Reserved"]);
		rig.present("BOB", 2);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB", reservationId: 6 });
	});

	test("R-RSV-04 the own reservation comes before that of another of the group", () => {
		reserve(rig, { connectorId: 0, reservationId: 1, idTag: "ALICE", parentIdTag: "SMITH" });
		reserve(rig, { connectorId: 0, reservationId: 2, idTag: "BOB", parentIdTag: "SMITH" });
		rig.charge("BOB", 1);
		rig.charge("ALICE", 2);
		expect(rig.csms.all("StartTransaction").map(({ reservationId }) => reservationId)).toEqual([2, 1]);
	});
});

describe("RemoteStart on reserved connectors", () => {
	test("R-RSV-08 TC_053_2 an id of the group: its group is asked for, then it charges", () => {
		reserve(rig, { reservationId: 3, parentIdTag: "SMITH" });
		expect(remoteStart("BOB", 1)).toBe("Accepted");
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "BOB" }]);
		expect(rig.state(1).status).toBe("Preparing");
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB", reservationId: 3 });
	});

	test("R-RSTX-01 R-RSV-08 an id that may be of the group is tried, one that cannot be is Rejected", () => {
		reserve(rig, { parentIdTag: "SMITH" });
		expect(remoteStart("CAROL", 1)).toBe("Accepted");
		expect(rig.state(1)).toMatchObject({ status: "Reserved", notice: "Reserved" });
		reserve(rig);
		expect(remoteStart("CAROL", 1)).toBe("Rejected");
	});

	test("R-RSTX-02 without connectorId: the connector reserved for the id, plugged or not", () => {
		reserve(rig, { connectorId: 2 });
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(remoteStart("ALICE")).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Preparing", "Preparing"]);
		expect(rig.state(2).idTag).toBe("ALICE");
	});

	test("R-RSTX-02 without connectorId: never one held for others, and one of a group last", () => {
		reserve(rig, { connectorId: 1, parentIdTag: "SMITH" });
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(remoteStart("BOB")).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Reserved", "Preparing"]);
		expect(rig.csms.all("Authorize")).toEqual([]);
		expect(remoteStart("BOB")).toBe("Accepted");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 1, idTag: "BOB" });
	});

	test("R-RSTX-02 without connectorId: one held for others alone is none", () => {
		reserve(rig, { connectorId: 1 });
		rig.charge("CAROL", 2);
		expect(remoteStart("DAVE")).toBe("Rejected");
	});

	test("R-RSTX-02 R-RSV-03 of several held for connector 0 the one with a cable", () => {
		reserve(rig, { connectorId: 0, reservationId: 1 });
		reserve(rig, { connectorId: 0, reservationId: 2, idTag: "DAVE" });
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Reserved", "Reserved"]);
		expect(remoteStart("ALICE")).toBe("Accepted");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 1 });
	});
});

describe("the one reader for all connectors", () => {
	const present = (idTag: string) => rig.present(idTag, 0);

	test("R-AUTH-25 R-RSV-04 the reserved id goes to its connector, another's plug elsewhere or not", () => {
		reserve(rig, { connectorId: 1 });
		rig.hardware[1].plug(true);
		rig.advance(1);
		present("ALICE");
		expect(statuses(rig)).toEqual(["Preparing", "Preparing"]);
		expect(rig.state(1).idTag).toBe("ALICE");
	});

	test("R-AUTH-25 R-RSV-04 another id goes to the plug that is not held, and is not shown on the one that is", () => {
		reserve(rig, { connectorId: 2 });
		present("CAROL");
		expect(rig.state(1).notice).toBe("Accepted");
		expect(rig.state(2).notice).toBe(null);
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Available", "Reserved"]);
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Charging", "Reserved"]);
	});

	test("R-AUTH-25 R-RSV-04 newer plugs on held connectors do not count", () => {
		reserve(rig, { connectorId: 2 });
		rig.hardware[0].plug(true);
		rig.advance(1);
		rig.hardware[1].plug(true);
		rig.advance(1);
		present("CAROL");
		expect(statuses(rig)).toEqual(["Charging", "Reserved"]);
	});

	test("R-RSV-04 all connectors held for others: no Authorize, and the driver is told", () => {
		reserve(rig, { connectorId: 0, reservationId: 1 });
		reserve(rig, { connectorId: 2, reservationId: 2 });
		expect(statuses(rig)).toEqual(["Reserved", "Reserved"]);
		present("CAROL");
		expect(rig.csms.all("Authorize")).toEqual([]);
		expect(rig.state(1).notice).toBe("Reserved");
		reserve(rig, { connectorId: 2, reservationId: 2, parentIdTag: "SMITH" });
		rig.advance(10);
		present("CAROL");
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "CAROL" }]);
		expect(rig.state(2).notice).toBe("Reserved");
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toEqual([]);
		present("BOB");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 2 });
	});

	test("R-RSV-04 an id that was refused for its group does not wait for a cable", () => {
		reserve(rig, { connectorId: 0, reservationId: 1 });
		reserve(rig, { connectorId: 2, reservationId: 2, parentIdTag: "SMITH" });
		present("CAROL");
		expect(rig.state(2).notice).toBe("Reserved");
		cancel(rig, 1);
		cancel(rig, 2);
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Available", "Preparing"]);
	});

	test("R-RSV-04 the driver is told at the connector that is held, not at one out of service", () => {
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
		reserve(rig, { connectorId: 2 });
		present("CAROL");
		expect(rig.state(2).notice).toBe("Reserved");
	});

	test("R-AUTH-19 R-RSV-04 an id ends its group's transaction while the free connector is held for others", () => {
		rig.charge("ALICE", 2);
		reserve(rig, { connectorId: 1, idTag: "DAVE" });
		present("BOB");
		expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: "BOB" });
		expect(statuses(rig)).toEqual(["Reserved", "Finishing"]);
	});

	test("R-AUTH-25 R-RSV-03 of several held for connector 0 the one with a cable", () => {
		reserve(rig, { connectorId: 0, reservationId: 1 });
		reserve(rig, { connectorId: 0, reservationId: 2, idTag: "DAVE" });
		rig.hardware[1].plug(true);
		rig.advance(1);
		present("ALICE");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 1 });
	});

	test("R-AUTH-25 R-RSV-06 an id waits for a cable: the held connector takes it once it is free", () => {
		reserve(rig, { connectorId: 2 });
		present("CAROL");
		rig.hardware[1].plug(true);
		rig.advance(1);
		rig.csms.call("CancelReservation", { reservationId: 1 });
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Available", "Charging"]);
	});
});
