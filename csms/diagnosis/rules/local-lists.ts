import type { Db } from "../../database/tables";
import { type Asked, episodes, type Finding, listOf, orDash, type Rule, record } from "../finding";

/** Local authorization lists that are kept in step with the registered ids, and are not. */
export const localLists: Rule = { kinds: ["local-list-out-of-step"], find, due };

async function find({ db, identity, now, known }: Asked): Promise<Finding[]> {
	const list = await db
		.selectFrom("local_list")
		.selectAll()
		.where("identity", "=", identity)
		.where("follows", "=", 1)
		.where("problem", "is not", null)
		.executeTakeFirst();
	if (!list) return [];
	const before = known("local-list-out-of-step");
	return [
		{
			kind: "local-list-out-of-step",
			connectorId: null,
			subject: null,
			words: "localListOutOfStep",
			severity: "warning",
			since: before?.since ?? now,
			last: before?.isOpen ? before.last : now,
			count: episodes(before),
			facts: { problem: orDash(list.problem) },
			evidence: [
				record("local-list", {
					at: list.accepted_at ?? before?.since ?? now,
					id: null,
					address: listOf(identity, "local-list"),
					facts: { problem: list.problem, listVersion: list.list_version },
				}),
			],
		},
	];
}

async function due(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom("local_list")
		.select("identity")
		.where("follows", "=", 1)
		.where("problem", "is not", null)
		.execute();
	return rows.map(({ identity }) => identity);
}
