import { describe, expect, test } from "vitest";
import { PowerCut } from "../storage/memory-flash";
import { cancel, inSeconds, reserve, settled, statuses } from "./reserving";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

/**
 * Does `act` once for every byte that it writes, and some that it erases, with the power failing at that
 * byte, and lets `check` see the charge point after the next boot, and whether the CSMS got an answer.
 */
function cutEverywhere(
	options: RigOptions,
	prepare: (rig: Rig) => void,
	act: (rig: Rig) => unknown,
	check: (rig: Rig, answered: boolean) => void,
): number {
	const ready = () => {
		const rig = settled(new Rig(options));
		prepare(rig);
		return rig;
	};
	const whole = ready();
	const before = whole.flash.worked;
	const cuts: number[] = [];
	for (const name of ["write", "erase"] as const) {
		const operate = whole.flash[name].bind(whole.flash) as (...parameters: unknown[]) => void;
		whole.flash[name] = (...parameters: unknown[]) => {
			const from = whole.flash.worked - before;
			operate(...parameters);
			const to = whole.flash.worked - before;
			const step = name === "write" ? 1 : (to - from) / 8;
			for (let cut = from; cut < to; cut += step) cuts.push(Math.floor(cut));
			cuts.push(to - 1);
		};
	}
	act(whole);
	for (const cut of cuts) {
		const rig = ready();
		rig.flash.powerFor = cut;
		let answered = false;
		try {
			answered = act(rig) === "Accepted";
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
		expect(rig.powerFailed).toBe(true);
		rig.boot();
		rig.advance(1);
		try {
			check(rig, answered);
		} catch (error) {
			throw new Error(`power cut after ${cut} bytes: ${(error as Error).message}`, {
				cause: error,
			});
		}
	}
	return cuts.length;
}

test("R-RSV-07 R-RESET-01 reservations outlast a reset and a power cut, and are used after it", () => {
	const rig = settled(new Rig({ connectors: 3 }));
	reserve(rig, { connectorId: 2, reservationId: 2, idTag: "BOB", parentIdTag: "SMITH" });
	reserve(rig, { connectorId: 0, reservationId: 3, idTag: "ALICE" });
	reserve(rig, { connectorId: 1, reservationId: 1, idTag: "CAROL" });
	expect(statuses(rig)).toEqual(["Reserved", "Reserved", "Reserved"]);
	rig.csms.call("Reset", { type: "Hard" });
	rig.advance(10);
	rig.powerOff();
	rig.csms.clear();
	rig.boot();
	expect(statuses(rig)).toEqual(["Reserved", "Reserved", "Reserved"]);
	rig.advance(1);
	expect([1, 2, 3].map((id) => rig.csms.statuses(id))).toEqual([["Reserved"], ["Reserved"], ["Reserved"]]);
	rig.csms.answer("Authorize", { idTagInfo: { status: "Accepted", parentIdTag: "SMITH" } });
	rig.charge("DAVE", 2);
	rig.charge("ALICE", 3);
	expect(rig.csms.all("StartTransaction").map(({ reservationId }) => reservationId)).toEqual([2, 3]);
	expect(cancel(rig, 1)).toBe("Accepted");
	rig.checkTransitions();
});

test("R-RSV-07 R-RSV-06 the end in time falls into a power cut: Available as soon as the clock is known", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserve(rig, { connectorId: 1, reservationId: 1, expiryDate: inSeconds(rig, 100) });
	reserve(rig, { connectorId: 2, reservationId: 2, expiryDate: inSeconds(rig, 1000) });
	rig.powerOff();
	rig.online = false;
	rig.advance(200);
	rig.csms.clear();
	rig.boot();
	rig.advance(300);
	// Without a clock nobody knows: held all the same.
	expect(statuses(rig)).toEqual(["Reserved", "Reserved"]);
	rig.charge("BOB", 1);
	expect(rig.state(1).status).toBe("Reserved");
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Preparing"]);
	expect(rig.csms.statuses(2)).toEqual(["Reserved"]);
	rig.advance(1000 - 503);
	expect(rig.csms.statuses(2)).toEqual(["Reserved"]);
	rig.advance(2);
	expect(rig.csms.statuses(2)).toEqual(["Reserved", "Available"]);
});

