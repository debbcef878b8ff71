import type { FastifyBaseLogger } from "fastify";
import type { FrameEvent } from "../api/schemas/events";
import { type Context, tellChargePoint } from "../context";
import { explain } from "../database/postgres-refusals";
import type { Store } from "../database/store";
import { claimJob, isJobDue } from "../records/fleet-jobs";
import { endHoldings } from "../records/holdings";
import { addProcess, otherProcesses, removeProcess } from "../records/processes";
import { type Bus, type BusListener, noBus, type OtherProcess } from "./bus";
import { FrameRequests } from "./frame-requests";
import { Holdings } from "./holdings";
import { LiveRelay } from "./live-relay";
import type { Message, Receiver } from "./messages";
import { PostgresBus } from "./postgres-bus";
import { RelayedCommands } from "./relayed-commands";
import { SealingKeys } from "./sealing";

export interface ClusterSettings {
	/** The PostgreSQL database that the processes share; without it there is only this one. */
	database: string | undefined;
	/** Milliseconds between two signs of life, the same in all processes. */
	beatInterval: number;
}

/** A process counts as dead after so many intervals without a sign of life. */
const MISSED_BEATS = 5;
const SILENT = "No sign of life could be given, or the others could not be looked after.";

/** The processes that serve one fleet of charge points, as one of them sees them. */
export class Cluster implements BusListener {
	readonly keys = new SealingKeys();
	readonly holdings: Holdings;
	readonly commands: RelayedCommands;
	readonly #store: Store;
	readonly #log: FastifyBaseLogger;
	readonly #settings: ClusterSettings;
	/** Milliseconds. */
	readonly #lifetime: number;
	#context!: Context;
	#frames!: FrameRequests;
	#live!: LiveRelay;
	#bus: Bus = noBus;
	#id = 0;
	#others: ReadonlySet<number> = new Set();
	#timer: NodeJS.Timeout | undefined;
	#beating: Promise<void> | undefined;
	/** When the last sign of life was given, by this process's own clock. */
	#beatenAt = Number.NEGATIVE_INFINITY;
	/** The others counted this process as dead, and what it holds is not entered again yet. */
	#hasNewNumber = false;
	/** Something may have been missed, and was not read anew yet. */
	#isBehind = false;
	/** Others are not buried before: after a fall of the database nobody has given signs of life. */
	#buriesFrom = 0;

	constructor(store: Store, log: FastifyBaseLogger, settings: ClusterSettings) {
		this.#store = store;
		this.#log = log;
		this.#settings = settings;
		this.#lifetime = settings.beatInterval * MISSED_BEATS;
		this.holdings = new Holdings(this);
		this.commands = new RelayedCommands(this);
	}

	/** The number of this process; a new one after the others counted it as dead. */
	get id(): number {
		return this.#id;
	}

	/** Whether other processes may share the database. */
	get isShared(): boolean {
		return this.#settings.database !== undefined;
	}

	/** The other processes that live. */
	get others(): ReadonlySet<number> {
		return this.#others;
	}

	/** The remembered frames of a charge point, of this and the other processes, in the order of passing. */
	framesOf(identity: string, limit: number): Promise<FrameEvent[]> {
		return this.#frames.list(identity, limit);
	}

