import { randomUUID } from "node:crypto";
import { BOOT, connect, type Peer } from "../charge-point-peer";

/** What was answered of one session. */
export interface AnsweredSession {
	transactionId: number;
	/** Of its meter values. */
	energies: number[];
	isStopped: boolean;
}

/**
 * A charge point that charges again and again, and as OCPP says: a transaction message that was not answered with a
 * CALLRESULT is sent again, with the same id, on the next connection.
 */
export class RestlessChargePoint {
	readonly identity: string;
	readonly sessions: AnsweredSession[] = [];
	/** How often it has connected. */
	connections = 0;
	readonly #ocpp: string;
	#peer: Peer | undefined;
	/** Codes with which its connections were closed. */
	readonly closes: number[] = [];

	constructor(ocpp: string, identity: string) {
		this.#ocpp = ocpp;
		this.identity = identity;
	}

	/** Meter values that were answered so far. */
	get answered(): number {
		return this.sessions.reduce((sum, { energies }) => sum + energies.length, 0);
	}

	/** Charges until `isEnough` at the end of a session. */
	async run(isEnough: () => boolean): Promise<void> {
		for (let round = 0; !isEnough(); round++) {
			const at = (second: number) => new Date(Date.UTC(2026, 0, 1, round, 0, second)).toISOString();
			const start = { connectorId: 1, idTag: "RESTLESS", meterStart: 0, timestamp: at(0) };
			const { transactionId } = (await this.#send("StartTransaction", start)) as { transactionId: number };
			const session: AnsweredSession = { transactionId, energies: [], isStopped: false };
			this.sessions.push(session);
			for (let second = 1; second <= 10; second++) {
				const meterValue = [{ timestamp: at(second), sampledValue: [{ value: `${second}` }] }];
				await this.#send("MeterValues", { connectorId: 1, transactionId, meterValue });
				session.energies.push(second);
			}
			await this.#send("StopTransaction", { transactionId, meterStop: 10, timestamp: at(11) });
			session.isStopped = true;
		}
	}

	/** Sends until it is answered. */
	async #send(action: string, payload: object): Promise<unknown> {
		const messageId = randomUUID();
		for (;;) {
			const peer = await this.#connected();
			const frame = await Promise.race([peer.call(action, payload, messageId), peer.closed]);
			if (Array.isArray(frame) && frame[0] === 3) return frame[2];
			if (Array.isArray(frame)) await pause();
			else if (this.#peer === peer) {
				this.closes.push(frame);
				this.#peer = undefined;
			}
		}
	}

	async #connected(): Promise<Peer> {
		while (!this.#peer) {
			try {
				const peer = await connect(this.#ocpp, this.identity);
				this.connections++;
				const boot = await Promise.race([peer.call("BootNotification", BOOT), peer.closed]);
				if (Array.isArray(boot) && boot[2].status === "Accepted") this.#peer = peer;
				else peer.terminate();
			} catch {
				// Nobody is there at the moment.
			}
			if (!this.#peer) await pause();
		}
		return this.#peer;
	}
}

function pause(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 50));
}
