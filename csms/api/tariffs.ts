import { Type } from "typebox";
import type { Context } from "../context";
import { readSettings } from "../records/settings";
import { addTariff, deleteTariff, listTariffs } from "../tariffs/tariffs";
import { NewTariff, Tariff, TariffParams } from "./schemas/tariffs";
import { type Api, errors } from "./server";

const tags = ["tariffs"];
const config = { access: "administrator" } as const;

/** What charging costs, now and before. */
export function addTariffRoutes(api: Api, { store, settings }: Context): void {
	api.get(
		"/tariffs",
		{
			schema: {
				tags,
				summary: "The versions of the tariff, the newest first",
				response: errors({ 200: Type.Array(Tariff) }),
			},
		},
		() => listTariffs(store.db),
	);
	api.post(
		"/tariffs",
		{
			config,
			schema: {
				tags,
				summary: "Enter a version of the tariff, for transactions that start from then on",
				description:
					"In the currency and the time zone of the settings. What transactions have cost stays: a version " +
					"begins now or later, unless none has begun yet.",
				body: NewTariff,
				response: errors({ 201: Tariff }),
			},
		},
		async ({ body, session }, reply) => {
			const tariff = await store.write(async (trx) => {
				const { currency, timeZone } = await readSettings(trx, settings);
				return addTariff(trx, body, { account: session!.account, currency, timeZone, now: Date.now() });
			});
			return reply.code(201).send(tariff);
		},
	);
	api.delete(
		"/tariffs/:id",
		{
			config,
			schema: {
				tags,
				summary: "Remove a version that has not begun",
				params: TariffParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => deleteTariff(trx, params.id, Date.now()));
			return reply.code(204).send(null);
		},
	);
}
