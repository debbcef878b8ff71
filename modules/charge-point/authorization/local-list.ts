import { frozen } from "../../frozen";
import type { AuthorizationData, SendLocalListRequest, UpdateStatus } from "../../ocpp/types";
import type { Core } from "../core";
import { bucketOf, formatRow, type KnownIdTag, readRow, toKnown, withoutRow } from "./id-tag-rows";

/** Of 500 ids each has about 16; the longest ids and parents still make a record of less than 8000 bytes. */
const BUCKETS = 32;
const PREFIX = "list.";
/** The header is kept twice: damage to one record is then no more than that. The first one commits. */
const HEADERS: readonly string[] = frozen(["list", "list again"]);
/** In place of the copy: no id is in this bucket. */
const EMPTY = "-";

interface Header {
	/** Grows with every update: of two headers the newer one counts. */
	serial: number;
	version: number;
	/** Ids in the list. */
	count: number;
	/** For each bucket the copy that counts, "0" or "1", or "-". */
	copies: string;
}

type ListCore = Pick<Core, "authorizationCache" | "configuration" | "records" | "log">;

/**
 * The Local Authorization List (R-AUTH-14, R-LAL-01 to R-LAL-06), by a hash of the id in buckets, each
 * under one of two keys. An update writes the changed buckets under their other keys, and last the header,
 * which tells the version, the number of ids and which copy of each bucket counts: with it the update has
 * happened, and before it nothing has. Memory holds the header and nothing else.
 *
 * A bucket that is damaged is ids of which nobody knows what the list says: they are taken neither for
 * listed nor for unknown ("lost"). The list then says that it is version 0 and refuses Differential, so
 * that the CSMS sends it in full; the other ids stay in force until then.
 */
export class LocalList {
	private readonly core: ListCore;
	private header: Header = { serial: 0, version: 0, count: 0, copies: EMPTY.repeat(BUCKETS) };
	private damaged = false;

	/** Takes up what is stored, and removes what an interrupted update has left. */
	constructor(core: ListCore) {
		this.core = core;
		for (let i = 0; i < HEADERS.length; i++) {
			const header = parseHeader(core.records.get(HEADERS[i]));
			if (header && header.serial > this.header.serial) this.header = header;
		}
		const keys = new Set(core.records.keys());
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			const copy = this.header.copies[bucket];
			if (copy !== EMPTY && !keys.has(keyOf(bucket, copy))) this.damaged = true;
		}
		if (this.damaged) core.log("the local list is damaged: the CSMS has to send it in full");
		this.tidy();
	}

	/** GetLocalListVersion: 0 empty or damaged, -1 out of use (R-LAL-01). */
	get version(): number {
		if (!this.isEnabled) return -1;
		return this.damaged ? 0 : this.header.version;
	}

	/** What the list says of an id; undefined when it is not in it, "lost" when nobody knows. */
	find(idTag: string): KnownIdTag | "lost" | undefined {
		if (!this.isEnabled) return;
		const rows = this.read(bucketOf(idTag, BUCKETS));
		return rows === undefined ? "lost" : readRow(rows, idTag);
	}

	/** SendLocalList.req (R-LAL-02 to R-LAL-06): all of it is done, or nothing. */
	update({ listVersion, updateType, localAuthorizationList = [] }: SendLocalListRequest): UpdateStatus {
		if (!this.isEnabled) return "NotSupported";
		const full = updateType === "Full";
		if (listVersion <= 0 || (!full && this.damaged)) return "Failed";
		if (!full && listVersion <= this.header.version) return "VersionMismatch";
		const most = this.core.configuration.integer("SendLocalListMaxLength");
		if (localAuthorizationList.length > most) return "Failed";
		const buckets = localAuthorizationList.map(({ idTag }) => bucketOf(idTag, BUCKETS));
		if (hasDuplicates(localAuthorizationList, buckets)) return "Failed";
		if (full && localAuthorizationList.some(({ idTagInfo }) => !idTagInfo)) return "Failed";
		let done = false;
		try {
			done = this.write(listVersion, full, localAuthorizationList, buckets);
		} catch (error) {
			this.core.log(`the local list is not stored: ${error}`);
		}
		this.tidy();
		return done ? "Accepted" : "Failed";
	}

	private get isEnabled(): boolean {
		return (
			this.core.configuration.flag("LocalAuthListEnabled") &&
			this.core.configuration.supports("LocalAuthListManagement")
		);
	}

	/** Returns false, and nothing has changed, when the list would get too long or a bucket is lost. */
	private write(
		listVersion: number,
		full: boolean,
		entries: readonly AuthorizationData[],
		buckets: readonly number[],
	): boolean {
		let count = full ? 0 : this.header.count;
		let copies = "";
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			const copy = this.header.copies[bucket];
			if (!full && !buckets.includes(bucket)) {
				copies += copy;
				continue;
			}
			const former = this.read(bucket);
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
				this.core.records.set(keyOf(bucket, other), rows);
				copies += other;
			}
		}
		if (count > this.core.configuration.integer("LocalAuthListMaxLength")) return false;
		// Before the commit: a power cut in between forgets what the cache knew, and nothing worse.
		entries.forEach((entry) => {
			if (entry.idTagInfo) this.core.authorizationCache.remove(entry.idTag);
		});
		const version = count === 0 ? 0 : listVersion;
		const header: Header = { serial: this.header.serial + 1, version, count, copies };
		this.core.records.set(HEADERS[0], formatHeader(header));
		this.header = header;
		this.damaged = false;
		return true;
	}

	/** The rows of a bucket; undefined when they should be there and are not. */
	private read(bucket: number): string | undefined {
		const copy = this.header.copies[bucket];
		const rows = copy === EMPTY ? "" : this.core.records.get(keyOf(bucket, copy));
		if (rows === undefined) this.damaged = true;
		return rows;
	}

	/** Keeps the header twice and removes what does not count; where that fails it is done another time. */
	private tidy(): void {
		const { serial, copies } = this.header;
		const changes: [key: string, value: string | undefined][] = [];
		for (const key of this.core.records.keys()) {
			if (!key.startsWith(PREFIX)) continue;
			const parts = key.split(".");
			if (copies[Number(parts[1])] !== parts[2]) changes.push([key, undefined]);
		}
		if (serial > 0)
			for (let i = 0; i < HEADERS.length; i++) changes.push([HEADERS[i], formatHeader(this.header)]);
		try {
			this.core.records.setAll(changes);
		} catch (error) {
			this.core.log(`what the local list does not need any more is still there: ${error}`);
		}
	}
}

function keyOf(bucket: number, copy: string): string {
	return `${PREFIX}${bucket}.${copy}`;
}

function formatHeader({ serial, version, count, copies }: Header): string {
	return JSON.stringify([serial, version, count, copies]);
}

function parseHeader(text: string | undefined): Header | undefined {
	if (text === undefined) return;
	try {
		const header = JSON.parse(text);
		const copies = header.pop();
		if (header.length !== 3 || !header.every(Number.isSafeInteger) || typeof copies !== "string") return;
		if (/^[-01]{32}$/.test(copies))
			return { serial: header[0], version: header[1], count: header[2], copies };
	} catch {
		return;
	}
}

/** The same id twice, however it is spelled: both are in the same bucket. */
function hasDuplicates(entries: readonly AuthorizationData[], buckets: readonly number[]): boolean {
	return entries.some(({ idTag }, i) => {
		for (let other = buckets.indexOf(buckets[i]); other < i; other = buckets.indexOf(buckets[i], other + 1))
			if (entries[other].idTag.toLowerCase() === idTag.toLowerCase()) return true;
		return false;
	});
}
