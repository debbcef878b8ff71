import type { ReserveNowRequest } from "../../modules/ocpp/types";
import type { Rig } from "./rig";

/** A moment so many seconds after the present time of the CSMS. */
export function inSeconds(rig: Rig, seconds: number): string {
	return new Date(Date.parse(rig.csms.time) + seconds * 1000).toISOString();
}

/** Reserves, by default connector 1 for ALICE for an hour, and returns the status of the answer. */
export function reserve(rig: Rig, request: Partial<ReserveNowRequest> = {}): unknown {
	const answer = rig.csms.call("ReserveNow", {
		...{ connectorId: 1, reservationId: 1, idTag: "ALICE", expiryDate: inSeconds(rig, 3600) },
		...request,
	});
	rig.advance(0);
	return answer && "status" in answer ? answer.status : answer;
}

/** Cancels and returns the status of the answer. */
export function cancel(rig: Rig, reservationId = 1): unknown {
	const answer = rig.csms.call("CancelReservation", { reservationId });
	rig.advance(0);
	return answer && "status" in answer ? answer.status : answer;
}

/** A charge point on which everything has settled. */
export function settled(rig: Rig): Rig {
	rig.advance(1);
	rig.csms.clear();
	return rig;
}

/** The present statuses of all connectors. */
export function statuses(rig: Rig): string[] {
	return rig.chargePoint.state.connectors.map(({ status }) => status);
}
