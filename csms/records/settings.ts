import type { Settings, SettingsChange } from "../api/schemas/accounts";
import type { Db } from "../database/tables";

/** The settings: `defaults` until somebody changes them. */
export async function readSettings(db: Db, defaults: Settings): Promise<Settings> {
	const rows = await db
		.selectFrom("setting")
		.selectAll()
		.where("name", "in", ["acceptRegistrations", "cpoName"])
		.execute();
	const stored = new Map(rows.map(({ name, value }) => [name, value]));
	const accept = stored.get("acceptRegistrations");
	const cpoName = stored.get("cpoName");
	return {
		acceptRegistrations: accept === undefined ? defaults.acceptRegistrations : accept === "true",
		// An empty name stands for none.
		cpoName: cpoName === undefined ? defaults.cpoName : cpoName || null,
	};
}

export async function changeSettings(
	db: Db,
	{ acceptRegistrations, cpoName }: SettingsChange,
): Promise<void> {
	if (acceptRegistrations !== undefined) await set(db, "acceptRegistrations", String(acceptRegistrations));
	if (cpoName !== undefined) await set(db, "cpoName", cpoName ?? "");
}

async function set(db: Db, name: string, value: string): Promise<void> {
	await db
		.insertInto("setting")
		.values({ name, value })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
		.execute();
}
