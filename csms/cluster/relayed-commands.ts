import type { Context } from "../context";
import type { Db } from "../database/tables";
import type { RelayedCommandRow } from "../database/tables/cluster";
import { type CommandRequest, carryOut } from "../ocpp/commands";
import { type CommandOutcome, endCommand, readOutcomes } from "../records/commands";
import { findHolding } from "../records/holdings";
import { publicKeyOf } from "../records/processes";
import { addRelayedCommand, takeBackCommand, takeRelayedCommands } from "../records/relayed-commands";
import type { Cluster } from "./cluster";
import { seal } from "./sealing";

/** A charge point may change the process so many times before a command counts as not sent. */
const MOST_MOVES = 5;

/** Its end is noted; it was not sent; or nobody is there any more to send it. */
type End = "ended" | "moved" | "gone";

interface Wait {
	readonly holder: number;
	end(end: End): void;
}

/** Commands for charge points that are connected to another process than the one they were given to. */
export class RelayedCommands {
	readonly #cluster: Cluster;
	/** By the number of the command. */
	readonly #waits = new Map<number, Wait>();
	#context!: Context;
	#taking = false;
	/** More has come while some were taken. */
	#takesAgain = false;

	constructor(cluster: Cluster) {
		this.#cluster = cluster;
	}

	start(context: Context): void {
		this.#context = context;
	}

	/**
	 * Within the job that enters a command: lays it down for the process that holds the charge point, and answers
	 * which one that is; undefined when nobody else holds it.
	 */
	async layDown(db: Db, id: number, request: CommandRequest): Promise<number | undefined> {
		if (!this.#cluster.isShared) return;
		const holder = (await findHolding(db, request.identity))?.process_id ?? null;
		if (holder === null || holder === this.#cluster.id) return;
		const publicKey = await publicKeyOf(db, holder);
		if (publicKey === undefined) return;
		await addRelayedCommand(db, {
			command_id: id,
			process_id: holder,
			given_by: this.#cluster.id,
			request: seal(JSON.stringify(request), publicKey),
		});
		return holder;
	}

	/** Waits for the end of a command that was laid down for `holder`. */
	async followUp(id: number, request: CommandRequest, holder: number): Promise<CommandOutcome> {
		const { store } = this.#context;
		let sender: number | undefined = holder;
		for (let moves = 0; sender !== undefined; ) {
			const end = await this.#wait(id, sender);
			const outcome = (await readOutcomes(store.db, [id])).get(id);
			if (outcome) return outcome;
			if (end === "ended") continue;
			if (end === "gone" && !(await store.write((trx) => takeBackCommand(trx, id)))) {
				// It may have been sent; what comes back is not known.
				await store.write((trx) => endCommand(trx, id, { result: "Timeout" }));
				return { result: "Timeout" };
			}
			sender = ++moves > MOST_MOVES ? undefined : await store.write((trx) => this.layDown(trx, id, request));
		}
		return carryOut(this.#context, id, request);
	}

	/** Another process tells of a command that is waited for here. */
	ended(id: number, end: End): void {
		this.#waits.get(id)?.end(end);
	}

	/** Fetches what others have laid down for this process, and sends it. */
	take(): void {
		this.#takesAgain = true;
		if (this.#taking) return;
		this.#taking = true;
		this.#takeAll()
			.catch((error) => this.#context.log.error(error, "Commands of other processes could not be fetched."))
			.finally(() => {
				this.#taking = false;
			});
	}

	/** Looks at what is waited for, should a message have been lost or a process have died. */
	async lookAfter(): Promise<void> {
		if (this.#waits.size === 0) return;
		const { others } = this.#cluster;
		const outcomes = await readOutcomes(this.#context.store.db, [...this.#waits.keys()]);
		for (const [id, wait] of this.#waits) {
			if (outcomes.has(id)) wait.end("ended");
			else if (!others.has(wait.holder)) wait.end("gone");
			else this.#cluster.send(wait.holder, { type: "command" });
		}
	}

	#wait(id: number, holder: number): Promise<End> {
		this.#cluster.send(holder, { type: "command" });
		return new Promise((resolve) => {
			const end = (how: End) => {
				this.#waits.delete(id);
				resolve(how);
			};
			this.#waits.set(id, { holder, end });
		});
	}

	async #takeAll(): Promise<void> {
		const { store } = this.#context;
		while (this.#takesAgain) {
			this.#takesAgain = false;
			const rows = await store.write((trx) => takeRelayedCommands(trx, this.#cluster.id));
			for (const row of rows) void this.#send(row);
		}
	}

	async #send({ command_id: id, given_by: giver, request: sealed }: RelayedCommandRow): Promise<void> {
		const { fleet, log } = this.#context;
		let end: "ended" | "moved" = "ended";
		try {
			const request = JSON.parse(this.#cluster.keys.open(sealed)) as CommandRequest;
			if (fleet.get(request.identity)) await carryOut(this.#context, id, request);
			else end = "moved";
		} catch (error) {
			log.error({ err: error, command: id }, "A command of another process failed.");
		}
		this.#cluster.send(giver, { type: end, id });
	}
}
