import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	AccountChange,
	AccountRecord,
	IssuedToken,
	NewAccount,
	NewToken,
	OpenSession,
	Token,
} from "../../api/schemas/accounts";
import type { MeChange } from "../../api/schemas/me";
import { call } from "./client";
import { keys } from "./keys";

/** The accounts of the people who run the CSMS; for administrators. */
export function useAccounts() {
	return useQuery({ queryKey: keys.accounts, queryFn: () => call<AccountRecord[]>("GET", "/accounts") });
}

export function useAddAccount() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (account: NewAccount) => call<AccountRecord>("POST", "/accounts", account),
		onSettled: () => client.invalidateQueries({ queryKey: keys.accounts }),
	});
}

export function useChangeAccount() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ account, change }: { account: string; change: AccountChange }) =>
			call<AccountRecord>("PATCH", `/accounts/${encodeURIComponent(account)}`, change),
		onSettled: () => client.invalidateQueries({ queryKey: keys.accounts }),
	});
}

export function useDeleteAccount() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (account: string) => call<null>("DELETE", `/accounts/${encodeURIComponent(account)}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.accounts }),
	});
}

/** Where sessions are asked for: the own ones, or those of an account. */
function sessionsOf(account: string | null): string {
	return account === null ? "/sessions" : `/accounts/${encodeURIComponent(account)}/sessions`;
}

/** The open sessions of an account, for administrators; null: the own ones. */
export function useSessions(account: string | null) {
	return useQuery({
		queryKey: keys.sessions(account),
		queryFn: () => call<OpenSession[]>("GET", sessionsOf(account)),
	});
}

export function useEndSession(account: string | null) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `${sessionsOf(account)}/${id}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.sessions(account) }),
	});
}

/** Changes the own password; all other sessions of the account end. */
export function useChangePassword() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (change: Pick<MeChange, "password" | "oldPassword">) => call("PATCH", "/me", change),
		onSettled: () => client.invalidateQueries({ queryKey: keys.sessions(null) }),
	});
}

/** The own tokens for programs. */
export function useTokens() {
	return useQuery({ queryKey: keys.tokens, queryFn: () => call<Token[]>("GET", "/tokens") });
}

export function useAddToken() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (token: NewToken) => call<IssuedToken>("POST", "/tokens", token),
		onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
	});
}

export function useDeleteToken() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `/tokens/${id}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
	});
}
