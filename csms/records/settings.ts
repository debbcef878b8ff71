import type { Settings, SettingsChange } from "../api/schemas/accounts";
import type { Db } from "../database/tables";
import { knownCurrency } from "../money";
import { knownTimeZone } from "../time-zone";

/** The settings: `defaults` until somebody changes them. */
export async function readSettings(db: Db, defaults: Settings): Promise<Settings> {
	const rows = await db
		.selectFrom("setting")
		.selectAll()
		.where("name", "in", ["acceptRegistrations", "cpoName", "timeZone", "currency", "baseAddress"])
		.execute();
	const stored = new Map(rows.map(({ name, value }) => [name, value]));
	const accept = stored.get("acceptRegistrations");
	const cpoName = stored.get("cpoName");
	const baseAddress = stored.get("baseAddress");
	return {
		acceptRegistrations: accept === undefined ? defaults.acceptRegistrations : accept === "true",
		// An empty name stands for none.
		cpoName: cpoName === undefined ? defaults.cpoName : cpoName || null,
		timeZone: stored.get("timeZone") ?? defaults.timeZone,
		currency: stored.get("currency") ?? defaults.currency,
		baseAddress: baseAddress === undefined ? defaults.baseAddress : baseAddress || null,
	};
}

/** Throws a Problem for a time zone or a currency that nobody knows. */
export async function changeSettings(
	db: Db,
	{ acceptRegistrations, cpoName, timeZone, currency, baseAddress }: SettingsChange,
): Promise<void> {
	if (timeZone !== undefined) await set(db, "timeZone", knownTimeZone(timeZone));
	if (currency !== undefined) await set(db, "currency", knownCurrency(currency));
	if (acceptRegistrations !== undefined) await set(db, "acceptRegistrations", String(acceptRegistrations));
	if (baseAddress !== undefined) await set(db, "baseAddress", baseAddress ?? "");
	if (cpoName !== undefined) await set(db, "cpoName", cpoName ?? "");
}

async function set(db: Db, name: string, value: string): Promise<void> {
	await db
		.insertInto("setting")
		.values({ name, value })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
		.execute();
}
