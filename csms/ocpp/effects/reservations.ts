import type {
	CancelReservationRequest,
	ReservationStatus,
	ReserveNowRequest,
} from "../../../modules/ocpp/types";
import { tellReservations } from "../../live-changes";
import {
	answerReservation,
	cancelReservation,
	keepReserveNow,
	leaveReservationOpen,
} from "../../records/reservations";
import type { Effect } from "../effects";

/** Keeps every reservation with the charge point's answer, by whatever way it was made. */
export const keepReservation: Effect = async ({ context, identity, payload, account }) => {
	const { store } = context;
	const request = payload as unknown as ReserveNowRequest;
	const row = await store.write((trx) => keepReserveNow(trx, identity, request, account, Date.now()));
	tellReservations(context, [row]);
	return async ({ response, callError }) => {
		const changed = await store.write((trx) => {
			if (response) {
				return answerReservation(trx, row, response.status as ReservationStatus, null, Date.now());
			}
			if (callError) {
				const why = `The charge point answered with the error ${callError.code}.`;
				return answerReservation(trx, row, "Rejected", why, Date.now());
			}
			return leaveReservationOpen(trx, row);
		});
		tellReservations(context, changed);
	};
};

/** An accepted cancellation ends the reservation, and so does a rejected one: there is none (R-RSV-06). */
export const endReservation: Effect = async ({ context, identity, payload }) => {
	const { reservationId } = payload as unknown as CancelReservationRequest;
	return async ({ response }) => {
		if (!response) return;
		const why = response.status === "Accepted" ? null : "The charge point had no such reservation any more.";
		const ended = await context.store.write((trx) =>
			cancelReservation(trx, identity, reservationId, why, Date.now()),
		);
		tellReservations(context, ended);
	};
};
