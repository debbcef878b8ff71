import { DateTime } from "luxon";
import type { MonthTotal } from "../api/schemas/me";
import type { Money } from "../api/schemas/money";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { amountText, digitsOf, smallestUnits } from "../money";
import { energyInMilliWattHours, knownEnd } from "../records/energy-curve";
import { withCosts } from "./costs";

/**
 * What a user has charged in each month in which a transaction started, the newest first: with the whole energy
 * and time of those that started there, and what they cost in this currency.
 */
export async function monthTotals(
	db: Db,
	userId: number,
	{ from, to, timeZone, currency }: { from?: Moment; to?: Moment; timeZone: string; currency: string },
): Promise<MonthTotal[]> {
	let query = db
		.selectFrom("transaction")
		.selectAll()
		.where("user_id", "=", userId)
		.orderBy("start", "desc")
		.orderBy("id", "desc");
	if (from !== undefined) query = query.where("start", ">=", from);
	if (to !== undefined) query = query.where("start", "<", to);
	const at = Date.now();
	const rows = await query.execute();
	const transactions = await withCosts(db, rows, { at });
	const months = new Map<string, MonthTotal>();
	for (const [index, row] of rows.entries()) {
		const month = DateTime.fromMillis(row.start, { zone: timeZone }).toFormat("yyyy-MM");
		const total = months.get(month) ?? { month, transactions: 0, energyWh: 0, duration: 0, cost: null };
		total.transactions++;
		total.energyWh = (total.energyWh * 1000 + energyInMilliWattHours(row)) / 1000;
		total.duration += Math.max(0, (knownEnd(row) ?? at) - row.start) / 1000;
		total.cost = added(total.cost, transactions[index].cost, currency);
		months.set(month, total);
	}
	return [...months.values()];
}

/** Sums of different currencies cannot be added up: those of another one are left out. */
function added(sum: Money | null, cost: Money | null, currency: string): Money | null {
	if (cost === null || cost.currency !== currency) return sum;
	const digits = digitsOf(currency);
	const smallest = smallestUnits(sum?.amount ?? "0", digits) + smallestUnits(cost.amount, digits);
	return { amount: amountText(smallest, digits), currency };
}
