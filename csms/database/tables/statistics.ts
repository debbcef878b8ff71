import type { Generated, Selectable } from "kysely";
import type { Flag, Moment } from "./columns";

/** Tariffs, and what is worked up from meter values for statistics and costs. */
export interface StatisticsTables {
	tariff: TariffTable;
	transaction_curve: TransactionCurveTable;
	daily_peak: DailyPeakTable;
	due_transaction: DueTransactionTable;
	due_day: DueDayTable;
	statistics_progress: StatisticsProgressTable;
}

/** A version of the tariff; it ends where the next one begins, and never changes. */
interface TariffTable {
	id: Generated<number>;
	valid_from: Moment;
	currency: string;
	/** In which its windows are. */
	time_zone: string;
	/** JSON: TariffPrices. */
	prices: string;
	/** Who entered it. */
	account: string;
	created_at: Moment;
}

/** How the energy of a transaction flowed, from its meter values. */
interface TransactionCurveTable {
	transaction_id: number;
	start: Moment;
	/** Far in the future while it runs. */
	ended: Moment;
	/** Nothing but late meter values can change it. */
	final: Flag;
	/** What of the transaction it was made from; another one asks for it to be made anew. */
	state: string;
	/** There are meter values with a power. */
	measured: Flag;
	/** Milliseconds in which energy flowed. */
	charging: number;
	/** JSON: [milliseconds since the start, mWh, milliseconds of charging][]. */
	points: string;
}

/** The highest load of one day in the site's time zone. */
interface DailyPeakTable {
	/** Such as 2026-01-31. */
	day: string;
	grouping: "none" | "charge-point" | "connector" | "user" | "group";
	key: string;
	power_mw: number;
	power_at: Moment | null;
	transactions: number;
	transactions_at: Moment | null;
}

/** Transactions whose curve has to be made. */
interface DueTransactionTable {
	transaction_id: number;
	/** Counts how often it became due: what was made before the last time is thrown away. */
	version: number;
	/** From when on it may have changed. */
	since: Moment;
}

/** Days whose peaks have to be made. */
interface DueDayTable {
	day: string;
	version: number;
}

/** How far the records have been looked through. */
interface StatisticsProgressTable {
	name: string;
	value: string;
}

export type TariffRow = Selectable<TariffTable>;
export type TransactionCurveRow = Selectable<TransactionCurveTable>;
export type DailyPeakRow = Selectable<DailyPeakTable>;
