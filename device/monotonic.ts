import "microseconds";
import Time from "time";

/** Milliseconds since the start, from the 64-bit counter of microseconds. */
export function monotonic(): number {
	return Time.microseconds / 1000;
}
