import type { Settings, SettingsChange } from "../api/schemas/accounts";
import type { Db } from "../database/tables";

/** The settings: `defaults` until somebody changes them. */
export async function readSettings(db: Db, defaults: Settings): Promise<Settings> {
	const row = await db
		.selectFrom("setting")
		.select("value")
		.where("name", "=", "acceptRegistrations")
		.executeTakeFirst();
	return { acceptRegistrations: row ? row.value === "true" : defaults.acceptRegistrations };
}

export async function changeSettings(db: Db, { acceptRegistrations }: SettingsChange): Promise<void> {
	if (acceptRegistrations === undefined) return;
	const value = String(acceptRegistrations);
	await db
		.insertInto("setting")
		.values({ name: "acceptRegistrations", value })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
		.execute();
}
