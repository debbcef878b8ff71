import type { QueryClient } from "@tanstack/react-query";

/** How live events change the answers that are kept. */

/**
 * Changes an answer that is kept; one that was never asked for stays unknown. One that is on its way
 * may be older than the event, so it is asked for anew.
 */
export function change<Kept>(
	client: QueryClient,
	key: readonly unknown[],
	merge: (kept: Kept) => Kept,
): void {
	const onItsWay = client.getQueryState(key)?.fetchStatus === "fetching";
	client.setQueryData<Kept>(key, (kept) => (kept === undefined ? undefined : merge(kept)));
	if (onItsWay) void askAnew(client, { queryKey: key, exact: true });
}

/** Asks again, also where a first answer is on its way: to invalidate alone would let that one stand. */
export async function askAnew(
	client: QueryClient,
	which?: { queryKey: readonly unknown[]; exact?: true },
): Promise<void> {
	await client.cancelQueries(which);
	await client.invalidateQueries(which);
}
