import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Statistics, StatisticsQuery } from "../../api/schemas/statistics";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** Milliseconds until figures are asked for again that were not all worked up. */
const PENDING = 3000;

/** What a period adds up to; while another one is on its way the last one stays. */
export function useStatistics(query: StatisticsQuery) {
	return useQuery({
		queryKey: keys.statistics(query),
		queryFn: () => call<Statistics>("GET", withQuery("/statistics", { ...query })),
		placeholderData: keepPreviousData,
		refetchInterval: ({ state }) => (state.data?.pending ? PENDING : false),
	});
}
