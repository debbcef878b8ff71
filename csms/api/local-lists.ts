import { Type } from "typebox";
import type { Context } from "../context";
import { tellLocalList } from "../live-changes";
import { updateLocalList } from "../ocpp/local-list-updates";
import { Problem } from "../problem";
import { changeLocalList, listLocalLists, readLocalList } from "../records/local-lists";
import { chargePointOrProblem } from "./charge-points";
import { ChargePointParams } from "./schemas/charge-points";
import { LocalList, LocalListChange, LocalListState, LocalListUpdate } from "./schemas/local-lists";
import { type Api, errors } from "./server";

/** The local authorization list of each charge point. */
export function addLocalListRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["local-lists"];
	api.get(
		"/local-lists",
		{
			schema: {
				tags,
				summary: "How the local lists of all charge points stand, for all we know",
				response: errors({ 200: Type.Array(LocalListState) }),
			},
		},
		() => listLocalLists(store.db),
	);
	const schema = { tags, params: ChargePointParams, response: errors({ 200: LocalList }) };
	api.get(
		"/charge-points/:identity/local-list",
		{ schema: { ...schema, summary: "The local list of a charge point, for all we know" } },
		async ({ params: { identity } }) => {
			await chargePointOrProblem(context, identity);
			return readLocalList(store.db, identity);
		},
	);
	api.put(
		"/charge-points/:identity/local-list",
		{
			schema: {
				...schema,
				summary: "Whether the list follows the registered ids, and which of them; what is left out stays",
				body: LocalListChange,
			},
		},
		async ({ params: { identity }, body }) => {
			await chargePointOrProblem(context, identity);
			const list = await store.write(async (trx) => {
				await changeLocalList(trx, identity, body, Date.now());
				return readLocalList(trx, identity);
			});
			await tellLocalList(context, identity);
			return list;
		},
	);
	api.post(
		"/charge-points/:identity/local-list/update",
		{
			// A body that says nothing may be left out.
			preValidation: async (request) => {
				request.body ??= {};
			},
			schema: {
				...schema,
				summary: "Send the list now, also if it does not follow",
				description:
					"200: the list as it is then; `problem` tells what the charge point did not accept. 409: it is " +
					"not connected, or an update is under way.",
				body: LocalListUpdate,
			},
		},
		async ({ params: { identity }, body: { updateType }, session }) => {
			const { connected } = await chargePointOrProblem(context, identity);
			if (!connected) throw new Problem(409, `${identity} is not connected.`);
			if ((await updateLocalList(context, identity, session!.account, updateType)) === "busy") {
				throw new Problem(409, `An update of the list of ${identity} is under way; try again later.`);
			}
			return readLocalList(store.db, identity);
		},
	);
}
