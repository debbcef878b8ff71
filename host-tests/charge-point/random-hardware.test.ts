import { expect, test } from "vitest";
import type { CsmsAction, ErrorCode } from "../../modules/ocpp/types";
import { seededRandom } from "../../tools/seeded-random";
import { Rig } from "./rig";

const ERRORS: ErrorCode[] = ["GroundFailure", "HighTemperature", "PowerMeterFailure", "ReaderFailure"];
const LIVES = 25;
const STEPS = 150;

/** Everything that hardware, drivers, flash, power and CSMS do, in any order, each step checked. */
function live(seed: number): void {
	const random = seededRandom(seed);
	const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
	const often = () => random() < 0.6;
	const seldom = () => random() < 0.35;
	const connectors = 1 + Math.floor(random() * 2);
	const rig = new Rig({
		connectors,
		cable: often() ? "detachable" : "fixed",
		defaults: {
			AllowOfflineTxForUnknownId: "true",
			AuthorizeRemoteTxRequests: pick(["true", "false"]),
			StopTransactionOnEVSideDisconnect: pick(["true", "false"]),
			UnlockConnectorOnEVSideDisconnect: pick(["true", "false"]),
		},
	});
	const id = () => 1 + Math.floor(random() * connectors);
	const idOrWhole = () => Math.floor(random() * (connectors + 1));
	const hardware = () => rig.hardware[id() - 1];
	const call = (action: CsmsAction, payload: object) => rig.isConnected && rig.csms.call(action, payload);
	let jammed = false;
	const steps: Record<string, () => void> = {
		plug() {
			const connector = hardware();
			const plugged = often();
			if (plugged || !(connector.detachable && connector.locked)) connector.plug(plugged);
		},
		ready: () => hardware().setEvReady(often()),
		pause: () => hardware().setPaused(seldom()),
		jam() {
			jammed = true;
			hardware().jammed = seldom();
		},
		present: () => rig.present(pick(["ALICE", "BOB"]), id()),
		fault: () => rig.chargePoint.setFault(idOrWhole(), { errorCode: pick(ERRORS) }, seldom()),
		emergencyStop() {
			rig.chargePoint.setEmergencyStop(true);
			expect(rig.hardware.every(({ contactor }) => !contactor)).toBe(true);
			rig.advance(random() * 3);
			expect(rig.hardware.every(({ contactor }) => !contactor)).toBe(true);
			rig.chargePoint.setEmergencyStop(false);
		},
		network: () => rig.setOnline(often()),
		blackHole() {
			rig.blackHole = seldom();
		},
		flash() {
			rig.flash.broken = seldom();
		},
		powerCut() {
			rig.powerOff();
			rig.advance(random() * 20);
			rig.boot(seldom());
		},
		otherTime: () => rig.chargePoint.setTime(new Date(1.7e12 + random() * 1e12).toISOString()),
		remoteStart: () => call("RemoteStartTransaction", { connectorId: id(), idTag: "REMOTE" }),
		remoteStop: () => call("RemoteStopTransaction", { transactionId: 1001 + Math.floor(random() * 6) }),
		reserve: () =>
			call("ReserveNow", {
				...{ connectorId: idOrWhole(), idTag: "ALICE", reservationId: 1 },
				expiryDate: "2099-01-01T00:00:00Z",
			}),
		cancel: () => call("CancelReservation", { reservationId: 1 }),
		availability: () =>
			call("ChangeAvailability", {
				...{ connectorId: idOrWhole(), type: pick(["Operative", "Operative", "Inoperative"]) },
			}),
		unlock: () => call("UnlockConnector", { connectorId: id() }),
		reset: () => seldom() && call("Reset", { type: pick(["Soft", "Hard"]) }),
		soon: () => rig.advance(random()),
		later: () => rig.advance(random() * 90),
	};
	const done: string[] = [];
	const check = () => {
		rig.hardware.forEach(({ contactor, paused, evReady, ev, detachable, locked }, i) => {
			expect(contactor).toBe(rig.state(i + 1).status === "Charging");
			if (!contactor) return;
			expect({ paused, evReady, ev }).toEqual({ paused: false, evReady: true, ev: true });
			if (detachable && !jammed) expect(locked).toBe(true);
		});
	};
	try {
		for (let i = 0; i < STEPS; i++) {
			const step = pick(Object.keys(steps));
			done.push(step);
			steps[step]();
			check();
		}
		rig.flash.broken = rig.blackHole = false;
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(3 * 3600);
		check();
		rig.checkTransitions();
		expect(rig.logs.filter((line) => /exception/i.test(line))).toEqual([]);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	} catch (error) {
		const { message, stack } = error as Error;
		throw new Error(`life ${seed}, after ${done.slice(-12).join()}: ${message}\n${stack}`);
	}
}

test("R-ST-02 R-TX-23 R-QUE-08 energy flows only where all allow it, whatever fails in whatever order", () => {
	for (let seed = 1; seed <= LIVES; seed++) live(seed);
});
