import { type TSchema, Type } from "typebox";
import type { Context } from "../context";
import { momentOf } from "../moment";
import { listBootNotifications } from "../records/boot-notifications";
import { listConfiguration } from "../records/configuration";
import { listConnections } from "../records/connections";
import { listDataTransfers } from "../records/data-transfers";
import { listMeterValuesApart } from "../records/meter-values";
import { listStatusNotifications } from "../records/status-notifications";
import { listViolations } from "../records/violations";
import { chargePointOrProblem } from "./charge-points";
import {
	BootNotification,
	ConfigurationKey,
	Connection,
	DataTransfer,
	HistoryQuery,
	StatusNotification,
	StatusQuery,
	Violation,
} from "./schemas/charge-point-records";
import { ChargePointParams } from "./schemas/charge-points";
import { NewestQuery, PageQuery } from "./schemas/fields";
import { MeterValue } from "./schemas/transactions";
import { type Api, errors } from "./server";

/** What charge points told and did over time, and where they broke the rules. */
export function addChargePointRecordRoutes(api: Api, context: Context): void {
	const { store, fleet } = context;
	const schema = <Record extends TSchema>(summary: string, record: Record) => ({
		tags: ["charge-points"],
		summary,
		params: ChargePointParams,
		response: errors({ 200: Type.Array(record) }),
	});
	const newest = <Record extends TSchema>(summary: string, record: Record) => ({
		...schema(`${summary}, the newest first`, record),
		querystring: PageQuery,
	});
	api.get(
		"/charge-points/:identity/status-notifications",
		{
			schema: {
				...schema("Every StatusNotification, the newest first by their timestamps", StatusNotification),
				querystring: StatusQuery,
			},
		},
		async ({ params: { identity }, query: { connectorId, from, to, before, limit } }) => {
			await chargePointOrProblem(context, identity);
			return listStatusNotifications(store.db, identity, {
				connectorId,
				from: from === undefined ? undefined : momentOf(from),
				to: to === undefined ? undefined : momentOf(to),
				before,
				limit: limit ?? 100,
			});
		},
	);
	api.get(
		"/charge-points/:identity/meter-values",
		{
			schema: {
				...schema(
					"Its meter values that belong to no transaction, the newest first by their timestamps",
					MeterValue,
				),
				querystring: HistoryQuery,
			},
		},
		async ({ params: { identity }, query: { connectorId, from, to, limit } }) => {
			await chargePointOrProblem(context, identity);
			return listMeterValuesApart(store.db, identity, {
				connectorId,
				from: from === undefined ? undefined : momentOf(from),
				to: to === undefined ? undefined : momentOf(to),
				limit: limit ?? 100,
			});
		},
	);
	api.get(
		"/charge-points/:identity/connections",
		{ schema: newest("The connections and how they ended", Connection) },
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listConnections(store.db, identity, query, fleet.measuresOf(identity));
		},
	);
	api.get(
		"/charge-points/:identity/boot-notifications",
		{ schema: newest("The BootNotifications and their answers", BootNotification) },
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listBootNotifications(store.db, identity, query);
		},
	);
	api.get(
		"/charge-points/:identity/data-transfers",
		{ schema: newest("The DataTransfers of both sides and their answers", DataTransfer) },
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listDataTransfers(store.db, identity, query);
		},
	);
	api.get(
		"/charge-points/:identity/violations",
		{
			schema: {
				...schema("Where it broke the rules, identical violations counted, the newest first", Violation),
				querystring: NewestQuery,
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listViolations(store.db, identity, query.limit ?? 100);
		},
	);
	api.get(
		"/charge-points/:identity/configuration",
		{
			schema: schema(
				"Its configuration as it was read or changed last; a command reads it",
				ConfigurationKey,
			),
		},
		async ({ params: { identity } }) => {
			await chargePointOrProblem(context, identity);
			return listConfiguration(store.db, identity);
		},
	);
}
