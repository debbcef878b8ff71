import UDP from "embedded:io/socket/udp";
import type { TimerHandle, Timers } from "../modules/timers";
import { randomBytes } from "./sdk/random";
import { straight } from "./sdk/route";

const PORT = 123;
/** A packet without authentication, bytes. */
const LENGTH = 48;
/** Where a packet has the stratum, the originate timestamp and the transmit timestamp, bytes. */
const STRATUM = 1;
const ORIGINATE = 24;
const TRANSMIT = 40;
/** No leap second, version 4, mode 3: a client asks. */
const QUESTION = 0x23;
const SERVER_MODE = 4;
/** The leap indicator of a server whose clock is not set. */
const NOT_SET = 3;
const LAST_STRATUM = 15;
/** From the beginning of NTP's first era, 1900, to 1970, seconds. */
const TO_1970 = 2_208_988_800;
const ERA = 2 ** 32;

const TRIES = 5;
/** How long each try waits for its answer, ms. */
const WAIT = 5_000;

export interface TimeQuestion {
	timers: Timers;
	/** Host name or IPv4 address. */
	server: string;
	/** ms since 1970. */
	onTime(now: number): void;
	/** Five tries were in vain, or more would be. */
	onFailure(reason: string): void;
}

/** Asks a time server once (SNTP version 4, RFC 4330, unicast). Exactly one of the two callbacks comes. */
export function askTime(question: TimeQuestion): void {
	straight(question.server, PORT, (route) => {
		if (!route) {
			question.onFailure("its name is not found");
			return;
		}
		try {
			new Conversation(question, route.address);
		} catch (error) {
			question.onFailure((error as Error).message);
		}
	});
}

class Conversation {
	private readonly question: TimeQuestion;
	private readonly address: string;
	private readonly socket: UDP;
	/** The transmit timestamp of the last try; it is random, so that only who has read it can answer. */
	private sent: Uint8Array = new Uint8Array();
	private tries = 0;
	private timer: TimerHandle | undefined;

	/** Throws without a socket. */
	constructor(question: TimeQuestion, address: string) {
		this.question = question;
		this.address = address;
		this.socket = new UDP({ port: 0, onReadable: (count) => this.receive(count) });
		this.ask();
	}

	private ask(): void {
		if (this.tries++ === TRIES) {
			this.end();
			this.question.onFailure("no answer");
			return;
		}
		this.sent = randomBytes(LENGTH - TRANSMIT);
		const packet = new Uint8Array(LENGTH);
		packet[0] = QUESTION;
		packet.set(this.sent, TRANSMIT);
		this.timer = this.question.timers.set(() => this.ask(), WAIT);
		try {
			this.socket.write(packet, this.address, PORT);
		} catch {
			// The link may be back for the next try.
		}
	}

	private receive(count: number): void {
		for (let left = count; left > 0; left--) {
			const packet = this.socket.read();
			if (!packet) return;
			if (packet.address === this.address && packet.port === PORT && this.take(new DataView(packet))) return;
		}
	}

	/** True when that was the answer, and the conversation is over. */
	private take(packet: DataView): boolean {
		if (packet.byteLength < LENGTH || (packet.getUint8(0) & 7) !== SERVER_MODE) return false;
		if (this.sent.some((byte, i) => byte !== packet.getUint8(ORIGINATE + i))) return false;
		const stratum = packet.getUint8(STRATUM);
		if (stratum === 0) {
			// A "kiss of death": to ask it again soon would be held against us.
			this.end();
			this.question.onFailure("it refuses to answer");
			return true;
		}
		const seconds = packet.getUint32(TRANSMIT);
		const fraction = packet.getUint32(TRANSMIT + 4);
		if (stratum > LAST_STRATUM || packet.getUint8(0) >> 6 === NOT_SET || (seconds === 0 && fraction === 0))
			return false;
		this.end();
		// RFC 4330 section 3: without the highest bit it is the era that begins in 2036.
		const since1900 = seconds < ERA / 2 ? seconds + ERA : seconds;
		this.question.onTime((since1900 - TO_1970) * 1000 + Math.floor((fraction * 1000) / ERA));
		return true;
	}

	private end(): void {
		this.question.timers.clear(this.timer);
		this.socket.close();
	}
}
