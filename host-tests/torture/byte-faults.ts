import { couldBeMessage, type ForgivingReceiver } from "./web-socket-stream";

/**
 * Damage to the bytes of a WebSocket. TCP has its checksums, and a proxy or a driver that breaks nonetheless may
 * break anything, digits too: against that OCPP 1.6-J without TLS has no means, and neither CSMS nor charge
 * point could be blamed. So no damage is done that makes another message that reads well. Whether it would is
 * not argued but tried: see {@link makesNoMessage}.
 */

export type ByteFault = "duplicate bytes" | "reorder bytes";

/** Longest run of bytes that is moved. */
const LONGEST_RUN = 64;
/** Damage of one kind that is tried on the same bytes. */
const TRIES = 20;

/**
 * Whether the most forgiving of receivers finds nothing in these bytes, after what it has received already,
 * that could be a message, other than those that were sent.
 */
export function makesNoMessage(
	bytes: Buffer,
	receiver: ForgivingReceiver,
	sent: ReadonlySet<string>,
): boolean {
	return receiver
		.copy()
		.take(bytes)
		.every((text) => sent.has(text) || !couldBeMessage(text));
}

/**
 * Damages bytes in one way, at a place that chance chooses; undefined where all places that were tried would
 * have made another message, or nothing would have changed.
 */
export function damage(
	fault: ByteFault,
	bytes: Buffer,
	receiver: ForgivingReceiver,
	sent: ReadonlySet<string>,
	random: () => number,
): Buffer | undefined {
	for (let i = 0; i < TRIES; i++) {
		const damaged = fault === "duplicate bytes" ? duplicateRun(bytes, random) : swapRuns(bytes, random);
		if (!damaged.equals(bytes) && makesNoMessage(damaged, receiver, sent)) return damaged;
	}
	return undefined;
}

/** A run of the bytes comes twice. */
function duplicateRun(bytes: Buffer, random: () => number): Buffer {
	const from = Math.floor(random() * bytes.length);
	const to = Math.min(bytes.length, from + 1 + Math.floor(random() * LONGEST_RUN));
	return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
}

/** Two neighbouring runs change their places. */
function swapRuns(bytes: Buffer, random: () => number): Buffer {
	const from = Math.floor(random() * bytes.length);
	const middle = Math.min(bytes.length, from + 1 + Math.floor(random() * LONGEST_RUN));
	const to = Math.min(bytes.length, middle + 1 + Math.floor(random() * LONGEST_RUN));
	return Buffer.concat([
		bytes.subarray(0, from),
		bytes.subarray(middle, to),
		bytes.subarray(from, middle),
		bytes.subarray(to),
	]);
}
