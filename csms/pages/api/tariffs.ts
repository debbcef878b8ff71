import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { NewTariff, Tariff } from "../../api/schemas/tariffs";
import { call } from "./client";
import { keys } from "./keys";

export function useTariffs() {
	return useQuery({ queryKey: keys.tariffs, queryFn: () => call<Tariff[]>("GET", "/tariffs") });
}

export function useAddTariff() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (tariff: NewTariff) => call<Tariff>("POST", "/tariffs", tariff),
		// What transactions cost may be another thing now.
		onSettled: () => client.invalidateQueries(),
	});
}

export function useDeleteTariff() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `/tariffs/${id}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.tariffs }),
	});
}
