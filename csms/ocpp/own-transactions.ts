import type { Db } from "../database/tables";
import { isTransactionOf } from "../records/transactions";

/** Transactions that one connection remembers; more than it has connectors. */
const MOST = 32;

/**
 * The transactions that are known to be a charge point's own. Whose a transaction is never changes, whatever
 * else becomes of it here or in another process, so that nothing has to be forgotten.
 */
export class OwnTransactions {
	readonly #identity: string;
	readonly #own = new Set<number>();

	constructor(identity: string) {
		this.#identity = identity;
	}

	has(transactionId: number): boolean {
		return this.#own.has(transactionId);
	}

	/** Asks the database, and remembers it if it is one. */
	async find(db: Db, transactionId: number): Promise<boolean> {
		if (!(await isTransactionOf(db, transactionId, this.#identity))) return false;
		this.add(transactionId);
		return true;
	}

	add(transactionId: number): void {
		this.#own.add(transactionId);
		if (this.#own.size > MOST) this.#own.delete(this.#own.values().next().value!);
	}
}
