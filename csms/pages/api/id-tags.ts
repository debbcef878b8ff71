import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Authorization, IdTag, IdTagChange, NewIdTag } from "../../api/schemas/drivers";
import { call, withQuery } from "./client";
import { keys } from "./keys";

export function useIdTags() {
	return useQuery({ queryKey: keys.idTags, queryFn: () => call<IdTag[]>("GET", "/id-tags") });
}

/** Adds an id, or changes the one that is there. */
export function useSaveIdTag() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ existing, fields }: { existing: string | null; fields: NewIdTag | IdTagChange }) =>
			existing === null
				? call<IdTag>("POST", "/id-tags", fields)
				: call<IdTag>("PATCH", `/id-tags/${encodeURIComponent(existing)}`, fields),
		onSettled: () => client.invalidateQueries({ queryKey: keys.idTags }),
	});
}

export function useDeleteIdTag() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (idTag: string) => call<null>("DELETE", `/id-tags/${encodeURIComponent(idTag)}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.idTags }),
	});
}

export function useAuthorizations() {
	return useQuery({
		queryKey: keys.authorizations,
		queryFn: () => call<Authorization[]>("GET", withQuery("/authorizations", { limit: 500 })),
	});
}
