import type { Core } from "../core";
import {
	bucketOf,
	forEachRow,
	formatRow,
	isExpired,
	type KnownIdTag,
	readRow,
	withoutRow,
} from "./id-tag-rows";

/** How many ids are remembered; they take 8 KB of storage at most of the usual lengths. */
const MOST = 128;
const BUCKETS = 8;

/** What is dropped when the cache is full, and how the rows are numbered. */
interface Survey {
	count: number;
	newest: number;
	/** The first to go, where there is one. */
	victim?: { idTag: string; order: number; valid: boolean };
}

/**
 * What the CSMS last said of the ids that were presented here (R-AUTH-12, R-AUTH-13), in a few records, by
 * a hash of the id. Nothing of it is held in memory. A bucket that is damaged is ids forgotten.
 */
export class AuthorizationCache {
	private readonly core: Pick<Core, "clock" | "configuration" | "records" | "log">;

	constructor(core: Pick<Core, "clock" | "configuration" | "records" | "log">) {
		this.core = core;
	}

	/** AuthorizationCacheEnabled. */
	get isEnabled(): boolean {
		return this.core.configuration.flag("AuthorizationCacheEnabled");
	}

	find(idTag: string): KnownIdTag | undefined {
		return this.isEnabled ? readRow(this.read(bucketOf(idTag, BUCKETS)), idTag) : undefined;
	}

	/**
	 * Remembers what the CSMS said; what is known already is not written again. When the cache is full the
	 * oldest id that is not valid makes room, else the oldest of all. Storage trouble leaves it as it was.
	 */
	put(idTag: string, known: KnownIdTag): void {
		if (!this.isEnabled) return;
		const bucket = bucketOf(idTag, BUCKETS);
		const rows = this.read(bucket);
		const former = readRow(rows, idTag);
		if (former && isSame(former, known)) return;
		const changes = new Map<string, string | undefined>();
		const { count, newest, victim } = this.survey();
		let kept = withoutRow(rows, idTag);
		if (!former && count >= MOST && victim) {
			const from = bucketOf(victim.idTag, BUCKETS);
			if (from === bucket) kept = withoutRow(kept, victim.idTag);
			else changes.set(keyOf(from), withoutRow(this.read(from), victim.idTag) || undefined);
		}
		changes.set(keyOf(bucket), kept + formatRow(idTag, known, newest + 1));
		try {
			this.core.records.setAll(changes);
		} catch (error) {
			this.core.log(`an id is not remembered: ${error}`);
		}
	}

	/** Forgets an id: it is in the local list now (R-LAL-06). Throws when the storage fails. */
	remove(idTag: string): void {
		const bucket = bucketOf(idTag, BUCKETS);
		const rows = this.read(bucket);
		const kept = withoutRow(rows, idTag);
		if (kept !== rows) this.core.records.setAll([[keyOf(bucket), kept || undefined]]);
	}

	/** Forgets every id. Returns false when the storage fails: some may be left. */
	clear(): boolean {
		const changes: [key: string, value: undefined][] = [];
		for (let bucket = 0; bucket < BUCKETS; bucket++) changes.push([keyOf(bucket), undefined]);
		try {
			this.core.records.setAll(changes);
			return true;
		} catch (error) {
			this.core.log(`the authorization cache is not cleared: ${error}`);
			return false;
		}
	}

	private read(bucket: number): string {
		return this.core.records.get(keyOf(bucket)) ?? "";
	}

	/** Looks at every row, one bucket at a time. */
	private survey(): Survey {
		const now = this.core.clock.now;
		const survey: Survey = { count: 0, newest: 0 };
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			forEachRow(this.read(bucket), (idTag, known, order) => {
				const victim = survey.victim;
				const valid = known.status === "Accepted" && !isExpired(known, now);
				survey.count++;
				survey.newest = Math.max(survey.newest, order);
				if (!victim || (valid === victim.valid ? order < victim.order : !valid))
					survey.victim = { idTag, order, valid };
			});
		}
		return survey;
	}
}

function keyOf(bucket: number): string {
	return `cache.${bucket}`;
}

function isSame(one: KnownIdTag, other: KnownIdTag): boolean {
	return one.status === other.status && one.expiry === other.expiry && one.parentIdTag === other.parentIdTag;
}
