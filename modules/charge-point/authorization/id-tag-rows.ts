import { frozen } from "../../frozen";
import { parseDateTime } from "../../ocpp/date-time";
import type { AuthorizationStatus, IdTagInfo } from "../../ocpp/types";

/**
 * How the local list and the authorization cache keep ids: lines of text, each a JSON array of the id in
 * lower case, the number of its status, its expiry (0: none) and its parent ("": none); in the cache also
 * a number that tells old from new. So one id is found, added and removed without reading the others.
 */

/** What is known of an id. */
export interface KnownIdTag {
	status: AuthorizationStatus;
	/** Milliseconds since 1970 UTC; absent: no end (R-AUTH-11). */
	expiry?: number;
	parentIdTag?: string;
}

/** The position in the table is the number in stored rows. */
const STATUSES: readonly AuthorizationStatus[] = frozen([
	"Accepted",
	"Blocked",
	"Expired",
	"Invalid",
	"ConcurrentTx",
]);

/** An idTagInfo of the CSMS in the form in which it is kept. */
export function toKnown({ status, expiryDate, parentIdTag }: IdTagInfo): KnownIdTag {
	const known: KnownIdTag = { status };
	const expiry = expiryDate === undefined ? undefined : parseDateTime(expiryDate);
	if (expiry !== undefined) known.expiry = expiry;
	if (parentIdTag) known.parentIdTag = parentIdTag;
	return known;
}

/** Past its expiry at `now`; with an expiry it counts as past, too, while nobody knows what time it is. */
export function isExpired({ expiry }: KnownIdTag, now: number | null): boolean {
	return expiry !== undefined && (now === null || expiry <= now);
}

/** In which of `buckets` an id is kept: the same one however it is spelled (FNV-1a). */
export function bucketOf(idTag: string, buckets: number): number {
	const text = idTag.toLowerCase();
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return ((hash ^ (hash >>> 16)) >>> 0) % buckets;
}

/** What the rows say of an id. A row that cannot be read is no permission. */
export function readRow(rows: string, idTag: string): KnownIdTag | undefined {
	const at = rows.indexOf(startOf(idTag));
	return at < 0 ? undefined : (parseRow(rows, at)?.known ?? { status: "Invalid" });
}

/** The rows without that of an id; the same text when it has none. */
export function withoutRow(rows: string, idTag: string): string {
	const at = rows.indexOf(startOf(idTag));
	return at < 0 ? rows : rows.slice(0, at) + rows.slice(endOf(rows, at));
}

/** The row of an id, to be put after others. */
export function formatRow(idTag: string, known: KnownIdTag, order?: number): string {
	const row = [
		idTag.toLowerCase(),
		STATUSES.indexOf(known.status),
		known.expiry ?? 0,
		known.parentIdTag ?? "",
	];
	if (order !== undefined) row.push(order);
	return `\n${JSON.stringify(row)}`;
}

/** Visits every row that can be read. */
export function forEachRow(
	rows: string,
	visit: (idTag: string, known: KnownIdTag, order: number) => void,
): void {
	for (let at = rows.indexOf("\n"); at >= 0; at = rows.indexOf("\n", at + 1)) {
		const row = parseRow(rows, at);
		if (row) visit(row.idTag, row.known, row.order);
	}
}

/** No string of JSON has a line feed in it: this stands nowhere but at the beginning of a row. */
function startOf(idTag: string): string {
	return `\n[${JSON.stringify(idTag.toLowerCase())},`;
}

function endOf(rows: string, at: number): number {
	const end = rows.indexOf("\n", at + 1);
	return end < 0 ? rows.length : end;
}

function parseRow(rows: string, at: number): { idTag: string; known: KnownIdTag; order: number } | undefined {
	try {
		const row = JSON.parse(rows.slice(at + 1, endOf(rows, at)));
		const status = typeof row[1] === "number" ? STATUSES[row[1]] : undefined;
		const order = row[4] ?? 0;
		if (typeof row[0] !== "string" || status === undefined || typeof order !== "number") return;
		if (typeof row[2] !== "number" || typeof row[3] !== "string") return;
		const known: KnownIdTag = { status };
		if (row[2] !== 0) known.expiry = row[2];
		if (row[3]) known.parentIdTag = row[3];
		return { idTag: row[0], known, order };
	} catch {
		return;
	}
}
