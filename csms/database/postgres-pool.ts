import type { PostgresPool as KyselyPool, PostgresPoolClient } from "kysely";
import { DatabaseError, Pool, type PoolClient, type QueryResult, types } from "pg";
import type { Logger } from "pino";
import { withoutZero } from "./engine";

export interface PoolSettings {
	/** Connections at most. */
	max: number;
	/** Milliseconds without an answer after which a connection counts as lost; none without it. */
	patience?: number;
}

/** Milliseconds to reach the server, or to wait for a free connection. */
const CONNECT_TIMEOUT = 10_000;
/** Milliseconds until a connection that is not needed is closed. */
const IDLE = 60_000;
/** PostgreSQL's numbers for the types of `bigint` columns and of sums over them. */
const NUMBERS = [20, 1700];

/**
 * Connections to PostgreSQL as Kysely uses them: numbers come as numbers, and a connection on which anything
 * failed that is not the server's plain answer is closed instead of used again.
 */
export class PostgresPool implements KyselyPool {
	readonly #pool: Pool;

	constructor(url: string, { max, patience }: PoolSettings, log?: Pick<Logger, "warn">) {
		this.#pool = new Pool({
			connectionString: url,
			max,
			connectionTimeoutMillis: CONNECT_TIMEOUT,
			idleTimeoutMillis: IDLE,
			query_timeout: patience,
			keepAlive: true,
			fallback_application_name: "csms",
			types: {
				getTypeParser: ((oid: number, format: "text" | "binary") =>
					NUMBERS.includes(oid) && format !== "binary"
						? Number
						: types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser,
			},
		});
		// Without a listener, the end of an idle connection would end the process. The error carries the
		// connection with its password, so it does not go to the log itself.
		this.#pool.on("error", ({ message }) =>
			log?.warn({ reason: message }, "A connection to the database was lost."),
		);
	}

	async connect(): Promise<PostgresPoolClient> {
		// Kysely's cursors are for streams, which are not used here.
		return new Connection(await this.#pool.connect()) as unknown as PostgresPoolClient;
	}

	end(): Promise<void> {
		return this.#pool.end();
	}
}

class Connection {
	readonly #client: PoolClient;
	/** Why it cannot be used again. */
	#lost: unknown;

	constructor(client: PoolClient) {
		this.#client = client;
		// The query in progress tells of the loss; without a listener the process would end.
		client.on("error", this.#onError);
	}

	async query(text: string, parameters: readonly unknown[]): Promise<QueryResult> {
		if (this.#lost !== undefined) throw this.#lost;
		try {
			const result = await this.#client.query(text, parameters.map(withoutZero));
			// A transaction in which a statement failed is rolled back by COMMIT without an error.
			if (text === "commit" && result.command !== "COMMIT") {
				throw new Error("The database has rolled back because a statement had failed");
			}
			return result;
		} catch (error) {
			if (!isAnswer(error)) this.#lost = error;
			throw error;
		}
	}

	release(): void {
		this.#client.off("error", this.#onError);
		this.#client.release(this.#lost !== undefined);
	}

	readonly #onError = (error: Error): void => {
		this.#lost ??= error;
	};
}

/** Codes with which the server ends a connection; its words for that are in its own language. */
const LAST_WORDS = /^(08|53300|57P0|25P03|25P04)/;

/** Whether the server answered that it did not do something, and keeps the connection. */
export function isAnswer(error: unknown): boolean {
	return error instanceof DatabaseError && !LAST_WORDS.test(error.code ?? "");
}
