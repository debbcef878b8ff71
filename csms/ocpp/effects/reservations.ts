import type {
	CancelReservationRequest,
	ReservationStatus,
	ReserveNowRequest,
} from "../../../modules/ocpp/types";
import {
	answerReservation,
	cancelReservation,
	keepReserveNow,
	leaveReservationOpen,
} from "../../records/reservations";
import type { Effect } from "../effects";

/** Keeps every reservation with the charge point's answer, by whatever way it was made. */
export const keepReservation: Effect = async ({ context: { store }, identity, payload, account }) => {
	const request = payload as unknown as ReserveNowRequest;
	const row = await store.write((trx) => keepReserveNow(trx, identity, request, account, Date.now()));
	return async ({ response, callError }) => {
		await store.write(async (trx) => {
			if (response) {
				await answerReservation(trx, row, response.status as ReservationStatus, null, Date.now());
			} else if (callError) {
				const why = `The charge point answered with the error ${callError.code}.`;
				await answerReservation(trx, row, "Rejected", why, Date.now());
			} else {
				await leaveReservationOpen(trx, row);
			}
		});
	};
};

/** An accepted cancellation ends the reservation, and so does a rejected one: there is none (R-RSV-06). */
export const endReservation: Effect = async ({ context: { store }, identity, payload }) => {
	const { reservationId } = payload as unknown as CancelReservationRequest;
	return async ({ response }) => {
		if (!response) return;
		const why = response.status === "Accepted" ? null : "The charge point had no such reservation any more.";
		await store.write((trx) => cancelReservation(trx, identity, reservationId, why, Date.now()));
	};
};