test("R-RSV-07 R-BOOT-11 before the clock is known nothing can be reserved, but cancelled", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserve(rig);
	rig.powerOff();
	rig.csms.answer("BootNotification", SILENCE);
	rig.boot();
	rig.advance(1);
	expect(rig.chargePoint.state.clock).toBe(null);
	expect(reserve(rig, { connectorId: 2, reservationId: 2 })).toBe("Rejected");
	expect(cancel(rig)).toBe("Accepted");
	expect(statuses(rig)).toEqual(["Available", "Available"]);
});

test("R-RSV-01 R-BOOT-07 Pending: reserved and cancelled, but no status goes out", () => {
	const rig = new Rig();
	rig.csms.answer("BootNotification", { status: "Pending", currentTime: rig.csms.time, interval: 60 });
	rig.powerOff();
	rig.boot();
	settled(rig);
	expect(reserve(rig)).toBe("Accepted");
	expect(rig.state().status).toBe("Reserved");
	expect(rig.csms.all("StatusNotification")).toEqual([]);
});

describe("steps of the clock", () => {
	const step = (rig: Rig, seconds: number) => {
		rig.csms.answer("Heartbeat", () => ({ currentTime: inSeconds(rig, seconds) }));
		rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
		rig.advance(0);
	};

	test("R-HB-03 R-RSV-06 forward over the end in time: Available at once", () => {
		const rig = settled(new Rig());
		reserve(rig, { expiryDate: inSeconds(rig, 1000) });
		step(rig, 2000);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Available"]);
	});

	test("R-HB-03 R-RSV-06 forward and back before it: the end comes by the wall clock", () => {
		const rig = settled(new Rig());
		reserve(rig, { expiryDate: inSeconds(rig, 1000) });
		step(rig, 600);
		rig.csms.answer("Heartbeat", SILENCE);
		rig.advance(398);
		expect(rig.state().status).toBe("Reserved");
		step(rig, -500);
		rig.csms.answer("Heartbeat", SILENCE);
		rig.advance(1000 - 398 + 500 - 1);
		expect(rig.state().status).toBe("Reserved");
		rig.advance(2);
		expect(rig.state().status).toBe("Available");
	});
});

describe("a power cut at every byte", { timeout: 60_000 }, () => {
	test("R-RSV-07 of ReserveNow: reserved or not, and reserved when that was the answer", () => {
		const cuts = cutEverywhere(
			{},
			() => {},
			(rig) => reserve(rig),
			(rig, answered) => {
				if (rig.state().status === "Available") expect(answered).toBe(false);
				else expect(cancel(rig)).toBe("Accepted");
				expect(rig.state().status).toBe("Available");
			},
		);
		expect(cuts).toBeGreaterThan(50);
	});

	test("R-RSV-02 of a replacement: the old one or the new one", () => {
		cutEverywhere(
			{ connectors: 2 },
			(rig) => reserve(rig),
			(rig) => reserve(rig, { connectorId: 2, idTag: "BOB" }),
			(rig, answered) => {
				const shown = statuses(rig).join();
				expect(["Available,Reserved", "Reserved,Available"]).toContain(shown);
				if (answered) expect(shown).toBe("Available,Reserved");
				const [connectorId, idTag] = shown === "Available,Reserved" ? [2, "BOB"] : [1, "ALICE"];
				rig.charge(idTag, connectorId);
				expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag, reservationId: 1 });
			},
		);
	});

	test("R-RSV-06 of CancelReservation: there or gone, and gone when that was the answer", () => {
		cutEverywhere(
			{},
			(rig) => reserve(rig),
			(rig) => cancel(rig),
			(rig, answered) => {
				if (answered) expect(rig.state().status).toBe("Available");
				if (rig.state().status === "Reserved") expect(cancel(rig)).toBe("Accepted");
				expect(rig.state().status).toBe("Available");
			},
		);
	});

	test("R-RSV-06 of the end in time, and of a fault: gone after the boot", () => {
		cutEverywhere(
			{},
			(rig) => reserve(rig, { expiryDate: inSeconds(rig, 100) }),
			(rig) => rig.advance(100),
			(rig) => expect(rig.csms.statuses(1).at(-1)).toBe("Available"),
		);
		cutEverywhere(
			{},
			(rig) => reserve(rig),
			(rig) => rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true),
			(rig) => {
				if (rig.state().status === "Reserved") expect(cancel(rig)).toBe("Accepted");
				expect(rig.state().status).toBe("Available");
			},
		);
	});

	test.each([0, 1])(
		"R-RSV-05 R-TX-02 R-QUE-08 of its use on connector %i: used with the transaction or not at all",
		(connectorId) => {
			let used = 0;
			let unused = 0;
			cutEverywhere(
				{ journalBlocks: 5 },
				(rig) => {
					reserve(rig, { connectorId, reservationId: 77 });
					rig.connector.plug(true);
					rig.csms.answer("StartTransaction", SILENCE);
				},
				(rig) => rig.present("ALICE"),
				(rig) => {
					rig.csms.answerAsUsual("StartTransaction");
					rig.csms.clear();
					rig.powerOff();
					rig.boot();
					rig.advance(60);
					const starts = rig.csms.all("StartTransaction");
					expect(starts.length).toBeLessThanOrEqual(1);
					if (starts.length === 1) {
						used++;
						expect(starts[0]).toMatchObject({ idTag: "ALICE", reservationId: 77 });
						expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "PowerLoss" });
						expect(rig.state().status).toBe("Finishing");
						expect(cancel(rig, 77)).toBe("Rejected");
					} else {
						unused++;
						expect(rig.state().status).toBe("Reserved");
						rig.present("ALICE");
						expect(rig.csms.last("StartTransaction")).toMatchObject({ reservationId: 77 });
					}
				},
			);
			expect(unused).toBeGreaterThan(0);
			expect(used).toBeGreaterThan(0);
		},
	);
});

