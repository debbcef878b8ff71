import { QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Credentials, Session, Settings, SettingsChange } from "../../api/schemas/accounts";
import type { Violation } from "../../api/schemas/charge-point-records";
import type { ChargePoint } from "../../api/schemas/charge-points";
import type {
	Authorization,
	IdTag,
	IdTagChange,
	NewIdTag,
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationStatus,
} from "../../api/schemas/drivers";
import type { MeterValue, Transaction } from "../../api/schemas/transactions";
import { ApiProblem, call, withQuery } from "./client";
import type { TransactionFilter } from "./transaction-filter";

/** The names under which answers are kept; the live events change them by the same names. */
export const keys = {
	session: ["session"],
	chargePoints: ["charge-points"],
	violations: (identity: string) => ["violations", identity],
	registrations: ["registrations"],
	registrationStatus: (statusKey: string) => ["registration-status", statusKey],
	idTags: ["id-tags"],
	authorizations: ["authorizations"],
	transactions: ["transactions"],
	transactionList: (filter: TransactionFilter) => ["transactions", filter],
	transaction: (transactionId: number) => ["transaction", transactionId],
	meterValues: (transactionId: number) => ["meter-values", transactionId],
	settings: ["settings"],
} as const;

/** Keeps answers; an event tells what has changed, so they are asked for again only now and then. */
export function newQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				staleTime: 60_000,
				retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400),
			},
		},
	});
}

const segment = encodeURIComponent;

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
		onSuccess: (session) => client.setQueryData(keys.session, session),
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

export function useRegister() {
	return useMutation({
		mutationFn: (registration: NewRegistration) =>
			call<RegistrationReceipt>("POST", "/registrations", registration),
	});
}

/** A driver's own registration, asked for again and again: an operator may answer at any moment. */
export function useRegistrationStatus(statusKey: string) {
	return useQuery({
		queryKey: keys.registrationStatus(statusKey),
		queryFn: () => call<RegistrationStatus>("GET", `/registrations/${segment(statusKey)}/status`),
		refetchInterval: ({ state }) => (state.data?.status === "Pending" ? 3_000 : 30_000),
	});
}

export function useRegistrations() {
	return useQuery({
		queryKey: keys.registrations,
		queryFn: () => call<Registration[]>("GET", "/registrations"),
	});
}

export function useAnswerRegistration() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, answer }: { id: number; answer: "accept" | "reject" }) =>
			call<Registration>("POST", `/registrations/${id}/${answer}`),
		onSettled: () => {
			void client.invalidateQueries({ queryKey: keys.registrations });
			void client.invalidateQueries({ queryKey: keys.idTags });
		},
	});
}

export function useChargePoints() {
	return useQuery({
		queryKey: keys.chargePoints,
		queryFn: () => call<ChargePoint[]>("GET", "/charge-points"),
	});
}

/** Where a charge point broke the rules; no event tells of new ones. */
export function useViolations(identity: string) {
	return useQuery({
		queryKey: keys.violations(identity),
		queryFn: () => call<Violation[]>("GET", `/charge-points/${segment(identity)}/violations`),
		refetchInterval: 15_000,
	});
}

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
				: call<IdTag>("PATCH", `/id-tags/${segment(existing)}`, fields),
		onSettled: () => client.invalidateQueries({ queryKey: keys.idTags }),
	});
}

export function useDeleteIdTag() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (idTag: string) => call<null>("DELETE", `/id-tags/${segment(idTag)}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.idTags }),
	});
}

export function useAuthorizations() {
	return useQuery({
		queryKey: keys.authorizations,
		queryFn: () => call<Authorization[]>("GET", withQuery("/authorizations", { limit: 500 })),
	});
}

export function useTransactions(filter: TransactionFilter) {
	return useQuery({
		queryKey: keys.transactionList(filter),
		queryFn: () => call<Transaction[]>("GET", withQuery("/transactions", { ...filter })),
	});
}

export function useTransaction(transactionId: number) {
	return useQuery({
		queryKey: keys.transaction(transactionId),
		queryFn: () => call<Transaction>("GET", `/transactions/${transactionId}`),
	});
}

/** The meter values of a transaction, oldest first. */
export function useMeterValues(transactionId: number) {
	return useQuery({
		queryKey: keys.meterValues(transactionId),
		queryFn: () => call<MeterValue[]>("GET", `/transactions/${transactionId}/meter-values`),
	});
}

export function useSettings() {
	return useQuery({ queryKey: keys.settings, queryFn: () => call<Settings>("GET", "/settings") });
}

export function useChangeSettings() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (change: SettingsChange) => call<Settings>("PATCH", "/settings", change),
		onSettled: () => client.invalidateQueries({ queryKey: keys.settings }),
	});
}
