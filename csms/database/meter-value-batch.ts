import { hash } from "node:crypto";
import { CompiledQuery, PostgresAdapter, sql } from "kysely";
import type { Db } from "./tables";
import type { Moment } from "./tables/columns";

/**
 * One meter value on its way into the database: an array, because tens of thousands a second go from one
 * thread to another.
 */
export type NewMeterValue = readonly [
	identity: string,
	connectorId: number,
	transactionId: number | null,
	timestamp: Moment,
	energyWh: number | null,
	powerW: number | null,
	sampledValue: string,
];

/**
 * By this, its place and its timestamp a meter value is known that comes again: a charge point that got no
 * answer repeats it.
 */
export function digestOf(sampledValue: string): string {
	return hash("sha256", sampledValue, "base64url").slice(0, 16);
}

const COLUMNS =
	"identity, connector_id, transaction_id, timestamp, energy_wh, power_w, sampled_value, digest";

/** Stores one meter value unless it is known; for SQLite, bound to {@link parametersOf}. */
export const INSERT = `insert into meter_value (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

/** What the statement that stores a meter value is bound to. */
export function parametersOf(value: NewMeterValue): unknown[] {
	return [...value, digestOf(value[6])];
}

/** For SQLite, bound to an {@link Energy} as `[at, energyWh, transactionId, at]`. */
export const UPDATE_ENERGY =
	'update "transaction" set last_energy_at = ?, last_energy_wh = ? ' +
	"where id = ? and (last_energy_at is null or last_energy_at <= ?)";

/** The newest energy register of a transaction among some meter values. */
export interface Energy {
	readonly transactionId: number;
	readonly at: Moment;
	readonly energyWh: number;
}

/** One for each transaction among the values that are new. */
export function newestEnergies(values: readonly NewMeterValue[], isNew: readonly boolean[]): Energy[] {
	const newest = new Map<number, Energy>();
	for (let index = 0; index < values.length; index++) {
		const [, , transactionId, at, energyWh] = values[index];
		if (!isNew[index] || transactionId === null || energyWh === null) continue;
		const known = newest.get(transactionId);
		if (!known || at >= known.at) newest.set(transactionId, { transactionId, at, energyWh });
	}
	return [...newest.values()];
}

/**
 * Sorts the meter values of the inbox into their table and empties it. Those of a thread that ended before it did
 * so are left there by {@link MeterValueWriter}.
 */
export async function sortInbox(db: Db): Promise<void> {
	const batches = await db.selectFrom("meter_value_inbox").selectAll().orderBy("id").execute();
	const last = batches.at(-1);
	if (!last) return;
	for (const { meter_values } of batches) await insertMeterValues(db, JSON.parse(meter_values));
	await db.deleteFrom("meter_value_inbox").where("id", "<=", last.id).execute();
}

/** Stores meter values and answers which were new; the newest energy goes to their transactions as well. */
export async function insertMeterValues(db: Db, values: readonly NewMeterValue[]): Promise<boolean[]> {
	if (values.length === 0) return [];
	const { adapter } = db.getExecutor();
	return adapter instanceof PostgresAdapter ? insertIntoPostgres(db, values) : insertIntoSqlite(db, values);
}

/** A statement for each costs next to nothing. */
async function insertIntoSqlite(db: Db, values: readonly NewMeterValue[]): Promise<boolean[]> {
	const isNew: boolean[] = [];
	for (const value of values) {
		const { numAffectedRows } = await db.executeQuery(CompiledQuery.raw(INSERT, parametersOf(value)));
		isNew.push(numAffectedRows === 1n);
	}
	for (const { transactionId, at, energyWh } of newestEnergies(values, isNew)) {
		await db.executeQuery(CompiledQuery.raw(UPDATE_ENERGY, [at, energyWh, transactionId, at]));
	}
	return isNew;
}

/** Each statement is a way there and back: one for all meter values, one for all transactions. */
async function insertIntoPostgres(db: Db, values: readonly NewMeterValue[]): Promise<boolean[]> {
	const records = values.map(
		([identity, connector_id, transaction_id, timestamp, energy_wh, power_w, sampled_value], n) => {
			const digest = digestOf(sampled_value);
			return {
				n,
				identity,
				connector_id,
				transaction_id,
				timestamp,
				energy_wh,
				power_w,
				sampled_value,
				digest,
			};
		},
	);
	const { rows } = await sql<{ place: string }>`
		insert into meter_value (${sql.raw(COLUMNS)})
		select ${sql.raw(COLUMNS)} from json_to_recordset(${JSON.stringify(records)}::json) as v (
			n bigint, identity text, connector_id bigint, transaction_id bigint, timestamp bigint,
			energy_wh double precision, power_w double precision, sampled_value text, digest text
		) order by n
		on conflict do nothing
		returning concat_ws(' ', timestamp, digest, connector_id, transaction_id, identity) as place`.execute(db);
	const places = new Set(rows.map(({ place }) => place));
	// Of two that are the same only the first is new.
	const isNew = records.map(({ identity, connector_id, transaction_id, timestamp, digest }) =>
		places.delete([timestamp, digest, connector_id, transaction_id ?? [], identity].flat().join(" ")),
	);
	const energies = newestEnergies(values, isNew);
	if (energies.length > 0) {
		await sql`
			update "transaction" set last_energy_at = e.at, last_energy_wh = e."energyWh"
			from json_to_recordset(${JSON.stringify(energies)}::json) as e (
				"transactionId" bigint, at bigint, "energyWh" double precision
			)
			where id = e."transactionId" and (last_energy_at is null or last_energy_at <= e.at)`.execute(db);
	}
	return isNew;
}
