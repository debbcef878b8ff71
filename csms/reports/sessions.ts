import type { Cost, CostLine } from "../api/schemas/money";
import type { Transaction } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { amountText, digitsOf } from "../money";
import type { Period } from "../records/report-periods";
import { findTransactions } from "../records/transactions";
import { withCosts } from "../tariffs/costs";

/** Transactions that are read at a time. */
const PORTION = 500;

/** What a session is found and sorted by. */
export interface SessionKey {
	readonly id: number;
	readonly start: Moment;
	readonly userId: number | null;
	readonly user: string | null;
	readonly idTag: string;
}

/** The transactions that started in a period, by their start. */
export async function sessionKeys(db: Db, { from, to }: Period): Promise<SessionKey[]> {
	const rows = await db
		.selectFrom("transaction")
		.select(["id", "start", "user_id", "user_name", "id_tag"])
		.where("start", ">=", from)
		.where("start", "<", to)
		.orderBy("start")
		.orderBy("id")
		.execute();
	return rows.map(({ id, start, user_id, user_name, id_tag }) => ({
		id,
		start,
		userId: user_id,
		user: user_name,
		idTag: id_tag,
	}));
}

/** The transactions with their costs as of a moment, portion by portion, in the order of their numbers here. */
export async function* readSessions(
	db: Db,
	ids: readonly number[],
	at: Moment,
): AsyncGenerator<Transaction[]> {
	for (let start = 0; start < ids.length; start += PORTION) {
		const portion = ids.slice(start, start + PORTION);
		const rows = await findTransactions(db, portion);
		const transactions = await withCosts(db, rows, { at });
		const found = new Map(transactions.map((transaction) => [transaction.transactionId, transaction]));
		yield portion.flatMap((id) => found.get(id) ?? []);
	}
}

/** Moment of its end: known, or since when it must have ended; null while it runs. */
export function endOf({ stop, openSince }: Pick<Transaction, "stop" | "openSince">): Moment | null {
	const end = stop ?? openSince;
	return end === null ? null : Date.parse(end);
}

/** Whole seconds so far or in all. */
export function durationOf(transaction: Transaction, at: Moment): number {
	const end = endOf(transaction) ?? at;
	return Math.round(Math.max(0, end - Date.parse(transaction.start)) / 1000);
}

/** Whole Wh so far or in all. */
export function energyOf({ energyWh }: Transaction): number | null {
	// Differences of readings are not exact: 0.5 may be a little less.
	return energyWh === null ? null : Math.round(Math.round(energyWh * 1000) / 1000);
}

/** The amount of all lines of a kind; there are several where the price changed. Null without one. */
export function amountOf(cost: Cost | null, kind: CostLine["kind"]): string | null {
	const lines = cost?.lines.filter((line) => line.kind === kind) ?? [];
	if (cost === null || lines.length === 0) return null;
	const sum = lines.reduce((total, { amount }) => total + BigInt(amount.replace(".", "")), 0n);
	return amountText(sum, digitsOf(cost.currency));
}
