import { ReconnectingTransport } from "../../modules/net/reconnecting-transport";
import { VirtualTimers } from "../virtual-timers";
import { digests } from "./loopback";
import { ScriptedSockets } from "./scripted-sockets";

export const TARGET = { url: "ws://csms/ocpp/CP001" };

/** A transport on virtual time, with everything that it told and the other end in the test's hands. */
export class Bench {
	readonly timers = new VirtualTimers();
	readonly sockets = new ScriptedSockets();
	readonly told: unknown[] = [];
	readonly transport: ReconnectingTransport;

	/** `random` from 0 to 65535 decides on the jitter; 32768 is none. */
	constructor(random: () => number = () => 32_768) {
		this.transport = new ReconnectingTransport({
			...digests,
			timers: this.timers,
			sockets: this.sockets,
			randomBytes: (count) =>
				count === 2 ? new Uint8Array(Uint16Array.of(random()).buffer) : digests.randomBytes(count),
		});
		this.transport.listener = {
			opened: () => this.told.push("open"),
			received: (text) => this.told.push({ text }),
			closed: (code, reason) => this.told.push({ closed: code, reason }),
			refused: (status, reason) => this.told.push({ refused: status, reason }),
		};
	}

	/** An open connection. */
	static open(): Bench {
		const bench = new Bench();
		bench.transport.open(TARGET);
		bench.sockets.last.accept();
		return bench;
	}

	get attempts(): number {
		return this.sockets.all.length;
	}

	/** Breaks the newest connection and lets the end be told. */
	lose(): void {
		this.sockets.last.events.onError("reset");
		this.timers.advance(0);
	}

	refuse(status: number): void {
		this.sockets.last.refuse(status);
		this.timers.advance(0);
	}

	/** Answers the client's Close frame as a server does. */
	answerClose(code: number): void {
		this.sockets.last.receive(Uint8Array.of(0x88, 2, code >> 8, code & 0xff));
		this.lose();
	}

	/** How long it takes until the next attempt, ms. */
	untilAttempt(): number {
		const before = this.attempts;
		const start = this.timers.now();
		while (this.attempts === before && this.timers.now() - start < 1_000_000) this.timers.advance(1);
		return this.timers.now() - start;
	}
}
