import type { Latencies } from "./latencies";
import { BOOT, callFrame, meterValues, newMessageId, startTransaction } from "./messages";
import { RawSocket } from "./raw-socket";

const WORD = "MeterValues";
/** Where the variable parts of the text are: always of the same length, so that they can be written over. */
const ID = "ID__________";
const FIRST_ENERGY = 1_000_000;

/** A charge point that starts a transaction and sends its meter values, one CALL at a time as OCPP has it. */
export class Sender {
	readonly #url: string;
	readonly #identity: string;
	readonly #latencies: Latencies;
	readonly #fail: (error: Error) => void;
	#socket!: RawSocket;
	#frame!: Buffer;
	#places = { id: 0, timestamp: 0, energy: 0 };
	#messageId = "";
	#timestamp = Date.now() - 86_400_000;
	#energy = FIRST_ENERGY;
	#isFlatOut = false;
	#waits = false;
	/** What is done with the answer to a call before the meter values. */
	#answered: ((payload: string) => void) | undefined;
	/** When the meter values became due whose answer is waited for. */
	#dueAt = 0;
	/** When others became due whose turn has not come. */
	readonly #due: number[] = [];

	/** `url` without the identity; `fail` is told when the server does not do what it should. */
	constructor(url: string, identity: string, latencies: Latencies, fail: (error: Error) => void) {
		this.#url = url;
		this.#identity = identity;
		this.#latencies = latencies;
		this.#fail = fail;
	}

	/** Connects, boots and starts a transaction. */
	async begin(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.#socket = new RawSocket(this.#url, this.#identity, {
				onOpen: resolve,
				onText: (bytes) => this.#take(bytes),
				onEnd: (why) => this.#fail(new Error(`The server ended a connection: ${why}`)),
			});
		});
		await this.#call("BootNotification", BOOT);
		const answer = await this.#call("StartTransaction", startTransaction(this.#timestamp, FIRST_ENERGY));
		const { transactionId } = JSON.parse(answer);
		const text = callFrame(ID, WORD, meterValues(transactionId, this.#timestamp, this.#energy));
		this.#frame = this.#socket.frame(text);
		this.#places = {
			id: text.indexOf(ID),
			timestamp: text.indexOf(new Date(this.#timestamp).toISOString()),
			energy: text.indexOf(String(FIRST_ENERGY)),
		};
	}

	/** Whether the next meter values go out as soon as the last are answered. */
	set flatOut(isFlatOut: boolean) {
		this.#isFlatOut = isFlatOut;
		if (isFlatOut) this.send(performance.now());
	}

	/** Sends meter values that are due at a moment of performance.now(), from which their latency counts. */
	send(due: number): void {
		if (this.#waits) this.#due.push(due);
		else this.#sendNow(due);
	}

	#call(action: string, payload: object): Promise<string> {
		this.#messageId = newMessageId();
		this.#waits = true;
		this.#socket.send(callFrame(this.#messageId, action, payload));
		return new Promise((resolve) => {
			this.#answered = resolve;
		});
	}

	#sendNow(due: number): void {
		const frame = this.#frame;
		const { id, timestamp, energy } = this.#places;
		this.#messageId = newMessageId();
		this.#timestamp += 1000;
		this.#energy += 2;
		this.#socket.patch(frame, id, this.#messageId);
		this.#socket.patch(frame, timestamp, new Date(this.#timestamp).toISOString());
		this.#socket.patch(frame, energy, String(this.#energy));
		this.#waits = true;
		this.#dueAt = due;
		this.#socket.sendFrame(frame);
	}

	#take(bytes: Buffer): void {
		const text = bytes.toString("latin1");
		if (!this.#waits || !text.startsWith(`[3,"${this.#messageId}",`)) {
			this.#fail(new Error(`An answer is wrong: ${text}`));
			return;
		}
		this.#waits = false;
		if (this.#answered) {
			this.#answered(text.slice(this.#messageId.length + 6, -1));
			this.#answered = undefined;
			return;
		}
		const now = performance.now();
		this.#latencies.add(now - this.#dueAt);
		const due = this.#due.shift() ?? (this.#isFlatOut ? now : undefined);
		if (due !== undefined) this.#sendNow(due);
	}
}
