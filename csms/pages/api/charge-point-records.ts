import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { SecurityEvent } from "../../api/schemas/certificates";
import type {
	BootNotification,
	ConfigurationKey,
	Connection,
	DataTransfer,
	StatusNotification,
} from "../../api/schemas/charge-point-records";
import type { Command } from "../../api/schemas/commands";
import type { HistoryEvent } from "../../api/schemas/events";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** Records that one page of a history has. */
const PAGE = 100;

/** The histories that are read page by page, by their names in the live events. */
interface Histories {
	"status-notifications": StatusNotification;
	connections: Connection;
	"boot-notifications": BootNotification;
	"security-events": SecurityEvent;
	"data-transfers": DataTransfer;
	commands: Command;
}

/** One history of a charge point, the newest first, and how to ask for what is older. */
export function useHistory<Name extends keyof Histories>(
	name: Name,
	identity: string,
	query: Record<string, string | number | undefined> = {},
) {
	const path =
		name === "security-events"
			? "/security-events"
			: `/charge-points/${encodeURIComponent(identity)}/${name}`;
	const fixed = name === "security-events" ? { identity, ...query } : query;
	const history = useInfiniteQuery({
		queryKey: [...keys.history(name, identity), query],
		queryFn: ({ pageParam }) =>
			call<Histories[Name][]>("GET", withQuery(path, { ...fixed, limit: PAGE, before: pageParam })),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
	});
	const records = history.data && once(history.data.pages.flat());
	const older = history.hasNextPage
		? { load: () => void history.fetchNextPage(), loading: history.isFetchingNextPage }
		: null;
	return { records, older, error: history.error };
}

/** A record that moved on between two pages is in both. */
function once<Item extends { id: number }>(items: Item[]): Item[] {
	return [...new Map(items.map((item) => [item.id, item])).values()];
}

/** The configuration as it was read or changed last. */
export function useConfiguration(identity: string) {
	return useQuery({
		queryKey: keys.history("configuration", identity),
		queryFn: () =>
			call<ConfigurationKey[]>("GET", `/charge-points/${encodeURIComponent(identity)}/configuration`),
	});
}

/** Asks anew for a history that has grown. */
export function historyGrew(client: QueryClient, { identity, history }: HistoryEvent): void {
	void client.invalidateQueries({ queryKey: keys.history(history, identity) });
}
