/** Milliseconds since the start, by the system's monotonic clock. */
export function monotonic(): number {
	return native("xs_simulator_monotonic").call(undefined) as number;
}
