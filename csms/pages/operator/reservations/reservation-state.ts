import type { Reservation, ReservationState } from "../../../api/schemas/reservations";

/** As it is at a moment: time alone ends a reservation, without a word from anybody. */
export function stateNow({ status, expiryDate }: Reservation, now: number): ReservationState {
	const isOpen = status === "Waiting" || status === "Accepted";
	return isOpen && Date.parse(expiryDate) <= now ? "Expired" : status;
}
