import { useQuery } from "@tanstack/react-query";
import type { Violation } from "../../api/schemas/charge-point-records";
import type { ChargePoint } from "../../api/schemas/charge-points";
import { call } from "./client";
import { keys } from "./keys";

export function useChargePoints() {
	return useQuery({
		queryKey: keys.chargePoints,
		queryFn: () => call<ChargePoint[]>("GET", "/charge-points"),
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
