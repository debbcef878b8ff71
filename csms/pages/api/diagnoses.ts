import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Diagnosis } from "../../api/schemas/diagnoses";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** Which diagnoses a list shows. */
export interface DiagnosisFilter {
	identity?: string;
	/** true: what lasts; false: what is over. */
	open: boolean;
}

/** Diagnoses of one answer. */
const PAGE = 1000;

/** The newest first. */
export function useDiagnoses(filter: DiagnosisFilter) {
	return useQuery({
		queryKey: keys.diagnosisList(filter),
		queryFn: () => call<Diagnosis[]>("GET", withQuery("/diagnoses", { ...filter, limit: PAGE })),
	});
}

export function useDiagnosis(id: number) {
	return useQuery({
		queryKey: keys.diagnosis(id),
		queryFn: () => call<Diagnosis>("GET", `/diagnoses/${id}`),
	});
}

export function useAcknowledge() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<Diagnosis>("POST", `/diagnoses/${id}/acknowledge`),
		onSettled: (_answer, _error, id) => {
			void client.invalidateQueries({ queryKey: keys.diagnosis(id) });
			void client.invalidateQueries({ queryKey: keys.diagnoses });
		},
	});
}

/** Newest first; what no longer fits the filter leaves the list. */
export function mergeDiagnosis(list: Diagnosis[], filter: DiagnosisFilter, changed: Diagnosis): Diagnosis[] {
	const others = list.filter(({ id }) => id !== changed.id);
	const isElsewhere = filter.identity !== undefined && filter.identity !== changed.identity;
	if (isElsewhere || filter.open !== (changed.until === null)) return others;
	return [...others, changed].sort((a, b) => b.id - a.id);
}
