import type { GetConfigurationResponse } from "../../modules/ocpp/types";
import type { ConfigurationKey } from "../api/schemas/charge-point-records";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";

/**
 * Keeps what a GetConfiguration answered, secrets masked. One for all keys tells the whole
 * configuration; one for some keys tells of these alone, also that they are unknown.
 */
export async function recordConfiguration(
	db: Db,
	identity: string,
	asked: readonly string[],
	{ configurationKey = [], unknownKey = [] }: GetConfigurationResponse,
	at: Moment,
): Promise<void> {
	if (asked.length === 0) {
		await db.deleteFrom("configuration_key").where("identity", "=", identity).execute();
	}
	for (const key of unknownKey) {
		await db
			.deleteFrom("configuration_key")
			.where("identity", "=", identity)
			.where("name", "=", nameOf(key))
			.execute();
	}
	for (const { key, readonly, value } of configurationKey) {
		const told = { key, readonly: Number(readonly), value: value ?? null, read_at: at };
		await db
			.insertInto("configuration_key")
			.values({ identity, name: nameOf(key), ...told })
			.onConflict((conflict) => conflict.columns(["identity", "name"]).doUpdateSet(told))
			.execute();
	}
}

/** Keeps the value that a charge point accepted for a key, a secret masked. */
export async function recordConfigurationChange(
	db: Db,
	identity: string,
	{ key, value }: { key: string; value: string },
	at: Moment,
): Promise<void> {
	await db
		.insertInto("configuration_key")
		.values({ identity, name: nameOf(key), key, readonly: null, value, read_at: at })
		.onConflict((conflict) => conflict.columns(["identity", "name"]).doUpdateSet({ value, read_at: at }))
		.execute();
}

/** What is known of the configuration, by the names of the keys. */
export async function listConfiguration(db: Db, identity: string): Promise<ConfigurationKey[]> {
	const rows = await db
		.selectFrom("configuration_key")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("name")
		.execute();
	return rows.map((row) => ({
		key: row.key,
		readonly: row.readonly === null ? null : row.readonly !== 0,
		value: row.value,
		readAt: timestamp(row.read_at),
	}));
}

/** Keys compare without regard to case (R-CFG-02). */
function nameOf(key: string): string {
	return key.toLowerCase();
}
