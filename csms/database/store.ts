import { Kysely, Migrator, sql, type Transaction } from "kysely";
import { migrations } from "./migrations";
import { openSqlite } from "./sqlite";
import type { Db, Tables } from "./tables";

interface Job {
	work(trx: Transaction<Tables>): Promise<unknown>;
	/** Called once the job's data is on the disk. */
	done(result: unknown): void;
	failed(reason: unknown): void;
}

/**
 * The CSMS's memory. Reads go through `db`; everything that changes data goes through {@link write},
 * one job after another in the order of the calls, so that a job may look before it writes.
 */
export class Store {
	readonly db: Db;
	readonly #jobs: Job[] = [];
	#running: Promise<void> | undefined;

	private constructor(db: Db) {
		this.db = db;
	}

	/** Opens the SQLite file, makes it if it is not there, and brings it to the newest tables. */
	static async open(file: string): Promise<Store> {
		const db = new Kysely<Tables>({ dialect: openSqlite(file) });
		const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
		if (error) {
			await db.destroy();
			throw error;
		}
		return new Store(db);
	}

	/**
	 * Runs `work` in a transaction and resolves when its data is on the disk. Jobs that wait at the
	 * same time share one commit; one that throws is undone alone.
	 */
	write<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
		return new Promise((resolve, reject) => {
			this.#jobs.push({ work, done: resolve as (result: unknown) => void, failed: reject });
			this.#running ??= this.#run();
		});
	}

	/** Ends the pending jobs and closes the file. */
	async close(): Promise<void> {
		await this.#running;
		await this.db.destroy();
	}

	async #run(): Promise<void> {
		while (this.#jobs.length > 0) {
			// Whatever this turn of the event loop still brings shares the commit.
			await new Promise(setImmediate);
			await this.#commit(this.#jobs.splice(0));
		}
		this.#running = undefined;
	}

	async #commit(jobs: readonly Job[]): Promise<void> {
		const ends: (() => void)[] = [];
		try {
			await this.db.transaction().execute(async (trx) => {
				for (const { work, done, failed } of jobs) {
					await sql`savepoint job`.execute(trx);
					try {
						const result = await work(trx);
						ends.push(() => done(result));
					} catch (error) {
						await sql`rollback to savepoint job`.execute(trx);
						ends.push(() => failed(error));
					}
					await sql`release savepoint job`.execute(trx);
				}
			});
		} catch (error) {
			for (const { failed } of jobs) failed(error);
			return;
		}
		for (const end of ends) end();
	}
}
