import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Logger } from "pino";
import { isAnswer } from "../database/postgres-pool";
import type { Beat, Bus, BusListener } from "./bus";
import type { Message, Receiver } from "./messages";
import { cut, Pieces } from "./pieces";

/** The channel that all processes hear; each hears one more, with its number. */
const ALL = "csms";
/** Milliseconds without an answer after which the connection counts as lost. */
const PATIENCE = 5000;
/** Milliseconds until a lost connection is made anew, at first and at most. */
const [FIRST_PAUSE, LAST_PAUSE] = [100, 5000];
/** Messages that wait for the connection at most; without it events do not wait. */
const MOST_WAITING = 10_000;
/** The database's clock, as milliseconds. */
const NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/** NOTIFY and LISTEN over a connection of its own, which is made anew whenever it is lost. */
export class PostgresBus implements Bus {
	readonly #url: string;
	readonly #listener: BusListener;
	readonly #log: Pick<Logger, "warn" | "info">;
	#client: Client | undefined;
	#id = 0;
	#pieces = new Pieces();
	/** What is to be sent, by its channel. */
	#waiting = new Map<string, Message[]>();
	#waitingCount = 0;
	#sending: Promise<void> | undefined;
	#connecting: Promise<void> | undefined;
	#closed = false;

	private constructor(url: string, listener: BusListener, log: Pick<Logger, "warn" | "info">) {
		this.#url = url;
		this.#listener = listener;
		this.#log = log;
	}

	/** Rejects when the server cannot be reached. */
	static async open(url: string, listener: BusListener, log: Pick<Logger, "warn" | "info">): Promise<Bus> {
		const bus = new PostgresBus(url, listener, log);
		await bus.#connect();
		return bus;
	}

	async now(): Promise<number> {
		const [{ now }] = await this.#query<{ now: string }>(`select ${NOW} as now`);
		return Number(now);
	}

	async listen(id: number): Promise<void> {
		const before = this.#id;
		// Also if the connection is lost just now, the next one hears it.
		this.#id = id;
		if (before !== 0) await this.#query(`unlisten ${channelOf(before)}`);
		await this.#query(`listen ${channelOf(id)}`);
	}

	async beat(id: number): Promise<Beat> {
		const rows = await this.#query<{ id: string; beat_at: string; now: string }>(
			`with beat as (update process set beat_at = ${NOW} where id = $1)
			select id, beat_at, ${NOW} as now from process`,
			[id],
		);
		const processes = rows.map((row) => ({
			id: Number(row.id),
			beatAt: Number(row.beat_at),
			age: Number(row.now) - Number(row.beat_at),
		}));
		return {
			known: processes.some((process) => process.id === id),
			others: processes.filter((process) => process.id !== id),
		};
	}

	send(to: Receiver, message: Message): void {
		if (this.#closed || this.#waitingCount >= MOST_WAITING) return;
		const channel = to === "all" ? ALL : channelOf(to);
		const waiting = this.#waiting.get(channel);
		if (waiting) waiting.push(message);
		else this.#waiting.set(channel, [message]);
		this.#waitingCount++;
		this.#sending ??= this.#sendWaiting();
	}

	offer(to: Receiver, message: Message): boolean {
		if (!this.#client || this.#waitingCount >= MOST_WAITING / 2) return false;
		this.send(to, message);
		return true;
	}

	async close(): Promise<void> {
		await this.#sending;
		this.#closed = true;
		const client = this.#client;
		this.#client = undefined;
		await client?.end().catch(() => {});
		await this.#connecting;
	}

	/** Sends what waits; what comes meanwhile goes together next. */
	async #sendWaiting(): Promise<void> {
		// Whatever this turn of the event loop still brings goes with it.
		await new Promise(setImmediate);
		while (this.#client && this.#waitingCount > 0) {
			const [channels, texts]: string[][] = [[], []];
			for (const [channel, messages] of this.#waiting) {
				for (const text of cut(this.#id, messages)) {
					channels.push(channel);
					texts.push(text);
				}
			}
			const sent = this.#waiting;
			this.#waiting = new Map();
			this.#waitingCount = 0;
			try {
				await this.#query(
					"select pg_notify(channel, text) from unnest($1::text[], $2::text[]) as message (channel, text)",
					[channels, texts],
				);
			} catch (error) {
				this.#log.warn({ reason: (error as Error).message }, "Messages to other processes were not sent.");
				// What the server refuses, it would refuse again.
				if (isAnswer(error)) continue;
				// Once more when the connection is back, without what is not true for long.
				for (const [channel, messages] of sent) this.#restore(channel, messages);
			}
		}
		this.#sending = undefined;
	}

	#restore(channel: string, messages: readonly Message[]): void {
		const [events, others] = [
			messages.filter(({ type }) => type === "event"),
			messages.filter(({ type }) => type !== "event"),
		];
		const missed: Message[] = events.length > 0 ? [{ type: "missed" }] : [];
		const restored = [...others, ...missed, ...(this.#waiting.get(channel) ?? [])];
		this.#waitingCount += others.length + missed.length;
		if (restored.length > 0) this.#waiting.set(channel, restored);
	}

	async #query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
		const client = this.#client;
		if (!client) throw new Error("The connection to the database is lost");
		try {
			return (await client.query<Row>(text, values)).rows;
		} catch (error) {
			if (!isAnswer(error)) this.#lose(client, error as Error);
			throw error;
		}
	}

	async #connect(): Promise<void> {
		const client = new Client({
			connectionString: this.#url,
			connectionTimeoutMillis: PATIENCE,
			query_timeout: PATIENCE,
			keepAlive: true,
			fallback_application_name: "csms",
		});
		client.on("error", (error) => this.#lose(client, error));
		client.on("end", () => this.#lose(client, new Error("The server has ended it")));
		client.on("notification", ({ channel, payload = "" }) => this.#receive(channel, payload));
		try {
			await client.connect();
			await client.query(`listen ${ALL}`);
			if (this.#id !== 0) await client.query(`listen ${channelOf(this.#id)}`);
		} catch (error) {
			// Also one on which a query hangs.
			void client.end().catch(() => {});
			throw error;
		}
		if (this.#closed) {
			await client.end().catch(() => {});
			return;
		}
		this.#pieces = new Pieces();
		this.#client = client;
	}

	/** Makes the connection anew, with pauses that grow. */
	#lose(client: Client, { message }: Error): void {
		if (this.#client !== client) return;
		this.#client = undefined;
		// The error carries the connection with its password, so it does not go to the log itself.
		this.#log.warn({ reason: message }, "The connection to other processes was lost.");
		void client.end().catch(() => {});
		this.#connecting = this.#reconnect();
	}

	async #reconnect(): Promise<void> {
		for (let pause = FIRST_PAUSE; !this.#closed; pause = Math.min(pause * 2, LAST_PAUSE)) {
			await delay(pause, undefined, { ref: false });
			if (this.#closed) return;
			try {
				await this.#connect();
			} catch {
				continue;
			}
			if (this.#closed) return;
			this.#log.info("The connection to other processes is back.");
			this.#listener.resumed();
			if (this.#waitingCount > 0) this.#sending ??= this.#sendWaiting();
			return;
		}
	}

	#receive(channel: string, payload: string): void {
		const whole = this.#pieces.add(channel, payload);
		if (!whole || whole.from === this.#id || !Array.isArray(whole.message)) return;
		for (const message of whole.message) this.#listener.receive(whole.from, message as Message);
	}
}

function channelOf(id: number): string {
	return `${ALL}_${id}`;
}
