import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { NewMeterValue } from "./meter-value-batch";
import type { Answer, Request } from "./meter-value-thread";

/** Milliseconds without a new batch after which the inbox is sorted. */
const IDLE = 200;

/**
 * Stores large batches of meter values into an SQLite file in a thread of its own; nobody else may write
 * meanwhile. They are on the disk when {@link write} resolves, and in their table after {@link settle}. The
 * thread starts when it is first asked for.
 */
export class MeterValueWriter {
	readonly #file: string;
	readonly #log: Pick<Logger, "warn"> | undefined;
	#thread: Worker | undefined;
	#ready = false;
	/** The thread could not even start, and will not the next time. */
	#useless = false;
	/** Something may be in the inbox that only the thread knows of. */
	#unsorted = false;
	/** The newest request to store. */
	#lastWrite = 0;
	#idle: NodeJS.Timeout | undefined;
	/** The requests that are not answered. */
	readonly #waiting = new Map<number, { resolve(): void; reject(reason: unknown): void }>();
	#lastId = 0;
	/** A thread has ended and may have left something in the inbox. */
	abandoned = false;
	/** Called then. */
	whenAbandoned: (() => void) | undefined;

	constructor(file: string, log?: Pick<Logger, "warn">) {
		this.#file = file;
		this.#log = log;
	}

	/** Whether batches can be given; starts the thread, also one that has ended. */
	get ready(): boolean {
		if (!this.#thread && !this.#useless) this.#start();
		return this.#ready;
	}

	/** Resolves when the meter values are on the disk; also several at a time. Only while {@link ready}. */
	async write(values: readonly NewMeterValue[]): Promise<void> {
		this.#unsorted = true;
		this.#lastWrite = this.#lastId + 1;
		await this.#ask(values);
		if (this.#idle) this.#idle.refresh();
		else this.#idle = setTimeout(() => void this.settle(), IDLE).unref();
	}

	/** Resolves when all that was written is in its table and nothing is being written; never rejects. */
	async settle(): Promise<void> {
		if (!this.#unsorted || !this.#thread) return;
		try {
			const upTo = this.#lastWrite;
			await this.#ask("sort");
			if (upTo === this.#lastWrite) this.#unsorted = false;
		} catch (error) {
			this.#log?.warn(error, "Stored meter values could not be sorted into their table yet.");
		}
	}

	/** After the last batch has been answered. */
	async close(): Promise<void> {
		clearTimeout(this.#idle);
		const thread = this.#thread;
		if (!thread) return;
		const end = new Promise((resolve) => thread.once("exit", resolve));
		await this.#ask("close").catch((error) => {
			this.#log?.warn(error, "Stored meter values are sorted into their table after the next start.");
		});
		this.#thread = undefined;
		await end;
	}

	#ask(what: Request["what"]): Promise<void> {
		return new Promise((resolve, reject) => {
			const id = ++this.#lastId;
			this.#waiting.set(id, { resolve, reject });
			this.#thread!.postMessage({ id, what } satisfies Request);
		});
	}

	#start(): void {
		const thread = new Worker(new URL("./meter-value-thread-start.mjs", import.meta.url), {
			workerData: this.#file,
			execArgv: [],
		});
		this.#thread = thread;
		thread.on("message", (answer: Answer | "ready") => {
			if (answer === "ready") {
				this.#ready = true;
				return;
			}
			const waiting = this.#waiting.get(answer.id)!;
			this.#waiting.delete(answer.id);
			if (answer.error) waiting.reject(answer.error);
			else waiting.resolve();
		});
		const end = (reason: Error) => {
			if (this.#thread !== thread) return;
			this.#log?.warn(reason, "The thread that stores meter values has ended.");
			this.#useless = !this.#ready;
			this.abandoned ||= this.#unsorted;
			this.#unsorted = false;
			this.#ready = false;
			this.#thread = undefined;
			const waiting = [...this.#waiting.values()];
			this.#waiting.clear();
			for (const { reject } of waiting) reject(reason);
			if (this.abandoned) this.whenAbandoned?.();
		};
		thread.once("error", end);
		thread.once("exit", (code) => end(new Error(`Exit code ${code}`)));
	}
}
