import type { Transaction } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransactionRow } from "../database/tables/transactions";
import { Curve, CurveMaker, curveState, knownEnd, toCurve } from "../records/energy-curve";
import { readCurvePoints, storedCurves } from "../records/stored-curves";
import { toRecord } from "../records/transactions";
import type { TariffVersion } from "./cost";
import { readTariffVersions } from "./tariffs";

/** Transactions as the API has them, with what they cost so far or in all. */
export async function withCosts(
	db: Db,
	rows: readonly TransactionRow[],
	at: Moment = Date.now(),
): Promise<Transaction[]> {
	const versions = rows.length === 0 ? [] : await readTariffVersions(db);
	const priced = rows.map((row) => ({ row, version: versionAt(versions, row.start) }));
	const exact = priced.filter(({ version }) => version?.needsCurve).map(({ row }) => row);
	const curves = await curvesOf(db, exact);
	return priced.map(({ row, version }) => {
		const curve = curves.get(row.id) ?? evenCurve(row);
		return { ...toRecord(row), cost: version ? version.cost(row, curve, at) : null };
	});
}

/** One transaction with its cost. */
export async function withCost(db: Db, row: TransactionRow): Promise<Transaction> {
	const [transaction] = await withCosts(db, [row]);
	return transaction;
}

/** The version in force at a moment, of those with the newest first. */
export function versionAt(versions: readonly TariffVersion[], moment: Moment): TariffVersion | undefined {
	return versions.find(({ validFrom }) => validFrom <= moment);
}

/** What is known of a curve without meter values; all energy, whenever it flowed. */
export function evenCurve(row: TransactionRow): Curve {
	return new Curve(row.start, new CurveMaker(row).points());
}

/**
 * From what is worked up; where that is old, from the meter values themselves. Of one that runs it is always a
 * little old, and what has come since counts as having flowed evenly.
 */
async function curvesOf(db: Db, rows: readonly TransactionRow[]): Promise<Map<number, Curve>> {
	const curves = new Map<number, Curve>();
	if (rows.length === 0) return curves;
	const stored = await storedCurves(
		db,
		rows.map(({ id }) => id),
	);
	for (const row of rows) {
		const known = stored.get(row.id);
		const runs = knownEnd(row) === undefined;
		if (known && (runs || known.state === curveState(row))) curves.set(row.id, toCurve(row, known));
		else curves.set(row.id, new Curve(row.start, (await readCurvePoints(db, row)).points));
	}
	return curves;
}
