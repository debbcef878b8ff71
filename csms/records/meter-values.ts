import { parseDateTime } from "../../modules/ocpp/date-time";
import type { MeterValue as OcppMeterValue, SampledValue } from "../../modules/ocpp/types";
import type { MeterValue } from "../api/schemas/transactions";
import type { NewMeterValue } from "../database/meter-value-batch";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { MeterValueRow } from "../database/tables/transactions";
import { timestamp } from "../moment";
import { isWithin, type Span } from "./span";

/** Where a MeterValues request or the transactionData of a stop belong. */
export interface MeterValuesPlace {
	identity: string;
	connectorId: number;
	transactionId: number | null;
}

/** The meter values of one message on their way into the database. */
export function newMeterValues(
	{ identity, connectorId, transactionId }: MeterValuesPlace,
	values: readonly OcppMeterValue[],
	receivedAt: Moment,
): NewMeterValue[] {
	return values.map(({ timestamp: text, sampledValue }) => {
		const at = parseDateTime(text) ?? receivedAt;
		const json = JSON.stringify(sampledValue);
		const [energyWh, powerW] = [energyOf(sampledValue), powerOf(sampledValue)];
		return [identity, connectorId, transactionId, at, energyWh, powerW, json];
	});
}

/** One that was stored just now, as the API has it. */
export function toldMeterValue(value: NewMeterValue): MeterValue {
	const [, connectorId, transactionId, at, energyWh, powerW, sampledValue] = value;
	return {
		timestamp: timestamp(at),
		connectorId,
		transactionId,
		energyWh,
		powerW,
		sampledValue: JSON.parse(sampledValue),
	};
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

/** The newest of a transaction, in the order of their timestamps. */
export async function listNewestMeterValues(
	db: Db,
	transactionId: number,
	newest: number,
): Promise<MeterValue[]> {
	const rows = await db
		.selectFrom("meter_value")
		.selectAll()
		.where("transaction_id", "=", transactionId)
		.orderBy("timestamp", "desc")
		.orderBy("id", "desc")
		.limit(newest)
		.execute();
	return rows.reverse().map(toMeterValue);
}

export interface MeterValueFilter extends Span {
	limit: number;
}

/** Those of a charge point that belong to no transaction, the newest first by their timestamps. */
export async function listMeterValuesApart(
	db: Db,
	identity: string,
	{ limit, ...span }: MeterValueFilter,
): Promise<MeterValue[]> {
	const rows = await db
		.selectFrom("meter_value")
		.selectAll()
		.where("identity", "=", identity)
		.where("transaction_id", "is", null)
		.where(isWithin(span))
		.orderBy("timestamp", "desc")
		.orderBy("id", "desc")
		.limit(limit)
		.execute();
	return rows.map(toMeterValue);
}

/** The energy register in Wh among sampled values, as far as it is whole and readable. */
export function energyOf(sampledValue: readonly SampledValue[]): number | null {
	for (const { measurand, phase, format, unit, value } of sampledValue) {
		if (measurand !== undefined && measurand !== "Energy.Active.Import.Register") continue;
		if (phase !== undefined || format === "SignedData") continue;
		if (unit !== undefined && unit !== "Wh" && unit !== "kWh") continue;
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
		if (unit !== undefined && unit !== "W" && unit !== "kW") continue;
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
