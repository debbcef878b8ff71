import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { OpenSession } from "../../api/schemas/accounts";
import type {
	FreeConnector,
	Me,
	MeChange,
	MonthTotal,
	NewOwnIdTag,
	OwnChargePoint,
	OwnIdTag,
	OwnIdTagChange,
	OwnTransaction,
	RemoteStart,
} from "../../api/schemas/me";
import type { MeterValue } from "../../api/schemas/transactions";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** What a driver sees and does: the own. */

/** The names under which the answers are kept; the driver's live events change them by the same names. */
export const ownKeys = {
	me: ["own", "me"],
	idTags: ["own", "id-tags"],
	connectors: ["own", "connectors"],
	chargePoints: ["own", "charge-points"],
	running: ["own", "running"],
	totals: ["own", "totals"],
	months: ["own", "month"],
	month: (month: string) => ["own", "month", month],
	transaction: (transactionId: number) => ["own", "transaction", transactionId],
	meterValues: (transactionId: number) => ["own", "meter-values", transactionId],
	newestMeterValues: (transactionId: number) => ["own", "newest-meter-values", transactionId],
	sessions: ["own", "sessions"],
} as const;

/** Meter values from which the present power can be told. */
export const NEWEST = 3;

/** The most that one call answers. */
const ALL = 1000;

export function useMe() {
	return useQuery({ queryKey: ownKeys.me, queryFn: () => call<Me>("GET", "/me") });
}

export function useChangeMe() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (change: MeChange) => call<Me>("PATCH", "/me", change),
		onSuccess: (me) => {
			client.setQueryData(ownKeys.me, me);
			client.setQueryData(keys.session, { account: me.account, role: me.role });
			void client.invalidateQueries({ queryKey: ownKeys.sessions });
		},
	});
}

/** Closes the account; nobody is signed in any more. */
export function useCloseAccount() {
	return useMutation({
		mutationFn: (oldPassword: string) => call<null>("POST", "/me/closing", { oldPassword }),
	});
}

export function useOwnSessions() {
	return useQuery({ queryKey: ownKeys.sessions, queryFn: () => call<OpenSession[]>("GET", "/sessions") });
}

export function useEndSession() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `/sessions/${id}`),
		onSettled: () => client.invalidateQueries({ queryKey: ownKeys.sessions }),
	});
}

export function useOwnIdTags() {
	return useQuery({ queryKey: ownKeys.idTags, queryFn: () => call<OwnIdTag[]>("GET", "/me/id-tags") });
}

export function useAddIdTag() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (card: NewOwnIdTag) => call<OwnIdTag>("POST", "/me/id-tags", card),
		onSettled: () => client.invalidateQueries({ queryKey: ownKeys.idTags }),
	});
}

export function useChangeIdTag(idTag: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (change: OwnIdTagChange) =>
			call<OwnIdTag>("PATCH", `/me/id-tags/${encodeURIComponent(idTag)}`, change),
		onSettled: () => client.invalidateQueries({ queryKey: ownKeys.idTags }),
	});
}

export function useFreeConnectors() {
	return useQuery({
		queryKey: ownKeys.connectors,
		queryFn: () => call<FreeConnector[]>("GET", "/me/connectors"),
	});
}

/** How people call the charge points at which the driver has charged. */
export function useOwnChargePoints() {
	return useQuery({
		queryKey: ownKeys.chargePoints,
		queryFn: () => call<OwnChargePoint[]>("GET", "/me/charge-points"),
	});
}

/** The own transactions that run. */
export function useRunning() {
	return useQuery({
		queryKey: ownKeys.running,
		queryFn: () => call<OwnTransaction[]>("GET", "/me/transactions?active=true"),
	});
}

/** By the month of the reader's time zone in which they started, the newest first. */
export function useMonthTotals() {
	const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
	return useQuery({
		queryKey: ownKeys.totals,
		queryFn: () => call<MonthTotal[]>("GET", withQuery("/me/totals", { timeZone })),
	});
}

/** The own transactions that started in a month such as 2026-11, the newest first. */
export function useMonth(month: string | undefined) {
	return useQuery({
		queryKey: ownKeys.month(month ?? ""),
		queryFn: () => call<OwnTransaction[]>("GET", withQuery("/me/transactions", periodOf(month!))),
		enabled: month !== undefined,
	});
}

export function useOwnTransaction(transactionId: number) {
	return useQuery({
		queryKey: ownKeys.transaction(transactionId),
		queryFn: () => call<OwnTransaction>("GET", `/me/transactions/${transactionId}`),
	});
}

/** All meter values of one of the own transactions, oldest first. */
export function useOwnMeterValues(transactionId: number) {
	return useQuery({
		queryKey: ownKeys.meterValues(transactionId),
		queryFn: () => call<MeterValue[]>("GET", `/me/transactions/${transactionId}/meter-values`),
	});
}

/** The newest meter values of one of the own transactions, oldest first. */
export function useNewestMeterValues(transactionId: number) {
	return useQuery({
		queryKey: ownKeys.newestMeterValues(transactionId),
		queryFn: () =>
			call<MeterValue[]>("GET", `/me/transactions/${transactionId}/meter-values?newest=${NEWEST}`),
	});
}

/** The answer of a charge point to a remote start or stop. */
interface CommandAnswer {
	response: { status?: unknown };
}

export function useRemoteStart() {
	return useMutation({
		mutationFn: (start: RemoteStart) => call<CommandAnswer>("POST", "/me/remote-start", start),
	});
}

export function useRemoteStop() {
	return useMutation({
		mutationFn: (transactionId: number) => call<CommandAnswer>("POST", "/me/remote-stop", { transactionId }),
	});
}

/** A month of the reader's time zone as the moments between which transactions start. */
function periodOf(month: string): { from: string; to: string; limit: number } {
	const [year, number] = month.split("-").map(Number);
	const begin = (months: number) => new Date(year, number - 1 + months, 1).toISOString();
	return { from: begin(0), to: begin(1), limit: ALL };
}
