import type { FastifyBaseLogger } from "fastify";
import type { Cluster } from "../cluster/cluster";
import type { Store } from "../database/store";
import type { Live } from "../live";
import { callWebhook } from "./call-webhook";
import { findMailServer } from "./mail-server";
import {
	type Claimed,
	claimNotices,
	endAttempt,
	forgetOld,
	type Mail,
	nextDue,
	type Outcome,
	queueMail,
} from "./queue";
import { sendMail } from "./send-mail";

/** Milliseconds between two looks for messages that are due, and that another process may have left. */
const LOOKING = 5000;
/** Messages that are sent at the same time. */
const AT_ONCE = 4;
/** Milliseconds between two removals of what ended long ago. */
const FORGETTING = 3_600_000;

const NOT_SET_UP: Outcome = { taken: false, problem: "not-set-up", answer: null, isFinal: false };
const REMOVED: Outcome = { taken: false, problem: "gone", answer: null, isFinal: true };

export interface NoticeParts {
	readonly store: Store;
	readonly live: Live;
	readonly cluster: Cluster;
	readonly log: FastifyBaseLogger;
}

/**
 * Messages to people by e-mail and to other systems by webhooks. They are kept in the database until the other
 * side took them, for a day at most, and each is sent by one process alone. When a process dies between the other
 * side's yes and its note of it, another sends the message again, with the same id.
 */
export class Notices {
	readonly #parts: NoticeParts;
	readonly #sending = new Map<number, Promise<void>>();
	#timer: NodeJS.Timeout | undefined;
	#endForgetting: (() => Promise<void>) | undefined;
	#looking: Promise<void> | undefined;
	#looksAgain = false;

	constructor(parts: NoticeParts) {
		this.#parts = parts;
	}

	/** Begins to send, also what was left by the last run. */
	start(): void {
		const { store, cluster } = this.#parts;
		this.#timer = setInterval(() => this.wake(), LOOKING);
		this.#timer.unref();
		this.#endForgetting = cluster.every("forget notices", FORGETTING, () =>
			store.write((trx) => forgetOld(trx, Date.now())),
		);
		this.wake();
	}

	/** Waits for what is being sent. */
	async stop(): Promise<void> {
		clearInterval(this.#timer);
		this.#timer = undefined;
		await this.#endForgetting?.();
		await this.#looking;
		await Promise.all(this.#sending.values());
	}

	/** Whether a mail server is set up; without one messages wait, and are given up after a day. */
	async isMailSetUp(): Promise<boolean> {
		return (await findMailServer(this.#parts.store.db)) !== undefined;
	}

	/**
	 * Sends a mail: resolves with the numbers of the messages, one for each recipient, once they are on the disk.
	 * Throws a Problem when it is too large or too many wait. Within a job of one's own use {@link queueMail}, and
	 * {@link wake} after it.
	 */
	async mail(mail: Mail): Promise<number[]> {
		const ids = await this.#parts.store.write((trx) => queueMail(trx, mail));
		this.wake();
		return ids;
	}

	/** Something may be due. */
	wake(): void {
		if (!this.#timer) return;
		this.#looksAgain = true;
		this.#looking ??= this.#look().finally(() => {
			this.#looking = undefined;
		});
	}

	async #look(): Promise<void> {
		const { store, log } = this.#parts;
		while (this.#looksAgain && this.#timer) {
			this.#looksAgain = false;
			try {
				const room = AT_ONCE - this.#sending.size;
				const due = await nextDue(store.db);
				if (room <= 0 || due === undefined || due > Date.now()) continue;
				const claimed = await this.#claim(room);
				for (const one of claimed) {
					const sent = this.#send(one).finally(() => {
						this.#sending.delete(one.row.id);
						this.wake();
					});
					this.#sending.set(one.row.id, sent);
				}
			} catch (error) {
				log.error(error, "The messages that wait could not be looked after.");
			}
		}
	}

	#claim(limit: number): Promise<Claimed[]> {
		const { store, cluster } = this.#parts;
		const except = [...this.#sending.keys()];
		return store.write((trx) => claimNotices(trx, cluster.id, { now: Date.now(), limit, except }));
	}

	async #send(claimed: Claimed): Promise<void> {
		const { store, live, log } = this.#parts;
		const { id, channel, attempts } = claimed.row;
		try {
			const outcome = await this.#attempt(claimed);
			const { taken, problem } = outcome;
			if (!taken)
				log.warn({ notice: id, channel, problem, attempts: attempts + 1 }, "A message was not taken.");
			const notice = await store.write((trx) => endAttempt(trx, claimed.row, outcome, Date.now()));
			if (notice) live.tell("notice", notice);
		} catch (error) {
			log.error({ err: error, notice: id }, "What became of a message could not be noted; it is sent again.");
		}
	}

	async #attempt({ row, text, html, attachments }: Claimed): Promise<Outcome> {
		const { db } = this.#parts.store;
		const { id, channel, recipient, subject, webhook_id, created_at } = row;
		if (channel === "webhook") {
			const webhook = await db
				.selectFrom("webhook")
				.selectAll()
				.where("id", "=", webhook_id)
				.executeTakeFirst();
			return webhook ? callWebhook(webhook, { id: `notice-${id}`, body: text }) : REMOVED;
		}
		const server = await findMailServer(db);
		if (!server) return NOT_SET_UP;
		const domain = server.sender.slice(server.sender.lastIndexOf("@") + 1);
		const messageId = `<notice-${id}-${created_at}@${domain}>`;
		return sendMail(server, { to: recipient, subject, text, html, attachments, messageId });
	}
}