	/** Comes in. Throws a StartError when the database cannot be reached. */
	async start(context: Context): Promise<void> {
		this.#context = context;
		this.holdings.start(context);
		this.commands.start(context);
		this.#frames = new FrameRequests(this, context.frames);
		this.#live = new LiveRelay(this, context.live);
		const { database, beatInterval } = this.#settings;
		if (database === undefined) {
			await this.#join();
			// Whatever process there was before, it is no more.
			await this.#store.write(async (trx) => {
				for (const id of await otherProcesses(trx, this.#id)) await removeProcess(trx, id);
			});
			return;
		}
		try {
			this.#bus = await PostgresBus.open(database, this, this.#log);
		} catch (error) {
			throw explain(error, database);
		}
		await this.#join();
		await this.beat();
		this.#timer = setInterval(() => {
			this.beat().catch(({ message }: Error) => this.#log.warn({ reason: message }, SILENT));
		}, beatInterval);
		this.#timer.unref();
	}

	/** Goes; all connections are closed before. */
	async leave(): Promise<void> {
		clearInterval(this.#timer);
		await this.#beating?.catch(() => {});
		if (this.#id !== 0) {
			await this.#store
				.write((trx) => removeProcess(trx, this.#id))
				.catch((error) => this.#log.error(error, "The end of this process could not be noted."));
		}
		await this.#bus.close();
	}

	send(to: Receiver, message: Message): void {
		this.#bus.send(to, message);
	}

	/** Sends if that is possible now; false when it is not. */
	offer(to: Receiver, message: Message): boolean {
		return this.#bus.offer(to, message);
	}

	/**
	 * Resolves when this process is sure that it does not count as dead: one that was stopped for a while may be
	 * about to handle what has become untrue. Undefined when that is sure already.
	 */
	certain(): Promise<void> | undefined {
		return this.#isCertain() ? undefined : this.#makeCertain();
	}

	/** Has whoever holds the charge point take over its entry, which has changed. */
	async follow(identity: string): Promise<void> {
		this.send("all", { type: "follow", identity });
		await this.holdings.follow(identity);
	}

	/** Has whoever holds the charge point close its connection. */
	async close(identity: string, code: number, reason: string): Promise<void> {
		if (!this.isShared) {
			this.#context.fleet.get(identity)?.close(code, reason);
			return;
		}
		const number = await this.#store.write((trx) => endHoldings(trx, identity));
		const closing = { identity, number, code, reason, isReplaced: false };
		this.send("all", { type: "close", ...closing });
		await this.holdings.close(closing);
	}

	/**
	 * Does something again and again, each time in one of the processes alone: not before `interval` milliseconds
	 * have passed since the last run anywhere. A run whose process dies is not repeated. Answers what ends it.
	 */
	every(name: string, interval: number, work: () => Promise<void>): () => Promise<void> {
		let running: Promise<void> | undefined;
		const run = async () => {
			try {
				if (await this.#claim(name, interval)) await work();
			} catch (error) {
				this.#log.error({ err: error, name }, "Something that is done regularly failed.");
			}
		};
		const timer = setInterval(
			() => {
				running ??= run().finally(() => {
					running = undefined;
				});
			},
			this.isShared ? interval / 2 : interval,
		);
		timer.unref();
		return async () => {
			clearInterval(timer);
			await running;
		};
	}

	/** Gives a sign of life, and looks after the others. Rejects when the database cannot be reached. */
	beat(): Promise<void> {
		this.#beating ??= this.#beat().finally(() => {
			this.#beating = undefined;
		});
		return this.#beating;
	}

	receive(from: number, message: Message): void {
		switch (message.type) {
			case "command":
				this.commands.take();
				return;
			case "ended":
				this.commands.ended(message.id, "ended");
				return;
			case "moved":
				this.commands.ended(message.id, "moved");
				return;
			case "frames-asked":
			case "frames":
				this.#frames.receive(from, message);
				return;
			case "follow":
				this.#try(this.holdings.follow(message.identity));
				return;
			case "close":
				this.#try(this.holdings.close(message));
				return;
			default:
				this.#live.receive(from, message);
		}
	}

	resumed(): void {
		this.#live.resumed();
		this.commands.take();
		this.#isBehind = true;
		// One that is under way may have begun before the loss. What fails here is done at the next beat.
		const before = this.#beating ?? Promise.resolve();
		before
			.catch(() => {})
			.then(() => this.beat())
			.catch(({ message }: Error) => this.#log.warn({ reason: message }, SILENT));
	}

	#isCertain(): boolean {
		return !this.isShared || performance.now() - this.#beatenAt < this.#lifetime;
	}

	async #makeCertain(): Promise<void> {
		// The one that is under way may have begun before this process was stopped.
		while (!this.#isCertain()) await this.beat();
	}

	async #join(): Promise<void> {
		const now = await this.#bus.now();
		this.#id = await this.#store.write((trx) => addProcess(trx, this.keys.publicKey, now));
		await this.#bus.listen(this.#id);
		this.#live.joined();
	}

	async #beat(): Promise<void> {
		const now = performance.now();
		const { known, others } = await this.#bus.beat(this.#id);
		if (!known) {
			this.#log.warn("This process counted as dead; it comes in again.");
			this.#hasNewNumber = true;
			await this.#join();
		}
		if (this.#hasNewNumber) {
			await this.holdings.reclaim();
			this.#hasNewNumber = false;
		}
		const wasSilent = Number.isFinite(this.#beatenAt) && now - this.#beatenAt > this.#lifetime / 2;
		if (wasSilent) this.#buriesFrom = now + this.#lifetime;
		this.#beatenAt = now;
		const [alive, dead] = [
			others.filter(({ age }) => age < this.#lifetime),
			others.filter(({ age }) => age >= this.#lifetime),
		];
		this.#others = new Set(alive.map(({ id }) => id));
		if (now >= this.#buriesFrom) for (const other of dead) await this.#bury(other);
		this.#live.keep(this.#others);
		if (this.#isBehind) await this.#catchUp();
		await this.commands.lookAfter();
		await this.holdings.write();
	}

	async #catchUp(): Promise<void> {
		this.#isBehind = false;
		try {
			await this.holdings.readAgain();
		} catch (error) {
			this.#isBehind = true;
			throw error;
		}
	}

	async #bury({ id, beatAt }: OtherProcess): Promise<void> {
		const held = await this.#store.write((trx) => removeProcess(trx, id, beatAt));
		if (!held) return;
		this.#log.warn({ process: id, chargePoints: held.length }, "Another process is dead.");
		for (const identity of held) await tellChargePoint(this.#context, identity);
	}

	async #claim(name: string, interval: number): Promise<boolean> {
		if (!this.isShared) return true;
		const now = await this.#bus.now();
		if (!(await isJobDue(this.#store.db, name, now))) return false;
		return this.#store.write((trx) => claimJob(trx, name, now, interval));
	}

	#try(work: Promise<void>): void {
		work.catch((error) => this.#log.error(error, "What another process has told could not be followed."));
	}
}