test("R-RSV-05 R-TX-16 a reservation of the same number made since is not the one that was used", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserve(rig);
	rig.charge("ALICE");
	expect(reserve(rig, { connectorId: 2, idTag: "BOB" })).toBe("Accepted");
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	expect(statuses(rig)).toEqual(["Finishing", "Reserved"]);
});

test("R-TX-02 R-QUE-01 a start that was stored offline names its reservation after a reboot", () => {
	const rig = settled(new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } }));
	reserve(rig, { reservationId: 0 });
	rig.setOnline(false);
	rig.charge("ALICE");
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.powerOff();
	rig.boot();
	rig.setOnline(true);
	rig.advance(5);
	expect(rig.csms.all("StartTransaction")).toMatchObject([{ idTag: "ALICE", reservationId: 0 }]);
	expect(rig.csms.last("StatusNotification")).toMatchObject({ connectorId: 1, status: "Available" });
});

test("R-TX-02 starts that an older firmware has stored are delivered without a reservation", () => {
	const rig = new Rig({ offline: true });
	const { journal } = rig;
	journal.append(JSON.stringify(["S", 1, "ALICE", 5, Date.UTC(2026, 10, 22, 9)]));
	rig.powerOff();
	rig.boot();
	rig.setOnline(true);
	rig.advance(2);
	expect(rig.csms.all("StartTransaction")).toEqual([
		{ connectorId: 1, idTag: "ALICE", meterStart: 5, timestamp: "2026-11-22T09:00:00.000Z" },
	]);
});

test("R-RSV-07 stored reservations that make no sense are left out", () => {
	const good = { reservationId: 4, connectorId: 1, idTag: "ALICE", expiry: Date.UTC(2030, 0) };
	const bad = [
		null,
		7,
		"text",
		{},
		{ ...good, connectorId: 2 },
		{ ...good, connectorId: -1 },
		{ ...good, connectorId: 0.5 },
		{ ...good, reservationId: "4" },
		{ ...good, idTag: 4 },
		{ ...good, expiry: null },
		{ ...good, expiry: "2030" },
		{ ...good, parentIdTag: 3 },
	];
	for (const [stored, status] of [
		["{", "Available"],
		["{}", "Available"],
		["null", "Available"],
		[JSON.stringify(bad), "Available"],
		[JSON.stringify([...bad, good]), "Reserved"],
	]) {
		const rig = new Rig();
		rig.records.set("reservations", stored);
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(rig.state().status, stored).toBe(status);
		if (status === "Reserved") expect(cancel(rig, 4)).toBe("Accepted");
	}
});
