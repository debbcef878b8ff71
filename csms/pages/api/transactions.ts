import { queryOptions, useQuery } from "@tanstack/react-query";
import type { MeterValue, Transaction } from "../../api/schemas/transactions";
import { call, withQuery } from "./client";
import { keys } from "./keys";
import type { TransactionFilter } from "./transaction-filter";

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
export function meterValuesQuery(transactionId: number) {
	return queryOptions({
		queryKey: keys.meterValues(transactionId),
		queryFn: () => call<MeterValue[]>("GET", `/transactions/${transactionId}/meter-values`),
	});
}

export function useMeterValues(transactionId: number) {
	return useQuery(meterValuesQuery(transactionId));
}
