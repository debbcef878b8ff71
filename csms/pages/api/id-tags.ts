import {
	type QueryClient,
	useInfiniteQuery,
	useMutation,
	useQuery,
	useQueryClient,
} from "@tanstack/react-query";
import type { Authorization, IdTag, IdTagChange, NewIdTag, UnknownIdTag } from "../../api/schemas/drivers";
import { call, withQuery } from "./client";
import { keys } from "./keys";

export function useIdTags() {
	return useQuery({ queryKey: keys.idTags, queryFn: () => call<IdTag[]>("GET", "/id-tags") });
}

const PAGE = 200;

/** The ids in their order, page by page. */
export function useIdTagPages(search: string) {
	return useInfiniteQuery({
		queryKey: keys.idTagPageList(search),
		queryFn: ({ pageParam }) =>
			call<IdTag[]>("GET", withQuery("/id-tags", { search, limit: PAGE, after: pageParam })),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.idTag),
	});
}

/** Ids that were presented and that nobody has entered. */
export function useUnknownIdTags() {
	return useQuery({
		queryKey: keys.unknownIdTags,
		queryFn: () => call<UnknownIdTag[]>("GET", "/unknown-id-tags"),
	});
}

/** After ids have changed. */
function askAgain(client: QueryClient): void {
	for (const queryKey of [keys.idTags, keys.idTagPages, keys.unknownIdTags, keys.users]) {
		void client.invalidateQueries({ queryKey });
	}
}

/** Adds an id, or changes the one that is there. */
export function useSaveIdTag() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ existing, fields }: { existing: string | null; fields: NewIdTag | IdTagChange }) =>
			existing === null
				? call<IdTag>("POST", "/id-tags", fields)
				: call<IdTag>("PATCH", `/id-tags/${encodeURIComponent(existing)}`, fields),
		onSettled: () => askAgain(client),
	});
}

export function useDeleteIdTag() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (idTag: string) => call<null>("DELETE", `/id-tags/${encodeURIComponent(idTag)}`),
		onSettled: () => askAgain(client),
	});
}

export function useAuthorizations() {
	return useQuery({
		queryKey: keys.authorizations,
		queryFn: () => call<Authorization[]>("GET", withQuery("/authorizations", { limit: 500 })),
	});
}
