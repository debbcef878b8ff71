import { Type } from "typebox";
import type { Context } from "../context";
import { requestFirmwareUpdate } from "../files/request-firmware-update";
import { findFirmwareUpdate, listFirmwareUpdates, viewFirmwareUpdates } from "../records/transfer-views";
import { chargePointOrProblem } from "./charge-points";
import { ChargePointParams } from "./schemas/charge-points";
import { PageQuery } from "./schemas/fields";
import { FirmwareUpdate, NewFirmwareUpdate } from "./schemas/firmware";
import { TransferParams, TransferQuery } from "./schemas/transfers";
import { type Api, errors } from "./server";

/** Firmware updates: asked for, followed, and kept. */
export function addFirmwareUpdateRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["firmware"];
	api.get(
		"/firmware-updates",
		{
			schema: {
				tags,
				summary: "Firmware updates of all charge points, the newest first",
				querystring: TransferQuery,
				response: errors({ 200: Type.Array(FirmwareUpdate) }),
			},
		},
		({ query }) => listFirmwareUpdates(store.db, query),
	);
	api.get(
		"/charge-points/:identity/firmware-updates",
		{
			schema: {
				tags,
				summary: "Firmware updates of a charge point, the newest first",
				params: ChargePointParams,
				querystring: PageQuery,
				response: errors({ 200: Type.Array(FirmwareUpdate) }),
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listFirmwareUpdates(store.db, { ...query, identity });
		},
	);
	api.get(
		"/charge-points/:identity/firmware-updates/:id",
		{
			schema: {
				tags,
				summary: "One firmware update",
				params: TransferParams,
				response: errors({ 200: FirmwareUpdate }),
			},
		},
		({ params: { identity, id } }) => view(identity, id),
	);
	api.post(
		"/charge-points/:identity/firmware-updates",
		{
			schema: {
				tags,
				summary: "Ask a charge point to fetch and install firmware",
				description:
					"Sends UpdateFirmware or SignedUpdateFirmware and answers with the update, whose `state` " +
					"tells also of a refusal. 409: not connected, or the image is for others. 502: it answered " +
					"with a CALLERROR. 504: no answer in time; the update is followed all the same.",
				params: ChargePointParams,
				body: NewFirmwareUpdate,
				response: errors({ 201: FirmwareUpdate }),
			},
		},
		async ({ params: { identity }, body, session }, reply) => {
			const id = await requestFirmwareUpdate(context, identity, session!.account, body);
			return reply.code(201).send(await view(identity, id));
		},
	);

	async function view(identity: string, id: number): Promise<FirmwareUpdate> {
		const [update] = await viewFirmwareUpdates(store.db, [await findFirmwareUpdate(store.db, identity, id)]);
		return update;
	}
}
