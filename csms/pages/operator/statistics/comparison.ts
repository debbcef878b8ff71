/** So many times as much as before: a share of it is a large number that says nothing. */
const BEYOND = 10;

/**
 * By which share of the figure before it has changed, 0.25 for a quarter more; "nothing" when there was none before,
 * "hardly" when there was so little that a share makes no sense.
 */
export function comparedChange(now: number, before: number | null): number | "nothing" | "hardly" {
	if (!before) return "nothing";
	return now / before >= BEYOND ? "hardly" : now / before - 1;
}
