import { fdatasync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import Libsql from "libsql";
import { INSERT, type NewMeterValue, newestEnergies, parametersOf, UPDATE_ENERGY } from "./meter-value-batch";

/** What {@link MeterValueWriter} asks for: to store, to sort, or to sort and end. */
export interface Request {
	id: number;
	what: readonly NewMeterValue[] | "sort" | "close";
}
export interface Answer {
	id: number;
	error: Error | undefined;
}

/** Meter values in the inbox after which they are sorted without being asked. */
const MOST = 2000;
/** Meter values that are sorted at a time, so that new ones wait for a millisecond or so. */
const PORTION = 200;

/**
 * The thread that stores meter values while there are many. To keep the indices for each commit would write
 * a page for each transaction; so they go to an inbox, where a commit writes little more than themselves, and
 * are sorted into their table by the thousand and by transaction. Its argument is the SQLite file.
 */
const database = new Libsql(workerData as string);
// A commit is brought to the disk by fdatasync, while the next is made.
database.pragma("synchronous = NORMAL");
database.pragma("busy_timeout = 5000");
database.pragma("wal_autocheckpoint = 4000");
const begin = database.prepare("begin immediate");
const commit = database.prepare("commit");
const rollback = database.prepare("rollback");
const put = database.prepare("insert into meter_value_inbox (meter_values) values (?)");
const clear = database.prepare("delete from meter_value_inbox where id <= ?");
const insert = database.prepare(INSERT);
const updateEnergy = database.prepare(UPDATE_ENERGY);

/** What is in the inbox: not begun to be sorted, and being sorted. */
let waiting: NewMeterValue[] = [];
let sorting: NewMeterValue[] = [];
/** How many of `sorting` are in their table. */
let sorted = 0;
/** The newest rows of the inbox: of all, and of `sorting`. */
let newest = 0;
let newestSorting = 0;

function inTransaction(work: () => void): void {
	begin.run();
	try {
		work();
		commit.run();
	} catch (error) {
		if (database.inTransaction) rollback.run();
		throw error;
	}
}

function store(values: readonly NewMeterValue[]): void {
	let row: number | bigint = 0;
	inTransaction(() => {
		row = put.run([JSON.stringify(values)]).lastInsertRowid;
	});
	// Only now: the number of a row that did not stay is given to the next.
	newest = Number(row);
	waiting.push(...values);
}

/** Sorts a portion; the inbox keeps all until the last, and what is sorted twice is known by then. */
function sortPortion(): void {
	if (sorting.length === 0) {
		// Neighbours in the index are written together.
		sorting = waiting.sort((a, b) => Number(a[2]) - Number(b[2]) || a[3] - b[3]);
		waiting = [];
		newestSorting = newest;
	}
	const values = sorting.slice(sorted, sorted + PORTION);
	const isLast = sorted + PORTION >= sorting.length;
	inTransaction(() => {
		const isNew = values.map((value) => insert.run(parametersOf(value)).changes === 1);
		for (const { transactionId, at, energyWh } of newestEnergies(values, isNew)) {
			updateEnergy.run([at, energyWh, transactionId, at]);
		}
		if (isLast) clear.run([newestSorting]);
	});
	sorted = isLast ? 0 : sorted + PORTION;
	if (isLast) sorting = [];
}

function sort(): void {
	while (sorting.length > 0 || waiting.length > 0) sortPortion();
}

let scheduled = false;

/** Sorts portion by portion, and takes what comes in between. */
function sortByAndBy(): void {
	if (scheduled || (sorting.length === 0 && waiting.length < MOST)) return;
	scheduled = true;
	setImmediate(() => {
		scheduled = false;
		// All may have been sorted by request meanwhile, and somebody else may be writing.
		if (sorting.length === 0 && waiting.length < MOST) return;
		try {
			sortPortion();
		} catch {
			// They are in the inbox, and whoever asks next is told.
			return;
		}
		sortByAndBy();
	});
}

function answer(id: number, error?: Error): void {
	parentPort!.postMessage({ id, error } satisfies Answer);
}

/** The write-ahead log, opened several times. */
const idle: number[] = [];

/**
 * Answers once the disk has what was stored; what is sorted it need not have, as it has the inbox. Several such
 * requests are under way at a time, so that a large batch does not wait for a small one before it; the system
 * tells each opened file once of an error, so each request has its own.
 */
function sync(id: number): void {
	const file = idle.pop() ?? openSync(`${workerData}-wal`, "a");
	fdatasync(file, (error) => {
		idle.push(file);
		answer(id, error ?? undefined);
	});
}

parentPort!.on("message", ({ id, what }: Request) => {
	try {
		if (typeof what !== "string") {
			store(what);
			sync(id);
			sortByAndBy();
			return;
		}
		sort();
		answer(id);
	} catch (error) {
		answer(id, error as Error);
	}
	if (what !== "close") return;
	database.close();
	parentPort!.close();
});
parentPort!.postMessage("ready");
