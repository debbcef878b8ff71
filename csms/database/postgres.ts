import { setTimeout as delay } from "node:timers/promises";
import { Kysely, sql } from "kysely";
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
	return {
		db,
		writer,
		async enter(trx) {
			const { rows } = await sql<{ commit: string }>`
				select set_config('lock_timeout', ${String(LOCK_TIMEOUT)}, true),
					set_config('statement_timeout', ${String(STATEMENT_TIMEOUT)}, true),
					set_config('idle_in_transaction_session_timeout', ${String(IDLE_TIMEOUT)}, true),
					set_config('synchronous_commit', case current_setting('synchronous_commit')
						when 'off' then 'on' else current_setting('synchronous_commit') end, true),
					pg_advisory_xact_lock(${sql.lit(COMMIT_LOCK)}),
					pg_current_xact_id()::text as "commit"`.execute(trx);
			return rows[0].commit;
		},
		isStored: (commit, failure) => isStored(db, commit, failure),
		async close() {
			await writer.destroy();
			await db.destroy();
		},
	};
}

/** Asks the server what became of a commit whose answer never came. */
async function isStored(db: Db, commit: string, failure: unknown): Promise<boolean> {
	// The server itself said that it did not commit.
	if (isAnswer(failure)) return false;
	const deadline = Date.now() + INQUIRY;
	while (Date.now() < deadline) {
		try {
			const { rows } = await sql<{ status: string | null }>`
				select pg_xact_status(${commit}::xid8) as status`.execute(db);
			const [{ status }] = rows;
			if (status === "committed") return true;
			if (status === "aborted") return false;
			if (status === null) break;
		} catch {
			// The server is not back yet.
		}
		await delay(100);
	}
	throw new UncertainCommit(failure);
}
