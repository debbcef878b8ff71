import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { AuditEntry } from "../../api/schemas/audit";
import type { RefusedHandshake } from "../../api/schemas/certificates";
import type { System } from "../../api/schemas/overview";
import { call, withQuery } from "./client";
import { keys } from "./keys";

const PAGE = 100;

/** Which entries of the audit; what is left out does not choose. */
export interface AuditFilter {
	account?: string;
	method?: "POST" | "PUT" | "PATCH" | "DELETE";
	/** ISO 8601: at this moment or later. */
	from?: string;
	/** ISO 8601: before this moment. */
	to?: string;
}

/** Who changed what, page by page, the newest first; for administrators. */
export function useAudit(filter: AuditFilter) {
	return useInfiniteQuery({
		queryKey: keys.auditList(filter),
		queryFn: ({ pageParam }) =>
			call<AuditEntry[]>("GET", withQuery("/audit", { ...filter, limit: PAGE, before: pageParam })),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
	});
}

/** Version, database and processes of the CSMS. */
export function useSystem() {
	return useQuery({ queryKey: keys.system, queryFn: () => call<System>("GET", "/system") });
}

/** Connections of charge points that were refused, those that happened last first. */
export function useRefusedHandshakes() {
	return useQuery({
		queryKey: keys.refusedHandshakes,
		queryFn: () => call<RefusedHandshake[]>("GET", "/refused-handshakes"),
	});
}
