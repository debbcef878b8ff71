import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./client";

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
