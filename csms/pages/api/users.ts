import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { MadePasswordLink } from "../../api/schemas/password-links";
import type { NewUser, User, UserChange } from "../../api/schemas/users";
import { call, withQuery } from "./client";
import { keys } from "./keys";

const PAGE = 100;

/** The drivers, page by page, the newest first. */
export function useUsers(search: string) {
	return useInfiniteQuery({
		queryKey: keys.userList(search),
		queryFn: ({ pageParam }) =>
			call<User[]>("GET", withQuery("/users", { search, limit: PAGE, before: pageParam })),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.userId),
	});
}

export function useUser(userId: number) {
	return useQuery({
		queryKey: keys.user(userId),
		queryFn: () => call<User>("GET", `/users/${userId}`),
	});
}

/** Enters a driver, or changes the one that is there. */
export function useSaveUser() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ userId, fields }: { userId: number | null; fields: NewUser | UserChange }) =>
			userId === null
				? call<User>("POST", "/users", fields)
				: call<User>("PATCH", `/users/${userId}`, fields),
		onSettled: () => client.invalidateQueries({ queryKey: keys.users }),
	});
}

export function useDeleteUser() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (userId: number) => call<null>("DELETE", `/users/${userId}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.users }),
	});
}

/** A link for a driver to choose a new password. */
export function useMakePasswordLink(userId: number) {
	return useMutation({
		mutationFn: () => call<MadePasswordLink>("POST", `/users/${userId}/password-link`),
		// It is shown once.
		gcTime: 0,
	});
}
