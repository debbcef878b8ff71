import type { Statistics, StatisticsQuery } from "../api/schemas/statistics";
import type { Context } from "../context";
import { Problem } from "../problem";

/**
 * Adds up a period. Throws a Problem for days that are none or in the wrong order, and when there would be more
 * figures than anybody reads.
 */
export function readStatistics(_context: Context, _query: StatisticsQuery): Promise<Statistics> {
	throw new Problem(501, "Not built yet.");
}
