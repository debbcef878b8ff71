import type { Context } from "../context";
import { MASK, maskFrame } from "../masking";
import { type CountedViolation, type FoundViolation, recordViolation } from "../records/violations";
import { withoutNul } from "./storable";

/** Milliseconds in which identical violations are gathered before they are written. */
const GATHERING = 500;
/** Kinds that are gathered; a flood of different ones is not worth more. */
const MOST_GATHERED = 50;
const EXCERPT_LENGTH = 500;
const SECRET = /authorizationkey|password/i;
const WHAT_LENGTH = 200;

/** What is told of a violation; the frame becomes its excerpt. */
export type Noted = Omit<FoundViolation, "excerpt">;

/**
 * The violations of one connection: logged and kept, identical ones counted. The first is written at
 * once, more of them half a second later together.
 */
export class ViolationLog {
	readonly #context: Context;
	readonly #identity: string;
	#gathered = new Map<string, CountedViolation>();
	#timer: NodeJS.Timeout | undefined;
	#written = 0;
	#writing: Promise<void> = Promise.resolve();

	constructor(context: Context, identity: string) {
		this.#context = context;
		this.#identity = identity;
	}

	/** Takes a violation and the text of the frame, if there is one. */
	note({ action, rule, what, outcome }: Noted, frame?: string): void {
		const words = withoutNul(what).slice(0, WHAT_LENGTH);
		const kind = JSON.stringify([action, rule, words, outcome]);
		const now = Date.now();
		const known = this.#gathered.get(kind);
		if (known) {
			known.count++;
			known.last = now;
			return;
		}
		if (this.#gathered.size >= MOST_GATHERED) return;
		const excerpt = frame === undefined ? null : excerptOf(frame);
		const name = action === undefined ? undefined : withoutNul(action).slice(0, WHAT_LENGTH);
		const found = { action: name, rule, what: words, outcome, excerpt };
		this.#gathered.set(kind, { ...found, count: 1, first: now, last: now });
		this.#timer ??= setTimeout(() => this.#write(), Math.max(0, this.#written + GATHERING - now));
	}

	/** Writes what is gathered; resolved when it is kept. */
	async flush(): Promise<void> {
		this.#write();
		await this.#writing;
	}

	#write(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#gathered.size === 0) return;
		const violations = [...this.#gathered.values()];
		this.#gathered = new Map();
		this.#written = Date.now();
		const { diagnosing, log, store } = this.#context;
		const identity = this.#identity;
		for (const { action, rule, what, outcome, count } of violations) {
			log.warn({ identity, action, rule, what, outcome, count }, "A charge point broke the rules.");
		}
		this.#writing = this.#writing
			.then(() =>
				store.write(async (trx) => {
					for (const violation of violations) await recordViolation(trx, identity, violation);
				}),
			)
			.then(() => diagnosing.noticed(identity, ["violations"]))
			.catch((error) => log.error(error, "Violations could not be stored."));
	}
}

/** The beginning of a frame without secrets: where the masking found none to mask, one may be hidden. */
function excerptOf(frame: string): string | null {
	const masked = maskFrame(frame);
	const text = typeof masked === "string" ? masked : JSON.stringify(masked);
	if (SECRET.test(text) && !text.includes(MASK)) return null;
	return withoutNul(text).slice(0, EXCERPT_LENGTH);
}
