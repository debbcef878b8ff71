import { Latencies } from "./latencies";
import { BOOT, callFrame, meterValues, newMessageId, startTransaction } from "./messages";
import { RawSocket } from "./raw-socket";
import { report } from "./report";

/**
 * The load generator of the flat-out run, a process of its own: each connection sends its next MeterValues
 * when the answer to the last has come. Reports the rate and the latencies.
 * Arguments: the address, the connections, the seconds of warming up, the seconds that are measured.
 */
const [url, connections, warmUp, seconds] = process.argv.slice(2);

const WORD = "MeterValues";
/** Where the variable parts of the text are: always of the same length, so that they can be written over. */
const ID = "ID__________";
const FIRST_ENERGY = 1_000_000;

/** A charge point that starts a transaction and sends its meter values without a pause. */
class Sender {
	readonly #socket: RawSocket;
	readonly #latencies: Latencies;
	#frame: Buffer | undefined;
	#places = { id: 0, timestamp: 0, energy: 0 };
	#messageId = "";
	#sentAt = 0;
	#timestamp = Date.now() - 86_400_000;
	#energy = FIRST_ENERGY;
	/** What to do with the next answer. */
	#next: (payload: string) => void = () => {};

	constructor(identity: string, latencies: Latencies, onOpen: () => void) {
		this.#latencies = latencies;
		this.#socket = new RawSocket(url, identity, {
			onOpen,
			onText: (bytes) => this.#take(bytes),
			onEnd: (why) => fail(`The server ended a connection: ${why}`),
		});
	}

	/** Boots and starts a transaction; then the meter values begin. */
	start(): void {
		this.#call("BootNotification", BOOT, () => {
			const start = startTransaction(this.#timestamp, FIRST_ENERGY);
			this.#call("StartTransaction", start, (payload) => this.#begin(JSON.parse(payload).transactionId));
		});
	}

	#call(action: string, payload: object, next: (payload: string) => void): void {
		this.#messageId = newMessageId();
		this.#next = next;
		this.#socket.send(callFrame(this.#messageId, action, payload));
	}

	#begin(transactionId: number): void {
		const text = callFrame(ID, WORD, meterValues(transactionId, this.#timestamp, this.#energy));
		this.#frame = this.#socket.frame(text);
		this.#places = {
			id: text.indexOf(ID),
			timestamp: text.indexOf(new Date(this.#timestamp).toISOString()),
			energy: text.indexOf(String(FIRST_ENERGY)),
		};
		this.#sendNext();
	}

	#sendNext(): void {
		const frame = this.#frame!;
		const { id, timestamp, energy } = this.#places;
		this.#messageId = newMessageId();
		this.#timestamp += 1000;
		this.#energy += 2;
		this.#socket.patch(frame, id, this.#messageId);
		this.#socket.patch(frame, timestamp, new Date(this.#timestamp).toISOString());
		this.#socket.patch(frame, energy, String(this.#energy));
		this.#sentAt = performance.now();
		this.#socket.sendFrame(frame);
	}

	#take(bytes: Buffer): void {
		const text = bytes.toString("latin1");
		if (!text.startsWith(`[3,"${this.#messageId}",`)) fail(`An answer is wrong: ${text}`);
		if (this.#frame) {
			this.#latencies.add(performance.now() - this.#sentAt);
			this.#sendNext();
			return;
		}
		this.#next(text.slice(this.#messageId.length + 6, -1));
	}
}

function fail(why: string): never {
	report({ error: why });
	process.exit(1);
}

const latencies = new Latencies();
let open = 0;
const senders = Array.from({ length: Number(connections) }, (_, index) => {
	const onOpen = () => {
		if (++open === senders.length) for (const sender of senders) sender.start();
	};
	return new Sender(`BENCH${index}`, latencies, onOpen);
});
setTimeout(() => {
	latencies.clear();
	report({ measuring: true });
	const start = performance.now();
	setTimeout(() => {
		const elapsed = (performance.now() - start) / 1000;
		const latency = latencies.summary();
		report({ rate: latency.count / elapsed, latency });
		process.exit(0);
	}, Number(seconds) * 1000);
}, Number(warmUp) * 1000);
