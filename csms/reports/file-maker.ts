import { Worker } from "node:worker_threads";
import type { FastifyBaseLogger } from "fastify";
import { Problem } from "../problem";
import type { Report } from "./report";
import type { Made, MadeFormat, Portion } from "./report-thread";

/** Rows that a file may have: a PDF of more is too long to be read, a sheet of more too large for memory. */
const MOST_ROWS: Record<MadeFormat, number> = { pdf: 5000, xlsx: 100_000 };
/** Files that may wait to be made. */
const MOST_WAITING = 20;
/** Milliseconds without work after which the thread ends and gives its memory back. */
const IDLE = 60_000;
/** Mebibytes: the largest file takes less; whatever went wrong, the CSMS lives on. */
const MOST_MEMORY = 1024;

/** Makes XLSX and PDF files in a thread of its own, one after another. */
export class FileMaker {
	readonly #log: Pick<FastifyBaseLogger, "warn">;
	#thread: Worker | undefined;
	#idle: NodeJS.Timeout | undefined;
	#last: Promise<unknown> = Promise.resolve();
	#waiting = 0;
	#stopped = false;

	constructor(log: Pick<FastifyBaseLogger, "warn">) {
		this.#log = log;
	}

	/** Throws a Problem when the report has too many rows (413), or too many files are being made (503). */
	async make(report: Report, format: MadeFormat): Promise<Uint8Array> {
		if (this.#waiting >= MOST_WAITING || this.#stopped) {
			throw new Problem(503, "Too many reports are being made; try again in a minute.");
		}
		this.#waiting++;
		const made = this.#last.then(() => this.#make(report, format));
		this.#last = made.catch(() => {});
		try {
			return await made;
		} finally {
			this.#waiting--;
		}
	}

	/** What is being made fails. */
	async stop(): Promise<void> {
		this.#stopped = true;
		clearTimeout(this.#idle);
		await this.#thread?.terminate();
		await this.#last;
	}

	async #make(report: Report, format: MadeFormat): Promise<Uint8Array> {
		clearTimeout(this.#idle);
		if (this.#stopped) throw new Problem(503, "The CSMS is ending.");
		const thread = this.#started();
		const made = answerOf(thread);
		// It may fail while rows are still being read.
		made.catch(() => {});
		try {
			await send(report, format, (portion) => thread.postMessage(portion));
			return await made;
		} catch (error) {
			// What it has of the report goes with it.
			this.#end();
			throw error;
		} finally {
			clearTimeout(this.#idle);
			this.#idle = setTimeout(() => this.#end(), IDLE).unref();
		}
	}

	#started(): Worker {
		if (this.#thread) return this.#thread;
		const thread = new Worker(new URL("./report-thread-start.mjs", import.meta.url), {
			execArgv: [],
			resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
		});
		thread.on("error", (error) => this.#log.warn(error, "The thread that makes reports has failed."));
		thread.once("exit", () => {
			if (this.#thread === thread) this.#thread = undefined;
		});
		thread.unref();
		this.#thread = thread;
		return thread;
	}

	#end(): void {
		void this.#thread?.terminate();
		this.#thread = undefined;
	}
}

function answerOf(thread: Worker): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		const forget = () => {
			thread.off("message", take);
			thread.off("error", fail);
			thread.off("exit", end);
		};
		const take = ({ file, error }: Made) => {
			forget();
			if (file) resolve(file);
			else reject(error);
		};
		const fail = (error: Error) => {
			forget();
			reject(error);
		};
		const end = () => fail(new Error("The thread that makes reports has ended."));
		thread.on("message", take);
		thread.on("error", fail);
		thread.on("exit", end);
	});
}

/** Sends a report portion by portion. Throws a Problem (413). */
async function send(
	{ tables, fileName: _, ...head }: Report,
	format: MadeFormat,
	give: (portion: Portion) => void,
): Promise<void> {
	let count = 0;
	give({ what: "head", head, format });
	for (const { title, columns, rows } of tables) {
		give({ what: "table", title, columns });
		for await (const portion of rows) {
			count += portion.length;
			if (count > MOST_ROWS[format]) {
				const other = format === "pdf" ? "XLSX or CSV" : "CSV";
				throw new Problem(
					413,
					`The report has more than ${MOST_ROWS[format]} rows, too many for ${format.toUpperCase()}; ` +
						`choose a shorter period, or ${other}.`,
				);
			}
			give({ what: "rows", rows: portion });
		}
	}
	give({ what: "end" });
}
