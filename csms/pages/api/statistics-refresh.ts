import type { QueryClient } from "@tanstack/react-query";

/** Milliseconds between two times that statistics are added up anew. */
const REFRESHING = 30_000;
let refresh: ReturnType<typeof setTimeout> | undefined;
let refreshedAt = 0;

/** Adds up anew what is shown, once for all transactions of some time, and not while an answer is on its way. */
export function refreshStatistics(client: QueryClient): void {
	clearTimeout(refresh);
	const wait = Math.max(REFRESHING - (Date.now() - refreshedAt), 1000);
	refresh = setTimeout(() => {
		refreshedAt = Date.now();
		void client.invalidateQueries({ queryKey: ["statistics"] }, { cancelRefetch: false });
	}, wait);
}
