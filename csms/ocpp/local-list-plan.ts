import type { AuthorizationData, IdTagInfo } from "../../modules/ocpp/types";
import type { LocalListEntry } from "../api/schemas/local-lists";
import type { Moment } from "../database/tables/columns";
import type { IdTagRow } from "../database/tables/drivers";
import { timestamp } from "../moment";
import { idTagKey, isExpired } from "../records/id-tags";

/**
 * What a whole list says: the ids that may charge and, as far as there is room, the blocked ones, which are
 * then refused offline, too. Undefined when not even the first have room in `most` entries.
 */
export function planFull(
	wanted: readonly IdTagRow[],
	most: number,
	now: Moment,
): AuthorizationData[] | undefined {
	const valid = wanted.filter((row) => !row.blocked && !isExpired(row, now));
	if (valid.length > most) return;
	const blocked = wanted.filter((row) => row.blocked).slice(0, most - valid.length);
	return [...valid, ...blocked].map((row) => toEntry(row, now));
}

/**
 * What turns the list in a charge point into the wanted one: deletions first, which make room. An expiry that
 * comes is in the list since it was sent. Undefined when the result has no room in `most` entries.
 */
export function planDifferential(
	wanted: readonly IdTagRow[],
	there: readonly LocalListEntry[],
	most: number,
	now: Moment,
): AuthorizationData[] | undefined {
	const wantedKeys = new Set(wanted.map((row) => row.key));
	const gone = there.filter(({ idTag }) => !wantedKeys.has(idTagKey(idTag)));
	const infos = new Map(there.map(({ idTag, idTagInfo }) => [idTagKey(idTag), idTagInfo]));
	const changed = wanted.filter((row) => {
		const info = infos.get(row.key);
		return info !== undefined && !saysOf(info, row);
	});
	const missing = wanted.filter((row) => !infos.has(row.key) && !isExpired(row, now));
	const valid = missing.filter((row) => !row.blocked);
	const room = most - (there.length - gone.length) - valid.length;
	if (room < 0) return;
	const blocked = missing.filter((row) => row.blocked).slice(0, room);
	return [
		...gone.map(({ idTag }) => ({ idTag })),
		...[...changed, ...valid, ...blocked].map((row) => toEntry(row, now)),
	];
}

/** Whether an entry says of an id what there is to say, now and in times to come. */
function saysOf({ status, expiryDate, parentIdTag }: IdTagInfo, row: IdTagRow): boolean {
	if ((status === "Blocked") !== (row.blocked !== 0)) return false;
	if (status !== "Accepted" && status !== "Blocked" && status !== "Expired") return false;
	const expiry = row.expiry_date === null ? undefined : timestamp(row.expiry_date);
	return expiryDate === expiry && (parentIdTag ?? null) === row.parent_id_tag;
}

function toEntry(row: IdTagRow, now: Moment): AuthorizationData {
	const idTagInfo: IdTagInfo = {
		status: row.blocked ? "Blocked" : isExpired(row, now) ? "Expired" : "Accepted",
	};
	if (row.expiry_date !== null) idTagInfo.expiryDate = timestamp(row.expiry_date);
	if (row.parent_id_tag !== null) idTagInfo.parentIdTag = row.parent_id_tag;
	return { idTag: row.id_tag, idTagInfo };
}
