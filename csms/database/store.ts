import { sql, type Transaction } from "kysely";
import type { Logger } from "pino";
import { type DatabasePlace, type Engine, UncertainCommit } from "./engine";
import { openPostgres } from "./postgres";
import { openSqlite } from "./sqlite";
import type { Db, Tables } from "./tables";

interface Job {
	work(trx: Transaction<Tables>): Promise<unknown>;
	/** Called once the job's data is on the disk. */
	done(result: unknown): void;
	failed(reason: unknown): void;
}

/** How a job ended; called after the commit. */
type End = () => void;

/** Jobs that share a commit at most: other processes on the same database wait for its end. */
const MOST_JOBS = 500;

/**
 * The CSMS's memory. Reads go through `db`; everything that changes data goes through {@link write},
 * one job after another in the order of the calls, so that a job may look before it writes. That holds
 * among all processes that share a PostgreSQL database.
 */
export class Store {
	readonly db: Db;
	readonly #engine: Engine;
	readonly #jobs: Job[] = [];
	#running: Promise<void> | undefined;

	private constructor(engine: Engine) {
		this.db = engine.db;
		this.#engine = engine;
	}

	/**
	 * Opens the database and brings it to the newest tables; an SQLite file is made if it is not there.
	 * Throws what SQLite says, or a StartError about PostgreSQL. The log hears of lost connections.
	 */
	static async open(place: DatabasePlace, log?: Pick<Logger, "warn">): Promise<Store> {
		return new Store("url" in place ? await openPostgres(place.url, log) : await openSqlite(place.file));
	}

	/**
	 * Runs `work` in a transaction and resolves when its data is on the disk. Jobs that wait at the
	 * same time share one commit; one that throws is undone alone, and its error comes back. A job may be
	 * run twice, the first time undone: it does nothing but ask and change the database that it is given,
	 * and lets none of its errors pass. When the database is lost, all jobs of the commit are rejected.
	 */
	write<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
		return new Promise((resolve, reject) => {
			this.#jobs.push({ work, done: resolve as (result: unknown) => void, failed: reject });
			this.#running ??= this.#run();
		});
	}

	/** Ends the pending jobs and closes the database. */
	async close(): Promise<void> {
		await this.#running;
		await this.#engine.close();
	}

	async #run(): Promise<void> {
		while (this.#jobs.length > 0) {
			// Whatever this turn of the event loop still brings shares the commit.
			await new Promise(setImmediate);
			const jobs = this.#jobs.splice(0, MOST_JOBS);
			try {
				for (const end of await this.#commit(jobs)) end();
			} catch (error) {
				for (const { failed } of jobs) failed(error);
			}
		}
		this.#running = undefined;
	}

	/** Savepoints cost as much as a small job, and jobs seldom throw: they are set once one did. */
	async #commit(jobs: readonly Job[]): Promise<End[]> {
		try {
			return await this.#attempt(jobs, run);
		} catch (error) {
			if (error instanceof UncertainCommit) throw error;
			return await this.#attempt(jobs, runWithSavepoint);
		}
	}

	async #attempt(
		jobs: readonly Job[],
		run: (job: Job, trx: Transaction<Tables>) => Promise<End>,
	): Promise<End[]> {
		const ends: End[] = [];
		// Each statement must see what other processes stored while this one waited to enter.
		const trx = await this.#engine.writer.startTransaction().setIsolationLevel("read committed").execute();
		// A lost connection cannot roll back, and need not.
		const undo = () =>
			trx
				.rollback()
				.execute()
				.catch(() => {});
		let commit: string;
		try {
			commit = await this.#engine.enter(trx);
			for (const job of jobs) ends.push(await run(job, trx));
		} catch (error) {
			await undo();
			throw error;
		}
		try {
			await trx.commit().execute();
		} catch (error) {
			await undo();
			if (!(await this.#engine.isStored(commit, error))) throw error;
		}
		return ends;
	}
}

async function run({ work, done }: Job, trx: Transaction<Tables>): Promise<End> {
	const result = await work(trx);
	return () => done(result);
}

async function runWithSavepoint(job: Job, trx: Transaction<Tables>): Promise<End> {
	await sql`savepoint job`.execute(trx);
	try {
		const end = await run(job, trx);
		await sql`release savepoint job`.execute(trx);
		return end;
	} catch (error) {
		await sql`rollback to savepoint job`.execute(trx);
		await sql`release savepoint job`.execute(trx);
		return () => job.failed(error);
	}
}
