import { Type } from "typebox";
import type { Context } from "../context";
import { startCampaign } from "../files/firmware-campaigns";
import { Problem } from "../problem";
import {
	findCampaign,
	listCampaigns,
	readCampaign,
	retryMembers,
	stopCampaign,
} from "../records/firmware-campaigns";
import { tellCampaign } from "../transfers";
import {
	CampaignParams,
	CampaignQuery,
	CampaignRetry,
	FirmwareCampaign,
	FirmwareCampaignWithMembers,
	NewFirmwareCampaign,
} from "./schemas/firmware-campaigns";
import { type Api, errors } from "./server";

/** Firmware campaigns: one image for several charge points. */
export function addFirmwareCampaignRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["firmware"];
	const one = { tags, params: CampaignParams, response: errors({ 200: FirmwareCampaignWithMembers }) };
	api.get(
		"/firmware-campaigns",
		{
			schema: {
				tags,
				summary: "Firmware campaigns, the newest first",
				querystring: CampaignQuery,
				response: errors({ 200: Type.Array(FirmwareCampaign) }),
			},
		},
		({ query }) => listCampaigns(store.db, query),
	);
	api.post(
		"/firmware-campaigns",
		{
			schema: {
				tags,
				summary: "Update several charge points with one image",
				description:
					"They are asked by and by, connected ones first, no more than `atOnce` of them under way at the " +
					"same time. It goes on after a restart of the CSMS.",
				body: NewFirmwareCampaign,
				response: errors({ 201: FirmwareCampaignWithMembers }),
			},
		},
		async ({ body, session }, reply) => {
			const { id } = await startCampaign(context, session!.account, body);
			await tellCampaign(context, id);
			return reply.code(201).send(await readCampaign(store.db, id));
		},
	);
	api.get(
		"/firmware-campaigns/:id",
		{ schema: { ...one, summary: "One firmware campaign with its charge points" } },
		({ params }) => readCampaign(store.db, params.id),
	);
	api.post(
		"/firmware-campaigns/:id/stop",
		{ schema: { ...one, summary: "Ask no further charge point; those under way go on" } },
		({ params }) => setStopped(params.id, Date.now()),
	);
	api.post(
		"/firmware-campaigns/:id/resume",
		{ schema: { ...one, summary: "Go on with a campaign that was stopped" } },
		({ params }) => setStopped(params.id, null),
	);
	api.post(
		"/firmware-campaigns/:id/retry",
		{
			// A body that says nothing may be left out.
			preValidation: async (request) => {
				request.body ??= {};
			},
			schema: {
				...one,
				summary: "Ask charge points again whose update has failed",
				description: "409: none of them has failed.",
				body: CampaignRetry,
			},
		},
		async ({ params: { id }, body }) => {
			if ((await store.write((trx) => retryMembers(trx, id, body.identities))) === 0) {
				throw new Problem(409, "None of these charge points has failed, so there is nothing to try again.");
			}
			await tellCampaign(context, id);
			return readCampaign(store.db, id);
		},
	);

	async function setStopped(id: number, stoppedAt: number | null): Promise<FirmwareCampaignWithMembers> {
		const { stopped_at } = await findCampaign(store.db, id);
		if (stoppedAt === null || stopped_at === null) {
			await store.write((trx) => stopCampaign(trx, id, stoppedAt));
			await tellCampaign(context, id);
		}
		return readCampaign(store.db, id);
	}
}
