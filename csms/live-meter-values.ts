import type { Context } from "./context";
import type { NewMeterValue } from "./database/meter-value-batch";
import { type MeterValuesPlace, toldMeterValue } from "./records/meter-values";
import { roughCurves } from "./records/stored-curves";
import { findTransactions, type TransactionRecord } from "./records/transactions";
import { withCosts } from "./tariffs/costs";

/** Milliseconds that meter values are gathered before they are told. */
const GATHERING = 250;
/** Meter values of one connector that are told at a time: of a flood the first ones and the newest. */
const MOST = 10;

interface Gathered {
	readonly place: MeterValuesPlace;
	readonly values: NewMeterValue[];
}

/**
 * Tells the live pages of meter values, and of the transactions that have grown by them: a few times a second
 * and for each connector together, however often they come.
 */
export class LiveMeterValues {
	/** By transaction, or by connector where there is none. */
	readonly #gathered = new Map<number | string, Gathered>();
	/** The transactions that are read at this moment. */
	#read = new Set<number>();
	#waiting = false;
	#telling = Promise.resolve();

	/** Whether anybody would be told of this charge point's. */
	wanted({ live }: Context, identity: string): boolean {
		return live.watches("meter-values", identity) || live.watches("transaction", identity);
	}

	/** Has what was stored just now told in a moment. */
	add(context: Context, place: MeterValuesPlace, values: readonly NewMeterValue[]): void {
		if (values.length === 0) return;
		const { identity, connectorId, transactionId } = place;
		const key = transactionId ?? `${connectorId} ${identity}`;
		let gathered = this.#gathered.get(key);
		if (!gathered) {
			gathered = { place: { identity, connectorId, transactionId }, values: [] };
			this.#gathered.set(key, gathered);
		}
		for (const value of values) {
			if (gathered.values.length < MOST) gathered.values.push(value);
			else gathered.values[MOST - 1] = value;
		}
		if (this.#waiting) return;
		this.#waiting = true;
		setTimeout(() => {
			this.#tell(context)
				.catch((error) => context.log.error(error, "Meter values could not be told."))
				.finally(() => {
					this.#waiting = false;
				});
		}, GATHERING).unref();
	}

	/** Tells a transaction that has started or ended, after its meter values so far. */
	tell(context: Context, { transactionId, identity }: TransactionRecord): void {
		const gathered = this.#gathered.get(transactionId);
		this.#gathered.delete(transactionId);
		// What is read now may be older.
		this.#read.delete(transactionId);
		if (gathered) tellGathered(context, gathered);
		if (context.live.watches("transaction", identity)) void this.#tellTransactions(context, [transactionId]);
	}

	/** As they are now, with what they cost; one call after another. */
	#tellTransactions(context: Context, transactionIds: readonly number[], grown = false): Promise<void> {
		this.#telling = this.#telling
			.then(async () => {
				const { db } = context.store;
				const rows = await findTransactions(db, transactionIds);
				// Those that grow are told again in a moment, and reading all their meter values each time is too much.
				const transactions = await withCosts(db, rows, grown ? { curvesOf: roughCurves } : {});
				for (const transaction of transactions) {
					// Those that have started or ended meanwhile are told by themselves.
					if (grown && !this.#read.has(transaction.transactionId)) continue;
					context.live.tell("transaction", transaction);
				}
			})
			.catch((error) => context.log.error(error, "A transaction could not be told."));
		return this.#telling;
	}

	async #tell(context: Context): Promise<void> {
		const all = [...this.#gathered.values()];
		this.#gathered.clear();
		for (const gathered of all) tellGathered(context, gathered);
		const grown = all.filter(({ place }) => context.live.watches("transaction", place.identity));
		this.#read = new Set(grown.flatMap(({ place }) => place.transactionId ?? []));
		if (this.#read.size === 0) return;
		await this.#tellTransactions(context, [...this.#read], true);
	}
}

function tellGathered({ live }: Context, { place, values }: Gathered): void {
	if (!live.watches("meter-values", place.identity)) return;
	live.tell("meter-values", { ...place, meterValue: values.map(toldMeterValue) });
}
