import { expect, test } from "vitest";
import { install, profile } from "./charging-profiles";
import { Rig } from "./rig";

function charging(connectors = 1): Rig {
	const rig = new Rig({ connectors });
	rig.advance(1);
	rig.hardware.forEach((connector, i) => {
		connector.plug(true);
		rig.chargePoint.presentIdTag(i + 1, `DRIVER${i + 1}`);
		rig.advance(1);
	});
	return rig;
}

test("R-ST-04 a pause by the charge point's own side is SuspendedEVSE: nothing is offered, the contactor is open", () => {
	const rig = charging();
	expect(rig.state().status).toBe("Charging");
	rig.connector.setPaused(true);
	expect(rig.connector.contactor).toBe(false);
	expect(rig.connector.offered).toBe(0);
	rig.advance(1);
	expect(rig.state().status).toBe("SuspendedEVSE");
	expect(rig.state().transactionId).not.toBeNull();
	rig.connector.setPaused(false);
	rig.advance(1);
	expect(rig.state()).toMatchObject({ status: "Charging", contactor: true, offeredA: 32 });
	rig.checkTransitions();
});

test("R-ST-03 while both sides pause it is the charge point's side", () => {
	const rig = charging();
	rig.connector.setEvReady(false);
	rig.advance(1);
	expect(rig.state().status).toBe("SuspendedEV");
	rig.connector.setPaused(true);
	rig.advance(1);
	expect(rig.state().status).toBe("SuspendedEVSE");
	rig.connector.setPaused(false);
	rig.advance(1);
	expect(rig.state().status).toBe("SuspendedEV");
	rig.checkTransitions();
});

test("a session that begins during a pause waits, and ends as any other", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.connector.setPaused(true);
	rig.advance(1);
	expect(rig.state().status).toBe("Available");
	rig.connector.plug(true);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(1);
	expect(rig.state().status).toBe("SuspendedEVSE");
	expect(rig.connector.contactor).toBe(false);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(1);
	expect(rig.state().status).toBe("Finishing");
	rig.checkTransitions();
});

test("R-SC-07 what a paused connector does not draw goes to the others", () => {
	const rig = charging(2);
	install(rig, 0, profile("ChargePointMaxProfile", 32));
	rig.advance(1);
	expect(rig.hardware.map(({ offered }) => offered)).toEqual([16, 16]);
	rig.hardware[0].setPaused(true);
	rig.advance(1);
	expect(rig.hardware.map(({ offered }) => offered)).toEqual([0, 26]);
	expect(rig.state(1).status).toBe("SuspendedEVSE");
	rig.hardware[0].setPaused(false);
	rig.advance(1);
	expect(rig.hardware.map(({ offered }) => offered)).toEqual([16, 16]);
	rig.checkTransitions();
});
