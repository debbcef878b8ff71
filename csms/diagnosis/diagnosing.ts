import { setTimeout as delay } from "node:timers/promises";
import type { Diagnosis } from "../api/schemas/diagnoses";
import { type Context, tellChargePoint } from "../context";
import type { Moment } from "../database/tables/columns";
import { listOpenIdentities } from "../records/diagnoses";
import { hasNews, keep, look } from "./look";
import { FAMILIES, type Family, RULES } from "./rules";

export interface DiagnosingOptions {
	/** Milliseconds after something happened until it is looked at, so that what comes together is one look. */
	delay: number;
	/** Milliseconds between two looks at what no event tells, such as silence. */
	interval: number;
	/** What time it is. */
	now(): Moment;
}

/** Milliseconds between two looks at everything, for what an event has not led to: a process may have ended. */
const EVERYTHING = 3_600_000;
/** After each look it rests for so many times as long as that took: charge points come first. */
const REST = 3;

/**
 * Finds out what is wrong with the charge points, from what is stored of them: soon after something happened, and
 * now and then for what no event tells. With several processes each looks after what happened at it, and one of
 * them at the rest; whoever is slower sees that its look is stale.
 */
export class Diagnosing {
	readonly #options: DiagnosingOptions;
	#context!: Context;
	#queue = new Map<string, Set<Family>>();
	#timer: NodeJS.Timeout | undefined;
	#running: Promise<void> | undefined;
	#ends: (() => Promise<void>)[] = [];
	#rests = true;
	#stopped = false;

	constructor(options: DiagnosingOptions) {
		this.#options = options;
	}

	/** What happened while no process ran is looked at as well. */
	start(context: Context): void {
		this.#context = context;
		const { cluster, log } = context;
		this.#ends = [
			cluster.every("diagnosis", this.#options.interval, () => this.#lookRound()),
			cluster.every("diagnosis of everything", EVERYTHING, () => this.#noticeAll()),
		];
		this.#noticeAll().catch((error) => log.error(error, "What happened before could not be looked at."));
	}

	/** Ends after the look that is under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		clearTimeout(this.#timer);
		for (const end of this.#ends) await end();
		await this.#running;
	}

	/** Something happened to a charge point: it is looked at soon. */
	noticed(identity: string, families: readonly Family[]): void {
		if (this.#stopped || families.length === 0) return;
		const noticed = this.#queue.get(identity);
		if (noticed) for (const family of families) noticed.add(family);
		else this.#queue.set(identity, new Set(families));
		if (this.#running) return;
		this.#timer ??= setTimeout(() => this.#run(), this.#options.delay);
	}

	/** Looks at all that has happened and is due, and resolves when what was found is kept. */
	async lookNow(): Promise<void> {
		await this.#lookRound();
		this.#rests = false;
		try {
			do {
				clearTimeout(this.#timer);
				if (!this.#running) this.#run();
				await this.#running;
			} while (this.#queue.size > 0 && !this.#stopped);
		} finally {
			this.#rests = true;
		}
	}

	#run(): void {
		this.#timer = undefined;
		this.#running = this.#lookAtNoticed().finally(() => {
			this.#running = undefined;
			if (this.#queue.size > 0 && !this.#stopped) {
				this.#timer ??= setTimeout(() => this.#run(), this.#options.delay);
			}
		});
	}

	async #lookAtNoticed(): Promise<void> {
		const noticed = this.#queue;
		this.#queue = new Map();
		for (const [identity, families] of noticed) {
			if (this.#stopped) return;
			const began = performance.now();
			try {
				await this.#look(identity, [...families]);
			} catch (error) {
				this.#context.log.error({ err: error, identity }, "A charge point could not be diagnosed.");
			}
			const rest = REST * (performance.now() - began);
			if (noticed.size > 1 && this.#rests) await delay(rest, undefined, { ref: false });
		}
	}

	async #look(identity: string, families: readonly Family[]): Promise<void> {
		const { cluster, store } = this.#context;
		const { lastSeen } = await cluster.holdings.livenessOf(identity);
		const looked = await look(store.db, identity, families, this.#options.now(), lastSeen);
		if (!hasNews(looked)) return;
		const changed = await store.write((trx) => keep(trx, looked));
		if (changed) await tellDiagnoses(this.#context, identity, changed);
		// Another process has been quicker.
		else this.noticed(identity, families);
	}

	/** What lasts may be over, and what no event tells may have come. */
	async #lookRound(): Promise<void> {
		const { db } = this.#context.store;
		const now = this.#options.now();
		for (const family of FAMILIES) {
			const { kinds, due } = RULES[family];
			const open = await listOpenIdentities(db, kinds);
			for (const identity of [...open, ...((await due?.(db, now)) ?? [])]) this.noticed(identity, [family]);
		}
	}

	async #noticeAll(): Promise<void> {
		const { db } = this.#context.store;
		const rows = await db.selectFrom("charge_point").select("identity").orderBy("identity").execute();
		for (const { identity } of rows) this.noticed(identity, FAMILIES);
		await this.#lookRound();
	}
}

/** Shows what has changed on the live pages, with the health that it makes. */
export async function tellDiagnoses(
	context: Context,
	identity: string,
	changed: readonly Diagnosis[],
): Promise<void> {
	for (const diagnosis of changed) context.live.tell("diagnosis", diagnosis);
	if (changed.length > 0) await tellChargePoint(context, identity);
}
