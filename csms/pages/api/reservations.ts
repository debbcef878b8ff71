import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { NewReservation, Reservation } from "../../api/schemas/reservations";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** The newest reservations, of all charge points or of one. */
export function useReservations(identity?: string) {
	return useQuery({
		queryKey: keys.reservationList(identity),
		queryFn: () => call<Reservation[]>("GET", withQuery("/reservations", { identity, limit: 500 })),
	});
}

/** The answer tells whether the charge point has taken it. */
export function useMakeReservation() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (wish: NewReservation) => call<Reservation>("POST", "/reservations", wish),
		onSettled: () => client.invalidateQueries({ queryKey: keys.reservations }),
	});
}

export function useCancelReservation() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ identity, reservationId }: Reservation) =>
			call<Reservation>("DELETE", withQuery(`/reservations/${reservationId}`, { identity })),
		onSettled: () => client.invalidateQueries({ queryKey: keys.reservations }),
	});
}
