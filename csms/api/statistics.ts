import type { Context } from "../context";
import { readStatistics } from "../statistics/statistics";
import { Statistics, StatisticsQuery } from "./schemas/statistics";
import { type Api, errors } from "./server";

/** What the records add up to. */
export function addStatisticsRoute(api: Api, context: Context): void {
	api.get(
		"/statistics",
		{
			schema: {
				tags: ["statistics"],
				summary: "Energy, sessions, load, availability and cost of a period",
				description:
					"In the time zone and the currency of the settings. docs/csms-statistics.md says how each figure is " +
					"added up. 422: there would be more than 20,000 rows of figures.",
				querystring: StatisticsQuery,
				response: errors({ 200: Statistics }),
			},
			// Looking at each of 20,000 rows by the schema holds everybody up several times as long.
			serializerCompiler: () => (answer) => JSON.stringify(answer),
		},
		({ query }) => readStatistics(context, query),
	);
}
