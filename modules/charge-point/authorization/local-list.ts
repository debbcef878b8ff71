import type { AuthorizationData, SendLocalListRequest, UpdateStatus } from "../../ocpp/types";
import type { Core } from "../core";
import type { AuthorizationCache } from "./authorization-cache";
import { bucketOf, formatRow, type KnownIdTag, readRow, toKnown, withoutRow } from "./id-tag-rows";

/** Of 500 ids each has about 16; the longest ids and parents still make a record of less than 8000 bytes. */
const BUCKETS = 32;
const HEADER = "list";
/** In place of the copy: no id is in this bucket. */
const EMPTY = "-";
/** In place of the copy: neither counts. */
const LOST = "?";
/** In place of the number of ids: the header was damaged, and this one was put in its place. */
const DAMAGED = -1;

interface Header {
	version: number;
	count: number;
	copies: string;
}

/**
 * The Local Authorization List (R-AUTH-14, R-LAL-01 to R-LAL-06), by a hash of the id in buckets, each
 * under one of two keys. An update writes the changed buckets under their other keys, and last the header,
 * which tells the version, the number of ids and which copy of each bucket counts: with it the update has
 * happened, and before it nothing has. Memory holds what the header says and nothing else.
 *
 * A bucket that is damaged is ids of which nobody knows what the list says: they are taken neither for
 * listed nor for unknown ("lost"). The list then says that it is version 0 and refuses Differential, so
 * that the CSMS sends it in full; the other ids stay in force until then.
 */
export class LocalList {
	readonly #core: Pick<Core, "configuration" | "records" | "log">;
	readonly #cache: AuthorizationCache;
	#version = 0;
	#count = 0;
	/** For each bucket the copy that counts, "0" or "1", or "-" or "?". */
	#copies = EMPTY.repeat(BUCKETS);
	#damaged = false;

