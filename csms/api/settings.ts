import type { Context } from "../context";
import { changeSettings, readSettings } from "../records/settings";
import { Settings, SettingsChange } from "./schemas/accounts";
import { type Api, errors } from "./server";

/** The settings of the CSMS that can be changed while it runs. */
export function addSettingsRoutes(api: Api, { store, settings }: Context): void {
	api.get(
		"/settings",
		{ schema: { tags: ["settings"], summary: "The settings", response: errors({ 200: Settings }) } },
		() => readSettings(store.db, settings),
	);
	api.patch(
		"/settings",
		{
			config: { access: "administrator" },
			schema: {
				tags: ["settings"],
				summary: "Change settings",
				body: SettingsChange,
				response: errors({ 200: Settings }),
			},
		},
		({ body }) =>
			store.write(async (trx) => {
				await changeSettings(trx, body);
				return readSettings(trx, settings);
			}),
	);
}
