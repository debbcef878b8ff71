import {
	BOOT,
	callFrame,
	meterValues,
	newMessageId,
	startTransaction,
	statusNotification,
	stopTransaction,
} from "./messages";
import { RawSocket } from "./raw-socket";

export type FleetPhase = "all connect at once" | "steady state" | "all reconnect at once";

/** Seconds from the begin of a transaction to its end. */
const SESSION = 300;
/** Milliseconds until a connection that failed is tried again: from the first to twice the first. */
const RETRY = 1000;

interface Waiting {
	messageId: string;
	action: string;
	payload: object;
	sentAt: number;
	resolve(payload: Record<string, unknown>): void;
}

/**
 * One charge point of the fleet with one connector: boots, tells its status, always has a transaction, sends
 * meter values and heartbeats. A call whose connection broke is sent again with the same message id.
 */
export class FleetMember {
	readonly identity: string;
	/** Of the running transaction. */
	transactionId: number | undefined;
	/** The last energy register that was confirmed. */
	energyWh = 0;
	/** Answers that were no CALLRESULT. */
	refused = 0;
	readonly #url: string;
	readonly #interval: number;
	readonly #keep: (what: string, milliseconds: number) => void;
	readonly #onBroken: () => void;
	readonly #timers = new Set<NodeJS.Timeout>();
	#socket: RawSocket | undefined;
	/** The one outstanding call and those behind it. */
	readonly #calls: Waiting[] = [];
	#register = 0;

	constructor(
		url: string,
		identity: string,
		interval: number,
		keep: (what: string, milliseconds: number) => void,
		onBroken: () => void,
	) {
		this.#url = url;
		this.identity = identity;
		this.#interval = interval;
		this.#keep = keep;
		this.#onBroken = onBroken;
	}

	get unanswered(): number {
		return this.#calls.length;
	}

	/**
	 * Loses the connection, comes back and does what a charge point does then: boots, tells the status of both
	 * connectors, ends the transaction that the cut has ended and starts another. Resolved when all is answered.
	 */
	async reconnect(): Promise<void> {
		this.#socket?.destroy();
		await this.#connect();
		const said = [
			this.#call("BootNotification", BOOT, true),
			this.#call("StatusNotification", statusNotification(0, "Available", Date.now())),
			this.#call("StatusNotification", statusNotification(1, "Charging", Date.now())),
			this.#change(),
		];
		await Promise.all(said);
	}

	/** Begins with meter values and heartbeats, each at a moment of its own. */
	live(): void {
		this.#every(this.#interval, () => this.#sendMeterValues());
		this.#every(this.#interval, () => this.#call("Heartbeat", {}));
		this.#every(SESSION, () => this.#change());
	}

	/** Ends what {@link live} began. */
	rest(): void {
		for (const timer of this.#timers) clearInterval(timer);
	}

	/** Ends the transaction, if there is one, and starts the next. */
	async #change(): Promise<void> {
		if (this.transactionId !== undefined) {
			await this.#call("StopTransaction", stopTransaction(this.transactionId, Date.now(), this.#register));
		}
		const meterStart = this.#register;
		const answer = await this.#call("StartTransaction", startTransaction(Date.now(), meterStart));
		this.transactionId = answer.transactionId as number;
		await this.#sendMeterValues();
	}

	async #sendMeterValues(): Promise<void> {
		if (this.transactionId === undefined) return;
		this.#register += 120;
		const energyWh = this.#register;
		await this.#call("MeterValues", meterValues(this.transactionId, Date.now(), energyWh));
		this.energyWh = energyWh;
	}

	#every(seconds: number, act: () => unknown): void {
		const start = setTimeout(
			() => {
				act();
				this.#timers.add(setInterval(act, seconds * 1000));
			},
			Math.random() * seconds * 1000,
		);
		this.#timers.add(start);
	}

	/** `first`: before the calls that wait from an earlier connection. */
	#call(action: string, payload: object, first = false): Promise<Record<string, unknown>> {
		return new Promise((resolve) => {
			const waiting = { messageId: newMessageId(), action, payload, sentAt: 0, resolve };
			if (first) this.#calls.unshift(waiting);
			else this.#calls.push(waiting);
			if (first || this.#calls.length === 1) this.#send();
		});
	}

	#send(): void {
		const [call] = this.#calls;
		if (!call || !this.#socket) return;
		call.sentAt = performance.now();
		this.#socket.send(callFrame(call.messageId, call.action, call.payload));
	}

	/** Tries until a handshake is done. */
	async #connect(): Promise<void> {
		const start = performance.now();
		this.#socket = undefined;
		for (;;) {
			const socket = await this.#try();
			if (socket) {
				this.#keep("connect", performance.now() - start);
				this.#socket = socket;
				return;
			}
			await new Promise((resolve) => setTimeout(resolve, RETRY * (1 + Math.random())));
		}
	}

	#try(): Promise<RawSocket | undefined> {
		return new Promise((resolve) => {
			const socket: RawSocket = new RawSocket(this.#url, this.identity, {
				onOpen: () => resolve(socket),
				onText: (bytes) => this.#take(bytes.toString("latin1")),
				onEnd: () => {
					this.#onBroken();
					resolve(undefined);
					if (socket === this.#socket) void this.#recover();
				},
			});
		});
	}

	/** After a connection that broke by itself: what was not answered is sent again. */
	async #recover(): Promise<void> {
		await this.#connect();
		this.#send();
	}

	#take(text: string): void {
		const [type, messageId, payload] = JSON.parse(text);
		const [call] = this.#calls;
		if (type === 2 || call?.messageId !== messageId) return;
		this.#calls.shift();
		if (type === 3) this.#keep(call.action, performance.now() - call.sentAt);
		else this.refused++;
		// A refused call is answered, too; what hangs on it goes on with nothing.
		call.resolve(type === 3 ? payload : {});
		this.#send();
	}
}
