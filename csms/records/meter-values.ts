import { parseDateTime } from "../../modules/ocpp/date-time";
import type { MeterValue as OcppMeterValue, SampledValue } from "../../modules/ocpp/types";
import type { MeterValue } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { MeterValueRow } from "../database/tables/transactions";
import { timestamp } from "../moment";

/** Where a MeterValues request or the transactionData of a stop belong. */
export interface MeterValuesPlace {
	identity: string;
	connectorId: number;
	transactionId: number | null;
}

/**
 * Keeps meter values and answers those that were new: a charge point that got no answer sends them
 * again. The newest energy register goes to the transaction as well.
 */
export async function addMeterValues(
	db: Db,
	place: MeterValuesPlace,
	values: readonly OcppMeterValue[],
	receivedAt: Moment,
): Promise<MeterValue[]> {
	const added: MeterValue[] = [];
	for (const { timestamp: text, sampledValue } of values) {
		const at = parseDateTime(text) ?? receivedAt;
		const json = JSON.stringify(sampledValue);
		if (await isKnown(db, place, at, json)) continue;
		const row = await db
			.insertInto("meter_value")
			.values({
				identity: place.identity,
				connector_id: place.connectorId,
				transaction_id: place.transactionId,
				timestamp: at,
				energy_wh: energyOf(sampledValue),
				power_w: powerOf(sampledValue),
				sampled_value: json,
			})
			.returningAll()
			.executeTakeFirstOrThrow();
		if (row.transaction_id !== null && row.energy_wh !== null) {
			await keepLastEnergy(db, row.transaction_id, at, row.energy_wh);
		}
		added.push(toMeterValue(row));
	}
	return added;
}

/** The meter values of a transaction in the order of their timestamps. */
export async function listMeterValues(db: Db, transactionId: number): Promise<MeterValue[]> {
	const rows = await db
		.selectFrom("meter_value")
		.selectAll()
		.where("transaction_id", "=", transactionId)
		.orderBy("timestamp")
		.orderBy("id")
		.execute();
	return rows.map(toMeterValue);
}

/** The energy register in Wh among sampled values, as far as it is whole and readable. */
export function energyOf(sampledValue: readonly SampledValue[]): number | null {
	for (const { measurand, phase, format, unit, value } of sampledValue) {
		if (measurand !== undefined && measurand !== "Energy.Active.Import.Register") continue;
		if (phase !== undefined || format === "SignedData") continue;
		const number = numberOf(value);
		if (number !== null) return unit === "kWh" ? thousandfold(number) : number;
	}
	return null;
}

/** The active power in W: the total if there is one, else the sum over the phases. */
export function powerOf(sampledValue: readonly SampledValue[]): number | null {
	let sum: number | null = null;
	for (const { measurand, phase, format, unit, value } of sampledValue) {
		if (measurand !== "Power.Active.Import" || format === "SignedData") continue;
		const number = numberOf(value);
		if (number === null) continue;
		const watts = unit === "kW" ? thousandfold(number) : number;
		if (phase === undefined) return watts;
		sum = (sum ?? 0) + watts;
	}
	return sum;
}

function numberOf(value: string): number | null {
	const number = value.trim() === "" ? Number.NaN : Number(value);
	return Number.isFinite(number) ? number : null;
}

/** From kW to W without the digits that binary fractions make up: 0.15003999999999998 kWh is 150.04 Wh. */
function thousandfold(number: number): number {
	return Math.round(number * 1e6) / 1e3;
}

async function isKnown(db: Db, place: MeterValuesPlace, at: Moment, json: string): Promise<boolean> {
	const known = await db
		.selectFrom("meter_value")
		.select("id")
		.where("identity", "=", place.identity)
		.where("connector_id", "=", place.connectorId)
		.where("timestamp", "=", at)
		.where("transaction_id", place.transactionId === null ? "is" : "=", place.transactionId)
		.where("sampled_value", "=", json)
		.executeTakeFirst();
	return known !== undefined;
}

async function keepLastEnergy(db: Db, transactionId: number, at: Moment, energyWh: number): Promise<void> {
	await db
		.updateTable("transaction")
		.set({ last_energy_at: at, last_energy_wh: energyWh })
		.where("id", "=", transactionId)
		.where((where) => where.or([where("last_energy_at", "is", null), where("last_energy_at", "<=", at)]))
		.execute();
}

function toMeterValue(row: MeterValueRow): MeterValue {
	return {
		timestamp: timestamp(row.timestamp),
		connectorId: row.connector_id,
		transactionId: row.transaction_id,
		energyWh: row.energy_wh,
		powerW: row.power_w,
		sampledValue: JSON.parse(row.sampled_value),
	};
}
