import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Violation } from "../../api/schemas/charge-point-records";
import type { ChargePoint, ChargePointChange } from "../../api/schemas/charge-points";
import { call } from "./client";
import { keys } from "./keys";

const fetchChargePoints = () => call<ChargePoint[]>("GET", "/charge-points");

export function useChargePoints() {
	return useQuery({ queryKey: keys.chargePoints, queryFn: fetchChargePoints });
}

/** The names by identity, found once for each state of the list: a table asks for one in every row. */
const names = new WeakMap<ChargePoint[], ReadonlyMap<string, string | null>>();

function namesOf(chargePoints: ChargePoint[]): ReadonlyMap<string, string | null> {
	const known = names.get(chargePoints);
	if (known) return known;
	const made = new Map(chargePoints.map(({ identity, name }) => [identity, name]));
	names.set(chargePoints, made);
	return made;
}

/** The name of a charge point; null where it has none, undefined where it is not entered (any more). */
export function useChargePointName(identity: string): string | null | undefined {
	const { data } = useQuery({
		queryKey: keys.chargePoints,
		queryFn: fetchChargePoints,
		select: (chargePoints) => namesOf(chargePoints).get(identity),
	});
	return data;
}

/** Enters a charge point, or changes the one that is there. */
export function useSaveChargePoint() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ identity, change }: { identity: string; change: ChargePointChange }) =>
			call<ChargePoint>("PUT", `/charge-points/${encodeURIComponent(identity)}`, change),
		onSettled: () => client.invalidateQueries({ queryKey: keys.chargePoints }),
	});
}

export function useRemoveChargePoint() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (identity: string) => call<null>("DELETE", `/charge-points/${encodeURIComponent(identity)}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.chargePoints }),
	});
}

/** Where a charge point broke the rules. */
export function useViolations(identity: string) {
	return useQuery({
		queryKey: keys.history("violations", identity),
		queryFn: () => call<Violation[]>("GET", `/charge-points/${encodeURIComponent(identity)}/violations`),
	});
}
