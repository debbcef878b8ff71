import type { Violation } from "../api/schemas/charge-point-records";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";

/** Where a charge point broke the rules, and what became of its message. */
export interface FoundViolation {
	action: string | undefined;
	rule: Violation["rule"];
	/** Without the values that make no difference, so that identical violations are counted. */
	what: string;
	outcome: Violation["outcome"];
	/** The beginning of the message without secrets; null where there is none to show. */
	excerpt: string | null;
}

/** Identical violations, counted. */
export interface CountedViolation extends FoundViolation {
	count: number;
	first: Moment;
	last: Moment;
}

/** Kinds of violations that are kept apart for one charge point; more are counted together. */
const MOST_KINDS = 200;
const OTHERS = "There are more kinds of violations than are kept apart.";

/** Adds to the violations of its kind. */
export async function recordViolation(
	db: Db,
	identity: string,
	{ action = "", rule, what, outcome, excerpt, count, first, last }: CountedViolation,
): Promise<void> {
	const kind = { identity, action, rule, what, outcome };
	const changed = await countMore(db, kind, { excerpt, count, last });
	if (changed) return;
	const { kinds } = await db
		.selectFrom("violation")
		.select((select) => select.fn.countAll<number | string>().as("kinds"))
		.where("identity", "=", identity)
		.executeTakeFirstOrThrow();
	const kept = Number(kinds) < MOST_KINDS ? kind : { ...kind, action: "", what: OTHERS };
	if (kept !== kind && (await countMore(db, kept, { excerpt, count, last }))) return;
	await db
		.insertInto("violation")
		.values({ ...kept, excerpt, times: count, first_at: first, last_at: last })
		.execute();
}

/** The newest first. */
export async function listViolations(db: Db, identity: string, limit: number): Promise<Violation[]> {
	const rows = await db
		.selectFrom("violation")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("last_at", "desc")
		.orderBy("id", "desc")
		.limit(limit)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		identity: row.identity,
		action: row.action === "" ? null : row.action,
		rule: row.rule,
		what: row.what,
		outcome: row.outcome,
		excerpt: row.excerpt,
		count: row.times,
		first: timestamp(row.first_at),
		last: timestamp(row.last_at),
	}));
}

type Kind = { identity: string; action: string } & Pick<FoundViolation, "rule" | "what" | "outcome">;

/** Whether there are violations of that kind, which are now more. */
async function countMore(
	db: Db,
	{ identity, action, rule, what, outcome }: Kind,
	{ excerpt, count, last }: Pick<CountedViolation, "excerpt" | "count" | "last">,
): Promise<boolean> {
	const row = await db
		.updateTable("violation")
		.set((column) => ({ times: column("times", "+", count), last_at: last, excerpt }))
		.where("identity", "=", identity)
		.where("action", "=", action)
		.where("rule", "=", rule)
		.where("what", "=", what)
		.where("outcome", "=", outcome)
		.returning("id")
		.executeTakeFirst();
	return row !== undefined;
}
