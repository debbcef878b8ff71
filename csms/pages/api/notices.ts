import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Notice } from "../../api/schemas/notices";
import { call } from "./client";
import { keys } from "./keys";

/** More messages than these are not kept on the page. */
const MOST = 1000;

/** The newest first. */
export function useNotices() {
	return useQuery({
		queryKey: keys.notices,
		queryFn: () => call<Notice[]>("GET", `/notices?limit=${MOST}`),
	});
}

export function useSendAgain() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<Notice>("POST", `/notices/${id}/send-again`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.notices }),
	});
}

/** Newest first. */
export function mergeNotice(list: Notice[], changed: Notice): Notice[] {
	const others = list.filter(({ id }) => id !== changed.id);
	return [...others, changed].sort((a, b) => b.id - a.id).slice(0, MOST);
}
