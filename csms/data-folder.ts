import { accessSync, chmodSync, closeSync, constants, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import Libsql from "libsql";
import { StartError } from "./start-error";

/** The database's file in the data folder. */
const DATABASE = "csms.db";
/** Held locked by the process that uses the folder. */
const LOCK = "csms.lock";
/** Permission bits of others than the owner. */
const OTHERS = 0o077;

/** A folder that this process uses. */
export interface DataFolder {
	/** Where the SQLite file is, or would be. */
	readonly file: string;
	/** Lets another process use the folder. */
	release(): void;
}

/**
 * Makes the folder if it is not there, for its owner alone. Several processes may use it when the data
 * is in PostgreSQL. Throws a {@link StartError}.
 */
export function makeDataFolder(folder: string): DataFolder {
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		accessSync(folder, constants.W_OK | constants.X_OK);
		return { file: join(folder, DATABASE), release: () => {} };
	} catch (error) {
		throw databaseError(folder, error);
	}
}

/**
 * Makes the folder as {@link makeDataFolder} does, with a database that nobody else can read, and takes it for
 * this process: two that each believe to know who is connected would contradict each other. The lock is the
 * operating system's, so a killed process leaves none behind. Throws a {@link StartError}.
 */
export function takeDataFolder(folder: string): DataFolder {
	const { file } = makeDataFolder(folder);
	try {
		makePrivate(file);
		const lock = openLock(join(folder, LOCK));
		return { file, release: () => unlock(lock) };
	} catch (error) {
		if (!isBusy(error)) throw databaseError(folder, error);
		throw new StartError(
			`Another CSMS uses the data folder ${folder}; end it, or choose another folder with --data.`,
		);
	}
}

/** What kept the database in a data folder from opening, as a sentence. */
export function databaseError(folder: string, error: unknown): StartError {
	return new StartError(
		`The database in ${folder} cannot be opened (${(error as Error).message}); ` +
			"choose a folder that can be written with --data.",
	);
}

function openLock(file: string): Libsql.Database {
	makePrivate(file);
	const lock = new Libsql(file);
	try {
		lock.pragma("journal_mode = DELETE");
		lock.exec("begin exclusive");
		return lock;
	} catch (error) {
		lock.close();
		throw error;
	}
}

/** Closing alone does not end the transaction at once, and with it the lock. */
function unlock(lock: Libsql.Database): void {
	lock.exec("rollback");
	lock.close();
}

/** Makes the file if it is not there; SQLite gives its side files the same permissions. */
function makePrivate(file: string): void {
	closeSync(openSync(file, "a", 0o600));
	if ((statSync(file).mode & OTHERS) === 0) return;
	try {
		chmodSync(file, 0o600);
	} catch (error) {
		// Somebody else's file, or a file system without permissions, is its owner's decision.
		if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
	}
}

function isBusy(error: unknown): boolean {
	return (error as { code?: unknown }).code === "SQLITE_BUSY";
}
