import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Credentials, Session } from "../../api/schemas/accounts";
import { ApiProblem, call } from "./client";
import { keys } from "./keys";

/** Who is signed in; null when nobody is. */
export function useSession() {
	return useQuery({
		queryKey: keys.session,
		queryFn: () =>
			call<Session>("GET", "/session").catch((error) => {
				if (error instanceof ApiProblem && error.status === 401) return null;
				throw error;
			}),
	});
}

export function useSignIn() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (credentials: Credentials) => call<Session>("POST", "/session", credentials),
		onSuccess: (session) => {
			// Nothing of whoever was signed in before.
			client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
			client.setQueryData(keys.session, session);
		},
	});
}

export function useSignOut() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: () => call<null>("DELETE", "/session"),
		onSuccess: () => {
			client.setQueryData(keys.session, null);
			client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
		},
	});
}
