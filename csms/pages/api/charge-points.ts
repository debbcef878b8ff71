import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Violation } from "../../api/schemas/charge-point-records";
import type { ChargePoint, ChargePointChange } from "../../api/schemas/charge-points";
import { call } from "./client";
import { keys } from "./keys";

export function useChargePoints() {
	return useQuery({
		queryKey: keys.chargePoints,
		queryFn: () => call<ChargePoint[]>("GET", "/charge-points"),
	});
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

/** Where a charge point broke the rules; no event tells of new ones. */
export function useViolations(identity: string) {
	return useQuery({
		queryKey: keys.violations(identity),
		queryFn: () => call<Violation[]>("GET", `/charge-points/${encodeURIComponent(identity)}/violations`),
		refetchInterval: 15_000,
	});
}
