/**
 * Loaded into the CSMS before anything else: its clock is wrong by as many milliseconds as the file has that
 * TORTURE_CLOCK names. Timers, which run on the monotonic clock, are as they were.
 */
import { readFileSync } from "node:fs";

const RealDate = Date;
const file = process.env.TORTURE_CLOCK;
/** How old the file's number may be, ms. */
const FRESH = 100;
let error = 0;
let readAt = Number.NEGATIVE_INFINITY;

function now() {
	const at = performance.now();
	if (at - readAt > FRESH) {
		readAt = at;
		error = Number(readFileSync(file, "utf8"));
	}
	return RealDate.now() + error;
}

globalThis.Date = new Proxy(RealDate, {
	construct: (target, values, self) => Reflect.construct(target, values.length > 0 ? values : [now()], self),
	apply: () => new RealDate(now()).toString(),
	get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
