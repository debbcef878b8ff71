import { setImmediate as turn } from "node:timers/promises";
import type { Db } from "../database/tables";
import {
	Curve,
	CurveMaker,
	type CurvePoint,
	curveState,
	type TransactionSpan,
	toCurve,
} from "./energy-curve";

/** Meter values that are read at a time. */
const PORTION = 5000;
/** Numbers in one question: a database takes only so many. */
const NUMBERS = 500;
/** Transactions after whose meter values other work gets its turn: SQLite answers at once. */
const TURN = 20;
/** Meter values that are looked through for those that are not worked up; of more, all curves count as old. */
const MOST_NEWER = 20_000;

/** A transaction of which a curve is wanted. */
type Row = TransactionSpan & { readonly id: number };

/**
 * The curves as all readings there are make them: those that are worked up, and where more has come since, or
 * nothing is worked up yet, from the meter values themselves. What money is reckoned with.
 */
export async function exactCurves(db: Db, rows: readonly Row[]): Promise<Map<number, Curve>> {
	const curves = new Map<number, Curve>();
	for (let first = 0; first < rows.length; first += NUMBERS) {
		const some = rows.slice(first, first + NUMBERS);
		const ids = some.map(({ id }) => id);
		// Looked at before the curves: what is worked up meanwhile is newer, and no harm.
		const isOld = await newerReadings(db, ids);
		const stored = await storedCurves(db, ids);
		let read = 0;
		for (const row of some) {
			const known = stored.get(row.id);
			if (known && !isOld(row.id) && known.state === curveState(row)) {
				curves.set(row.id, toCurve(row, known));
				continue;
			}
			curves.set(row.id, new Curve(row.start, (await readCurvePoints(db, row)).points));
			if (++read % TURN === 0) await turn();
		}
	}
	return curves;
}

/** The curves as far as they are worked up; what has come since counts as having flowed evenly. */
export async function roughCurves(db: Db, rows: readonly Row[]): Promise<Map<number, Curve>> {
	const curves = new Map<number, Curve>();
	for (let first = 0; first < rows.length; first += NUMBERS) {
		const some = rows.slice(first, first + NUMBERS);
		const stored = await storedCurves(
			db,
			some.map(({ id }) => id),
		);
		for (const row of some) curves.set(row.id, toCurve(row, stored.get(row.id)));
	}
	return curves;
}

async function storedCurves(db: Db, ids: readonly number[]) {
	const rows = await db
		.selectFrom("transaction_curve")
		.select(["transaction_id", "points", "state"])
		.where("transaction_id", "in", ids)
		.execute();
	return new Map(rows.map(({ transaction_id, ...curve }) => [transaction_id, curve]));
}

/** Of which of these transactions there are meter values that are not worked up. */
async function newerReadings(db: Db, ids: readonly number[]): Promise<(id: number) => boolean> {
	const progress = await db
		.selectFrom("statistics_progress")
		.select("value")
		.where("name", "=", "meterValue")
		.executeTakeFirst();
	const { newest } = await db
		.selectFrom("meter_value")
		.select(({ fn }) => fn.max<number | null>("id").as("newest"))
		.executeTakeFirstOrThrow();
	const last = Number(progress?.value ?? 0);
	if ((newest ?? 0) - last > MOST_NEWER) return () => true;
	const rows = await db.selectFrom("meter_value").select("transaction_id").where("id", ">", last).execute();
	const due = await db
		.selectFrom("due_transaction")
		.select("transaction_id")
		.where("transaction_id", "in", ids)
		.execute();
	const newer = new Set([...rows, ...due].map(({ transaction_id }) => transaction_id));
	return (id) => newer.has(id);
}

/** Makes the points of a curve from the meter values, and says whether any of them has a power. */
export async function readCurvePoints(
	db: Db,
	row: Row,
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
