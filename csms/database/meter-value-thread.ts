import { parentPort, workerData } from "node:worker_threads";
import Libsql from "libsql";
import { INSERT, type NewMeterValue, newestEnergies, parametersOf, UPDATE_ENERGY } from "./meter-value-batch";

/** What {@link MeterValueWriter} asks for: to store, to sort, or to sort and end. */
export type Request = readonly NewMeterValue[] | "sort" | "close";
export type Answer = { error: Error | undefined };

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
database.pragma("synchronous = FULL");
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
	inTransaction(() => {
		newest = Number(put.run([JSON.stringify(values)]).lastInsertRowid);
	});
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

/** The disk need not have what is sorted: it has the inbox, and a later commit brings both there. */
function withoutDisk(work: () => void): void {
	database.pragma("synchronous = NORMAL");
	try {
		work();
	} finally {
		database.pragma("synchronous = FULL");
	}
}

function sort(): void {
	withoutDisk(() => {
		while (sorting.length > 0 || waiting.length > 0) sortPortion();
	});
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
			withoutDisk(sortPortion);
		} catch {
			// They are in the inbox, and whoever asks next is told.
			return;
		}
		sortByAndBy();
	});
}

function answer(work: () => void): void {
	let error: Error | undefined;
	try {
		work();
	} catch (reason) {
		error = reason as Error;
	}
	parentPort!.postMessage({ error } satisfies Answer);
}

parentPort!.on("message", (request: Request) => {
	if (request === "close") {
		answer(sort);
		database.close();
		parentPort!.close();
	} else if (request === "sort") answer(sort);
	else {
		answer(() => store(request));
		sortByAndBy();
	}
});
parentPort!.postMessage("ready");
