import type { FastifyBaseLogger } from "fastify";
import type { Store } from "../database/store";
import type { Moment } from "../database/tables/columns";
import type { Live } from "../live";
import { addRefusals, type Refused } from "../records/refused-handshakes";

/** So many wrong credentials of one identity from one address in {@link WINDOW} are looked at. */
const ATTEMPTS = 10;
/** Milliseconds. */
const WINDOW = 60_000;
/** Addresses and identities that are remembered at the same time; the oldest make place. */
const MOST_REMEMBERED = 10_000;
/** Milliseconds between two writes of what was refused. */
const WRITING = 1000;
/** Different refusals that one write holds; of a flood of others only the log tells. */
const MOST_WRITTEN = 500;
/** Longer identities cannot be those of charge points here. */
const LONGEST = 48;

const TLS_ERRORS: Readonly<Record<string, string>> = {
	ERR_SSL_UNSUPPORTED_PROTOCOL: "Its TLS is older than 1.2.",
	ERR_SSL_VERSION_TOO_LOW: "Its TLS is older than 1.2.",
	ERR_SSL_NO_SHARED_CIPHER:
		"It offers no cipher suite that is good here and fits the certificate of the CSMS.",
	ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: "It cannot check the kind of signature of the CSMS's certificate.",
	ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "It does not trust the certificate of the CSMS.",
	ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "It does not take the certificate of the CSMS.",
	ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "To it the certificate of the CSMS has expired.",
	ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: "It does not take the certificate of the CSMS.",
};

interface Failures {
	count: number;
	since: Moment;
}

/** Handshakes that were refused: limits guesses of keys, and keeps count for the operators. */
export class Refusals {
	readonly #store: Store;
	readonly #live: Live;
	readonly #log: FastifyBaseLogger;
	readonly #whenKept: (identity: string) => void;
	readonly #failures = new Map<string, Failures>();
	#pending = new Map<string, Refused>();
	#writing: NodeJS.Timeout | undefined;

	/** `whenKept` is told of whom refusals have been kept. */
	constructor(store: Store, live: Live, log: FastifyBaseLogger, whenKept: (identity: string) => void) {
		this.#store = store;
		this.#live = live;
		this.#log = log;
		this.#whenKept = whenKept;
	}

	/**
	 * Counts an attempt as a wrong one before its credentials are looked at, so that attempts at the same time count
	 * too. Answers the seconds until credentials of this identity are looked at again; 0: now.
	 */
	begin(address: string, identity: string): number {
		const key = `${address} ${identity}`;
		const failures = this.#failures.get(key);
		const wait = failures ? Math.ceil((failures.since + WINDOW - Date.now()) / 1000) : 0;
		if (failures && failures.count >= ATTEMPTS && wait > 0) return wait;
		this.#countAttempt(key);
		return 0;
	}

	/** The charge point has shown the right credentials, or nobody could look at them. */
	forget(address: string, identity: string): void {
		this.#failures.delete(`${address} ${identity}`);
	}

	/** Keeps a refused handshake for the operators. */
	note(refused: Pick<Refused, "address" | "identity" | "status" | "reason">): void {
		const { address, status, reason } = refused;
		const identity = refused.identity.slice(0, LONGEST);
		const at = Date.now();
		const key = [address, identity, status, reason].join("\n");
		const same = this.#pending.get(key);
		if (same) {
			same.count++;
			same.lastAt = at;
		} else if (this.#pending.size < MOST_WRITTEN) {
			this.#pending.set(key, { address, identity, status, reason, count: 1, firstAt: at, lastAt: at });
		}
		this.#writing ??= setTimeout(() => void this.flush(), WRITING);
	}

	/** Counts a handshake of TLS that came to nothing (A00.FR.314, A00.FR.321, A00.FR.323). */
	noteTls({ code = "" }: NodeJS.ErrnoException, address: string): void {
		const reason = TLS_ERRORS[code];
		// Connections that broke, and what was no TLS at all, are nobody's fault.
		if (reason === undefined) return;
		this.#log.warn({ address, code }, "A handshake of TLS failed.");
		this.note({ address, identity: "", status: 0, reason });
	}

	/** Writes what was refused since the last time. */
	async flush(): Promise<void> {
		clearTimeout(this.#writing);
		this.#writing = undefined;
		if (this.#pending.size === 0) return;
		const refused = [...this.#pending.values()];
		this.#pending = new Map();
		try {
			await this.#store.write((trx) => addRefusals(trx, refused));
			for (const identity of new Set(refused.map((one) => one.identity))) this.#whenKept(identity);
			this.#live.tell("change", { subject: "refused-handshakes", accepted: true });
		} catch (error) {
			this.#log.error(error, "Refused handshakes could not be stored.");
		}
	}

	#countAttempt(key: string): void {
		const now = Date.now();
		const failures = this.#failures.get(key);
		if (failures && now - failures.since < WINDOW) {
			failures.count++;
			return;
		}
		this.#failures.delete(key);
		this.#failures.set(key, { count: 1, since: now });
		if (this.#failures.size > MOST_REMEMBERED) {
			this.#failures.delete(this.#failures.keys().next().value as string);
		}
	}
}
