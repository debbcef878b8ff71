import type { ExpressionBuilder } from "kysely";
import type { Tables } from "../database/tables";
import type { Moment } from "../database/tables/columns";

/** Charge points that have not been heard since; when they were is written down a while after their boot. */
export function isSilent(since: Moment) {
	return ({ eb, or, and }: ExpressionBuilder<Tables, "charge_point">) =>
		or([eb("last_seen", "<", since), and([eb("last_seen", "is", null), eb("booted_at", "<", since)])]);
}
