import { createHmac, randomBytes } from "node:crypto";
import { matches } from "../secrets";

/** Keys that are remembered; more than one process has charge points. */
const MOST = 20_000;

/** Hashes of many rounds that are made at a time: the threads that make them also wait for the disk. */
const AT_ONCE = 2;

const secret = randomBytes(32);
/** By the stored hash: what a key that matches it makes with the secret of this process. */
const verified = new Map<string, string>();

/**
 * As {@link matches} for the key of a charge point. A hash of many rounds is too slow when a whole fleet comes
 * back at once, so a key that has matched is known again by a fast one, which nobody can make without this
 * process's secret. It belongs to the stored hash: a new key has another, and the old key matches no more.
 */
export async function matchesKey(key: Uint8Array, stored: string): Promise<boolean> {
	const mark = createHmac("sha256", secret).update(key).digest("base64");
	if (verified.get(stored) === mark) return true;
	if (!(await inTurn(() => matches(key, stored)))) return false;
	verified.set(stored, mark);
	if (verified.size > MOST) verified.delete(verified.keys().next().value!);
	return true;
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
	if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
	else running++;
	try {
		return await work();
	} finally {
		// Whoever waits takes the place over.
		const next = waiting.shift();
		if (next) next();
		else running--;
	}
}
