import type { Db } from "../database/tables";
import type { TransactionCurveRow } from "../database/tables/statistics";
import type { TransactionRow } from "../database/tables/transactions";
import { CurveMaker, type CurvePoint } from "./energy-curve";

/** Meter values that are read at a time. */
const PORTION = 5000;
/** Numbers in one question: a database takes only so many. */
const NUMBERS = 500;

/** The stored curves of these transactions, as far as there are any. */
export async function storedCurves(
	db: Db,
	transactionIds: readonly number[],
): Promise<Map<number, Pick<TransactionCurveRow, "points" | "state">>> {
	const found = new Map<number, Pick<TransactionCurveRow, "points" | "state">>();
	for (let first = 0; first < transactionIds.length; first += NUMBERS) {
		const rows = await db
			.selectFrom("transaction_curve")
			.select(["transaction_id", "points", "state"])
			.where("transaction_id", "in", transactionIds.slice(first, first + NUMBERS))
			.execute();
		for (const { transaction_id, ...curve } of rows) found.set(transaction_id, curve);
	}
	return found;
}

/** Makes the points of a curve from the meter values, and says whether any of them has a power. */
export async function readCurvePoints(
	db: Db,
	row: TransactionRow,
): Promise<{ points: CurvePoint[]; measured: boolean }> {
	const maker = new CurveMaker(row);
	let measured = false;
	let last = { timestamp: Number.MIN_SAFE_INTEGER, id: 0 };
	for (;;) {
		const { timestamp, id } = last;
		const values = await db
			.selectFrom("meter_value")
			.select(["id", "timestamp", "energy_wh", "power_w"])
			.where("transaction_id", "=", row.id)
			.where("timestamp", ">=", timestamp)
			.where(({ or, eb }) => or([eb("timestamp", ">", timestamp), eb("id", ">", id)]))
			.orderBy("timestamp")
			.orderBy("id")
			.limit(PORTION)
			.execute();
		for (const { timestamp, energy_wh, power_w } of values) {
			if (energy_wh !== null) maker.add(timestamp, energy_wh);
			if (power_w !== null) measured = true;
		}
		if (values.length < PORTION) return { points: maker.points(), measured };
		last = values[values.length - 1];
	}
}
