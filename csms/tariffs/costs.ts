import type { Transaction } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransactionRow } from "../database/tables/transactions";
import { toCurve } from "../records/energy-curve";
import { exactCurves } from "../records/stored-curves";
import { toRecord } from "../records/transactions";
import type { TariffVersion } from "./cost";
import { readTariffVersions } from "./tariffs";

/** Transactions as the API has them, with what they cost so far or in all; `at` is the end of those that run. */
export async function withCosts(
	db: Db,
	rows: readonly TransactionRow[],
	{ at = Date.now(), curvesOf = exactCurves }: { at?: Moment; curvesOf?: typeof exactCurves } = {},
): Promise<Transaction[]> {
	const versions = rows.length === 0 ? [] : await readTariffVersions(db);
	const priced = rows.map((row) => ({ row, version: versionAt(versions, row.start) }));
	const exact = priced.filter(({ version }) => version?.needsCurve).map(({ row }) => row);
	const curves = await curvesOf(db, exact);
	return priced.map(({ row, version }) => {
		const curve = curves.get(row.id) ?? toCurve(row, undefined);
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
