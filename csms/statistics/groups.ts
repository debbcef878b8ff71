import type { Grouping, StatisticsGroup } from "../api/schemas/statistics";
import { Problem } from "../problem";
import { Sum } from "./figures";
import { type GroupedRow, groupKey } from "./keys";

/** Rows of figures in an answer: more are no longer read, and hold up everybody else. */
const MOST_ROWS = 20_000;

type Names = Pick<StatisticsGroup, "key" | "identity" | "connectorId" | "userId" | "user" | "parentIdTag">;

interface Group {
	names: Names;
	sums: (Sum | undefined)[];
}

/** The sums by group and interval. */
export class Groups {
	readonly #grouping: Grouping;
	readonly #intervals: number;
	readonly #groups = new Map<string, Group>();

	constructor(grouping: Grouping, intervals: number) {
		this.#grouping = grouping;
		this.#intervals = intervals;
	}

	/** The sum of the row's group in an interval. Throws a Problem when there are too many. */
	sum(row: GroupedRow, interval: number): Sum {
		return this.#sum(this.#groupOf(row), interval);
	}

	/** The sum of a group that is there; undefined for another one. */
	find(key: string, interval: number): Sum | undefined {
		const group = this.#groups.get(key);
		return group && this.#sum(group, interval);
	}

	/** By their names. */
	list(): Group[] {
		return [...this.#groups.values()].sort(
			({ names: a }, { names: b }) =>
				compare(a.identity ?? a.user ?? a.parentIdTag ?? "", b.identity ?? b.user ?? b.parentIdTag ?? "") ||
				(a.connectorId ?? 0) - (b.connectorId ?? 0) ||
				(a.userId ?? 0) - (b.userId ?? 0),
		);
	}

	#groupOf(row: GroupedRow): Group {
		const key = groupKey(row, this.#grouping);
		let group = this.#groups.get(key);
		if (!group) {
			group = { names: namesOf(row, this.#grouping, key), sums: [] };
			this.#groups.set(key, group);
			if (this.#groups.size * this.#intervals > MOST_ROWS) {
				throw new Problem(
					422,
					"These are too many figures; ask for a shorter period, a longer interval or one group alone.",
				);
			}
		}
		// People are known by their newest names.
		if (this.#grouping === "user" && row.user_name !== null) group.names.user = row.user_name;
		return group;
	}

	#sum(group: Group, interval: number): Sum {
		let sum = group.sums[interval];
		if (!sum) {
			sum = new Sum();
			group.sums[interval] = sum;
		}
		return sum;
	}
}

function namesOf(row: GroupedRow, grouping: Grouping, key: string): Names {
	const byConnector = grouping === "connector";
	return {
		key,
		identity: byConnector || grouping === "charge-point" ? row.identity : null,
		connectorId: byConnector ? row.connector_id : null,
		userId: grouping === "user" ? row.user_id : null,
		user: grouping === "user" ? row.user_name : null,
		parentIdTag: grouping === "group" ? row.parent_id_tag : null,
	};
}

function compare(a: string, b: string): number {
	return a.localeCompare(b, "en", { numeric: true });
}
