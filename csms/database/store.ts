import { sql, type Transaction } from "kysely";
import type { Logger } from "pino";
import { type DatabasePlace, type Engine, UncertainCommit } from "./engine";
import { insertMeterValues, type NewMeterValue, sortInbox } from "./meter-value-batch";
import { openPostgres } from "./postgres";
import { openSqlite } from "./sqlite";
import type { Db, Tables } from "./tables";

interface Job {
	work(trx: Transaction<Tables>): Promise<unknown>;
	/** Called once the job's data is on the disk. */
	done(result: unknown): void;
	failed(reason: unknown): void;
}

/** The meter values of one message. */
interface MeterValuesJob {
	readonly values: readonly NewMeterValue[];
	/** Called with which were new, once they are on the disk. */
	done(isNew: boolean[]): void;
	failed(reason: unknown): void;
}

/** How a job ended; called after the commit. */
type End = () => void;

/** Jobs that share a commit at most: other processes on the same database wait for its end. */
const MOST_JOBS = 500;
/** From so many messages with meter values on another thread stores them, where there is one. */
const MANY_MESSAGES = 16;
/** Milliseconds that it goes on storing fewer as well: to change between the two costs more than either. */
const FLOOD = 1000;
/** Batches that the other thread has at a time: as many as Node.js brings to the disk side by side. */
const MOST_BESIDE = 4;

/**
 * The CSMS's memory. Reads go through `db`; everything that changes data goes through {@link write},
 * one job after another in the order of the calls, so that a job may look before it writes. That holds
 * among all processes that share a PostgreSQL database.
 */
export class Store {
	readonly db: Db;
	readonly #engine: Engine;
	readonly #log: Pick<Logger, "warn"> | undefined;
	readonly #jobs: Job[] = [];
	readonly #meterValues: MeterValuesJob[] = [];
	#running: Promise<void> | undefined;
	/** What the other thread is storing. */
	readonly #beside = new Set<Promise<void>>();
	/** What it could not store. */
	readonly #again: MeterValuesJob[] = [];
	/** Until then many meter values are expected, in the milliseconds of performance.now(). */
	#floodUntil = 0;

	private constructor(engine: Engine, log?: Pick<Logger, "warn">) {
		this.db = engine.db;
		this.#engine = engine;
		this.#log = log;
		if (engine.meterValueWriter) {
			// The next commit sorts what is left, and those who read do not wait for one.
			engine.meterValueWriter.whenAbandoned = () => void this.write(() => Promise.resolve()).catch(() => {});
		}
	}

	/**
	 * Opens the database and brings it to the newest tables; an SQLite file is made if it is not there.
	 * Throws what SQLite says, or a StartError about PostgreSQL. The log hears of lost connections.
	 */
	static async open(place: DatabasePlace, log?: Pick<Logger, "warn">): Promise<Store> {
		const engine = "url" in place ? await openPostgres(place.url, log) : await openSqlite(place.file, log);
		return new Store(engine, log);
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

	/**
	 * Stores the meter values of one message and resolves when they are on the disk, with which were new. Those
	 * of all messages that wait at the same time are stored together.
	 */
	writeMeterValues(values: readonly NewMeterValue[]): Promise<boolean[]> {
		return new Promise((done, failed) => {
			this.#meterValues.push({ values, done, failed });
			this.#running ??= this.#run();
		});
	}

	/** Sorts the meter values that a process has stored and, before it ended, not sorted into their table. */
	async sortLeft(): Promise<void> {
		const left = await this.db.selectFrom("meter_value_inbox").select("id").limit(1).executeTakeFirst();
		if (left) await this.write(sortInbox);
	}

	/** Ends the pending jobs and closes the database. */
	async close(): Promise<void> {
		await Promise.all(this.#beside);
		await this.#running;
		await this.#engine.close();
	}

	async #run(): Promise<void> {
		while (this.#jobs.length > 0 || this.#meterValues.length > 0 || this.#again.length > 0) {
			// Whatever this turn of the event loop still brings shares the commit.
			await new Promise(setImmediate);
			const meterValues = this.#meterValues.splice(0, MOST_JOBS);
			const jobs = this.#jobs.splice(0, MOST_JOBS);
			if (meterValues.length > 0 && jobs.length === 0 && this.#again.length === 0) {
				if (await this.#writeBeside(meterValues)) continue;
			}
			// Only one thread may write.
			await Promise.all(this.#beside);
			meterValues.push(...this.#again.splice(0));
			if (meterValues.length > 0) jobs.unshift(asJob(meterValues));
			if (this.#engine.meterValueWriter?.abandoned) jobs.unshift(this.#sortAbandoned());
			try {
				const ends = await this.#commit(jobs);
				await this.#engine.sync?.();
				for (const end of ends) end();
			} catch (error) {
				for (const { failed } of jobs) failed(error);
			}
		}
		this.#running = undefined;
	}

	/** Gives many meter values to the other thread; false when they are still to be stored here. */
	async #writeBeside(messages: readonly MeterValuesJob[]): Promise<boolean> {
		const { meterValueWriter } = this.#engine;
		if (messages.length >= MANY_MESSAGES) this.#floodUntil = performance.now() + FLOOD;
		if (performance.now() > this.#floodUntil || !meterValueWriter?.ready) return false;
		if (this.#beside.size >= MOST_BESIDE) await Promise.race(this.#beside);
		const written = meterValueWriter
			.write(messages.flatMap((message) => message.values))
			.then(() => {
				// Whether they are new is found out later; among many it does not matter.
				for (const { values, done } of messages) done(values.map(() => true));
			})
			.catch((error) => {
				// What the thread has stored before it failed is known when it comes again.
				this.#log?.warn(error, "Meter values are stored once more.");
				this.#again.push(...messages);
				this.#running ??= this.#run();
			})
			.finally(() => this.#beside.delete(written));
		this.#beside.add(written);
		return true;
	}

	/** Sorts what a thread that has ended has left. */
	#sortAbandoned(): Job {
		return {
			work: sortInbox,
			done: () => {
				this.#engine.meterValueWriter!.abandoned = false;
			},
			failed: (error) =>
				this.#log?.warn(error, "Stored meter values could not be sorted into their table yet."),
		};
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

/** The meter values of all messages as one job. */
function asJob(messages: readonly MeterValuesJob[]): Job {
	const values = messages.flatMap((message) => message.values);
	return {
		work: (trx) => insertMeterValues(trx, values),
		done: (isNew) => tell(messages, isNew as boolean[]),
		failed: (reason) => {
			for (const { failed } of messages) failed(reason);
		},
	};
}

/** Hands out what a batch has answered. */
function tell(messages: readonly MeterValuesJob[], isNew: readonly boolean[]): void {
	let start = 0;
	for (const { values, done } of messages) {
		const end = start + values.length;
		done(isNew.slice(start, end));
		start = end;
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