	/** Takes up what is stored, and removes what an interrupted update has left. */
	constructor(core: Pick<Core, "configuration" | "records" | "log">, cache: AuthorizationCache) {
		this.#core = core;
		this.#cache = cache;
		this.#load();
		if (this.#damaged) core.log("the local list is damaged: the CSMS has to send it in full");
		this.#sweep();
	}

	/** GetLocalListVersion: 0 empty or damaged, -1 out of use (R-LAL-01). */
	get version(): number {
		if (!this.#isEnabled) return -1;
		return this.#damaged ? 0 : this.#version;
	}

	/** What the list says of an id; undefined when it is not in it, "lost" when nobody knows. */
	find(idTag: string): KnownIdTag | "lost" | undefined {
		if (!this.#isEnabled) return undefined;
		const rows = this.#read(bucketOf(idTag, BUCKETS));
		return rows === undefined ? "lost" : readRow(rows, idTag);
	}

	/** SendLocalList.req (R-LAL-02 to R-LAL-06): all of it is done, or nothing. */
	update({ listVersion, updateType, localAuthorizationList = [] }: SendLocalListRequest): UpdateStatus {
		if (!this.#isEnabled) return "NotSupported";
		const full = updateType === "Full";
		if (listVersion <= 0 || (!full && this.#damaged)) return "Failed";
		if (!full && listVersion <= this.#version) return "VersionMismatch";
		const most = this.#core.configuration.integer("SendLocalListMaxLength");
		if (localAuthorizationList.length > most || hasDuplicates(localAuthorizationList)) return "Failed";
		if (full && localAuthorizationList.some(({ idTagInfo }) => !idTagInfo)) return "Failed";
		let done = false;
		try {
			done = this.#write(listVersion, full, localAuthorizationList);
		} catch (error) {
			this.#core.log(`the local list is not stored: ${error}`);
		}
		this.#sweep();
		return done ? "Accepted" : "Failed";
	}

	get #isEnabled(): boolean {
		return this.#core.configuration.flag("LocalAuthListEnabled");
	}

	/** Returns false, and nothing has changed, when the list would get too long or a bucket is lost. */
	#write(listVersion: number, full: boolean, entries: readonly AuthorizationData[]): boolean {
		const { configuration, records } = this.#core;
		// Buckets without a header mean that it was damaged: they must not be there before it.
		if (!parseHeader(records.get(HEADER))) records.set(HEADER, this.#header());
		const buckets = entries.map(({ idTag }) => bucketOf(idTag, BUCKETS));
		let count = full ? 0 : this.#count;
		let copies = "";
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			const copy = this.#copies[bucket];
			if (!full && !buckets.includes(bucket)) {
				copies += copy;
				continue;
			}
			const former = this.#read(bucket);
			if (!full && former === undefined) return false;
			let rows = full ? "" : (former ?? "");
			for (let i = 0; i < entries.length; i++) {
				if (buckets[i] !== bucket) continue;
				const { idTag, idTagInfo } = entries[i];
				const others = withoutRow(rows, idTag);
				if (others !== rows) count--;
				rows = others;
				if (!idTagInfo) continue;
				rows += formatRow(idTag, toKnown(idTagInfo));
				count++;
			}
			if (rows === former) copies += copy;
			else if (rows === "") copies += EMPTY;
			else {
				const other = copy === "0" ? "1" : "0";
				records.set(keyOf(bucket, other), rows);
				copies += other;
			}
		}
		if (count > configuration.integer("LocalAuthListMaxLength")) return false;
		// Before the commit: a power cut in between forgets what the cache knew, and nothing worse.
		for (const { idTag, idTagInfo } of entries) if (idTagInfo) this.#cache.remove(idTag);
		const version = count === 0 ? 0 : listVersion;
		records.set(HEADER, JSON.stringify([version, count, copies]));
		this.#version = version;
		this.#count = count;
		this.#copies = copies;
		this.#damaged = false;
		return true;
	}

	/** The rows of a bucket; undefined when they should be there and are not. */
	#read(bucket: number): string | undefined {
		const copy = this.#copies[bucket];
		const rows = copy === EMPTY ? "" : this.#core.records.get(keyOf(bucket, copy));
		if (rows === undefined) this.#damaged = true;
		return rows;
	}

	#header(): string {
		return JSON.stringify([this.#version, this.#damaged ? DAMAGED : this.#count, this.#copies]);
	}

	#load(): void {
		const keys = new Set(this.#core.records.keys());
		const header = parseHeader(this.#core.records.get(HEADER));
		let copies = header?.copies ?? "";
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			const there = ["0", "1"].filter((copy) => keys.has(keyOf(bucket, copy)));
			if (header) {
				const copy = copies[bucket];
				if (copy !== EMPTY && !there.includes(copy)) this.#damaged = true;
			} else {
				// As after every update the one copy counts; of two nobody knows which.
				copies += there.length > 1 ? LOST : (there[0] ?? EMPTY);
				if (there.length > 0) this.#damaged = true;
			}
		}
		this.#copies = copies;
		if (!header) return;
		this.#version = header.version;
		this.#count = header.count;
		if (header.count === DAMAGED) this.#damaged = true;
	}

	/** Removes the copies that do not count. What is left when that fails is removed another time. */
	#sweep(): void {
		const { records, log } = this.#core;
		const stale: [key: string, value: undefined][] = [];
		for (const key of records.keys()) {
			if (!key.startsWith(`${HEADER}.`)) continue;
			const [, bucket, copy] = key.split(".");
			if (this.#copies[Number(bucket)] !== copy) stale.push([key, undefined]);
		}
		if (stale.length === 0) return;
		try {
			records.setAll(stale);
		} catch (error) {
			log(`what the local list does not need any more is still there: ${error}`);
		}
	}
}

function keyOf(bucket: number, copy: string): string {
	return `${HEADER}.${bucket}.${copy}`;
}

function parseHeader(text: string | undefined): Header | undefined {
	if (text === undefined) return undefined;
	try {
		const [version, count, copies] = JSON.parse(text);
		if (typeof version !== "number" || typeof count !== "number") return undefined;
		return /^[-01?]{32}$/.test(copies) ? { version, count, copies } : undefined;
	} catch {
		return undefined;
	}
}

/** The same id twice, however it is spelled. */
function hasDuplicates(entries: readonly AuthorizationData[]): boolean {
	return new Set(entries.map(({ idTag }) => idTag.toLowerCase())).size < entries.length;
}
