import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { LocalList, LocalListChange, LocalListState } from "../../api/schemas/local-lists";
import { call } from "./client";
import { keys } from "./keys";

/** How the lists of all charge points stand. */
export function useLocalLists() {
	return useQuery({
		queryKey: keys.localLists,
		queryFn: () => call<LocalListState[]>("GET", "/local-lists"),
	});
}

/** One charge point's list with its ids. */
export function useLocalList(identity: string) {
	return useQuery({
		queryKey: keys.localList(identity),
		queryFn: () => call<LocalList>("GET", addressOf(identity)),
	});
}

export function useChangeLocalList(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (change: LocalListChange) => call<LocalList>("PUT", addressOf(identity), change),
		onSuccess: (list) => client.setQueryData(keys.localList(identity), list),
		onSettled: () => client.invalidateQueries({ queryKey: keys.localLists }),
	});
}

/** Sends what is missing, or all of it. */
export function useUpdateLocalList(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (isWhole: boolean) =>
			call<LocalList>("POST", `${addressOf(identity)}/update`, isWhole ? { updateType: "Full" } : {}),
		onSuccess: (list) => client.setQueryData(keys.localList(identity), list),
		onSettled: () => client.invalidateQueries({ queryKey: keys.localLists }),
	});
}

function addressOf(identity: string): string {
	return `/charge-points/${encodeURIComponent(identity)}/local-list`;
}
