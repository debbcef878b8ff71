import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { MeterValue, OddStop, Transaction } from "../../api/schemas/transactions";
import { call, withQuery } from "./client";
import { keys } from "./keys";
import type { TransactionFilter } from "./transaction-filter";

/** Transactions that are asked for at a time. */
const PAGE = 200;

function transactionsQuery(filter: TransactionFilter) {
	return {
		queryKey: keys.transactionList(filter),
		queryFn: () => call<Transaction[]>("GET", withQuery("/transactions", { ...filter })),
	};
}

export function useTransactions(filter: TransactionFilter) {
	return useQuery(transactionsQuery(filter));
}

/** What is made of a list of transactions. */
export function useTransactionsBy<Selected>(
	filter: TransactionFilter,
	select: (list: Transaction[]) => Selected,
) {
	return useQuery({ ...transactionsQuery(filter), select });
}

/** Transactions page by page, the newest first. */
export function useTransactionPages(filter: TransactionFilter) {
	return useInfiniteQuery({
		queryKey: keys.transactionPageList(filter),
		queryFn: ({ pageParam }) =>
			call<Transaction[]>("GET", withQuery("/transactions", { ...filter, limit: PAGE, before: pageParam })),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (last) =>
			last.length < PAGE ? undefined : Math.min(...last.map(({ transactionId }) => transactionId)),
	});
}

/** Ends a transaction whose stop does not come. */
export function useCloseTransaction() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ transactionId, force }: { transactionId: number; force: boolean }) =>
			call<Transaction>("POST", `/transactions/${transactionId}/close`, { force }),
		onSuccess: (transaction) => client.setQueryData(keys.transaction(transaction.transactionId), transaction),
	});
}

/** StopTransaction messages that did not fit, the newest first. */
export function useOddStops() {
	return useInfiniteQuery({
		queryKey: keys.oddStops,
		queryFn: ({ pageParam }) =>
			call<OddStop[]>("GET", withQuery("/odd-stops", { limit: 100, before: pageParam })),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (last) => (last.length < 100 ? undefined : last.at(-1)?.id),
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
