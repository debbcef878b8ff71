import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import { DatabaseError } from "pg";
import type { Logger } from "pino";
import { type Engine, UncertainCommit } from "./engine";
import { migrate } from "./migrations";
import { postgresDialect } from "./postgres-dialect";
import { isAnswer, type PoolSettings, PostgresPool } from "./postgres-pool";
import { checkServer, explain } from "./postgres-refusals";
import type { Db, Tables } from "./tables";

/** Connections for reading; one more is for commits. */
const READERS = 8;
/** Milliseconds that one statement may take until its connection counts as lost. */
const PATIENCE = 15_000;
/** Milliseconds that a commit waits until those of other processes are through. */
const LOCK_TIMEOUT = 10_000;
/** Milliseconds that a process may say nothing in the middle of its commit: it is stopped or cut off. */
const IDLE_TIMEOUT = 5_000;
/** Milliseconds that one statement of a job may take in the server. */
const STATEMENT_TIMEOUT = 10_000;
/** Milliseconds to find out what became of a commit whose answer was lost. */
const INQUIRY = 10_000;
/** Milliseconds after which nobody asks any more whether the last commit of a process was stored. */
const FORGET = 7 * 86_400_000;
/** The server's code for a number of a transaction that it has not given yet. */
const NOT_GIVEN = "22023";
/** Names the right to commit among the advisory locks of the database. */
const COMMIT_LOCK = 7_305_218_046_517_922n;

/**
 * Opens a PostgreSQL database and brings it to the newest tables. Throws a StartError when that does not
 * go. Connections that are lost later are told to the log and made anew when they are needed.
 */
export async function openPostgres(url: string, log?: Pick<Logger, "warn">): Promise<Engine> {
	const connect = (settings: PoolSettings): Db =>
		new Kysely<Tables>({ dialect: postgresDialect(new PostgresPool(url, settings, log)) });

	// Without time limits: to wait for another process's migration, or to change large tables, takes its time.
	const migrating = connect({ max: 2 });
	try {
		await checkServer(migrating);
		await migrate(migrating);
	} catch (error) {
		throw explain(error, url);
	} finally {
		await migrating.destroy();
	}
	const db = connect({ max: READERS, patience: PATIENCE });
	const writer = connect({ max: 1, patience: PATIENCE });
	const name = randomUUID();
	let number = 0;
	await db
		.deleteFrom("last_commit")
		.where("made_at", "<", Date.now() - FORGET)
		.execute();
	return {
		db,
		writer,
		async enter(trx) {
			number++;
			const { rows } = await sql<{ xid: string }>`
				with noted as (
					insert into last_commit (writer, number, made_at) values (${name}, ${number}, ${Date.now()})
					on conflict (writer) do update set number = excluded.number, made_at = excluded.made_at
				)
				select set_config('lock_timeout', ${String(LOCK_TIMEOUT)}, true),
					set_config('statement_timeout', ${String(STATEMENT_TIMEOUT)}, true),
					set_config('idle_in_transaction_session_timeout', ${String(IDLE_TIMEOUT)}, true),
					set_config('synchronous_commit', case current_setting('synchronous_commit')
						when 'off' then 'on' else current_setting('synchronous_commit') end, true),
					pg_advisory_xact_lock(${sql.lit(COMMIT_LOCK)}),
					pg_current_xact_id()::text as xid`.execute(trx);
			return [rows[0].xid, name, number].join(" ");
		},
		isStored: (commit, failure) => isStored(db, commit, failure),
		async close() {
			await writer.destroy();
			await db.destroy();
		},
	};
}

/**
 * Asks the database what became of a commit whose answer never came. The number of its transaction tells only
 * that the server is not at it any more: after a fall it may be given again, to another transaction.
 */
async function isStored(db: Db, commit: string, failure: unknown): Promise<boolean> {
	// The server itself said that it did not commit.
	if (isAnswer(failure)) return false;
	const [xid, writer, number] = commit.split(" ");
	const deadline = Date.now() + INQUIRY;
	while (Date.now() < deadline) {
		try {
			if (!(await isInProgress(db, xid))) {
				const last = await db
					.selectFrom("last_commit")
					.select("number")
					.where("writer", "=", writer)
					.executeTakeFirst();
				return last?.number === Number(number);
			}
		} catch {
			// The server is not back yet.
		}
		await delay(100);
	}
	throw new UncertainCommit(failure);
}

async function isInProgress(db: Db, xid: string): Promise<boolean> {
	try {
		const { rows } = await sql<{ status: string | null }>`
			select pg_xact_status(${xid}::xid8) as status`.execute(db);
		return rows[0].status === "in progress";
	} catch (error) {
		if (error instanceof DatabaseError && error.code === NOT_GIVEN) return false;
		throw error;
	}
}
