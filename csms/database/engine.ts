import type { Transaction } from "kysely";
import type { MeterValueWriter } from "./meter-value-writer";
import type { Db, Tables } from "./tables";

/** Where the data is: an SQLite file, or a PostgreSQL database by its URL (`postgres://…`). */
export type DatabasePlace = { readonly file: string } | { readonly url: string };

/** What the store needs of a database system. */
export interface Engine {
	/** For reading. */
	readonly db: Db;
	/** For commits, which run one after another. */
	readonly writer: Db;
	/**
	 * Called at the beginning of each commit; resolves once no other process is in one. What it resolves
	 * with names the commit to {@link isStored}.
	 */
	enter(trx: Transaction<Tables>): Promise<string>;
	/** Stores many meter values in a commit of their own and in another thread; only on SQLite. */
	readonly meterValueWriter?: MeterValueWriter;
	/** Resolves when what was committed before is on the disk, if COMMIT itself does not wait for that. */
	sync?(): Promise<void>;
	/** Whether a commit whose COMMIT failed is stored all the same. Throws when that cannot be found out. */
	isStored(commit: string, failure: unknown): Promise<boolean>;
	close(): Promise<void>;
}

/** Whether a commit may have been stored is not known, because the database was lost in its middle. */
export class UncertainCommit extends Error {
	constructor(cause: unknown) {
		super("The database was lost while it stored; what was to be stored may be there or not.", { cause });
	}
}

/** PostgreSQL refuses text with a zero character, and charge points send it: it becomes U+FFFD on both. */
export function withoutZero(value: unknown): unknown {
	return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
