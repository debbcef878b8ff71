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

/** Where a charge point broke the rules. */
export function useViolations(identity: string) {
	return useQuery({
		queryKey: keys.history("violations", identity),
		queryFn: () => call<Violation[]>("GET", `/charge-points/${encodeURIComponent(identity)}/violations`),
	});
}
