import project from "../../package.json" with { type: "json" };
import type { Context } from "../context";
import { momentOf } from "../moment";
import { countChargePoints } from "../records/charge-points";
import { readOverview } from "../records/overview";
import { listProcesses } from "../records/processes";
import { Overview, OverviewQuery, System } from "./schemas/overview";
import { type Api, errors } from "./server";

/** The site at this moment, and the CSMS itself. */
export function addOverviewRoutes(api: Api, { store, cluster }: Context): void {
	const tags = ["overview"];
	api.get(
		"/overview",
		{
			schema: {
				tags,
				summary: "What is charged at this moment, and since the day began",
				querystring: OverviewQuery,
				response: errors({ 200: Overview }),
			},
		},
		({ query }) => readOverview(store.db, momentOf(query.from)),
	);
	api.get(
		"/system",
		{
			schema: {
				tags,
				summary: "The CSMS itself: version, database, processes",
				response: errors({ 200: System }),
			},
		},
		async () => ({
			version: project.version,
			database: cluster.isShared ? ("PostgreSQL" as const) : ("SQLite" as const),
			chargePoints: await countChargePoints(store.db),
			processes: await listProcesses(store.db, cluster.id, cluster.isShared),
		}),
	);
}
