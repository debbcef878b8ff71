import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../context";
import { readSettings } from "../records/settings";
import { makeDueCurves } from "./curve-making";
import { noteDue } from "./due";
import { makeDuePeaks } from "./peaks";

/** Milliseconds that somebody who asks waits for the newest meter values to be worked up. */
const PATIENCE = 3000;

/**
 * Works up meter values for statistics and costs, in small portions: now and then, and when somebody asks. What is
 * worked up can be thrown away and made again; several processes may do so at once.
 */
export class RollUp {
	readonly #context: Pick<Context, "store" | "settings" | "log">;
	/** Milliseconds that what is worked up may be old. */
	readonly #age: number;
	#timer: NodeJS.Timeout | undefined;
	#running: Promise<void> | undefined;
	/** When the last run began that came to its end, in the milliseconds of performance.now(). */
	#reached = Number.NEGATIVE_INFINITY;
	#stopped = false;

	constructor(context: Pick<Context, "store" | "settings" | "log">, age: number) {
		this.#context = context;
		this.#age = age;
	}

	/** Works up now, as nobody may have since an older version stored the meter values, and from time to time. */
	start(): void {
		void this.#run();
		this.#timer = setInterval(() => void this.#run(), Math.max(this.#age, 1000));
		this.#timer.unref();
	}

	/** Resolves once all is worked up as far as it has to be, with false when that takes too long. */
	async upToDate(): Promise<boolean> {
		const wanted = performance.now() - this.#age;
		const cancel = new AbortController();
		const late = delay(PATIENCE, undefined, { signal: cancel.signal, ref: false }).catch(() => {});
		await Promise.race([this.#reach(wanted), late]);
		cancel.abort();
		return this.#reached >= wanted;
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		clearInterval(this.#timer);
		await this.#running;
	}

	async #reach(wanted: number): Promise<void> {
		// One that is under way may have looked before what is wanted was there.
		for (let times = 0; times < 2 && this.#reached < wanted; times++) await this.#run();
	}

	#run(): Promise<void> {
		this.#running ??= this.#work()
			.catch((error) => this.#context.log.error(error, "Meter values could not be worked up."))
			.finally(() => {
				this.#running = undefined;
			});
		return this.#running;
	}

	async #work(): Promise<void> {
		const { store, settings } = this.#context;
		const begun = performance.now();
		for (let more = true; more && !this.#stopped; ) {
			const { timeZone } = await readSettings(store.db, settings);
			const now = Date.now();
			more = await store.write((trx) => noteDue(trx, timeZone, now));
			while (!this.#stopped && (await makeDueCurves(store, timeZone, now)));
			if (more) continue;
			while (!this.#stopped && (await makeDuePeaks(store, timeZone, now)));
		}
		if (!this.#stopped) this.#reached = begun;
	}
}
