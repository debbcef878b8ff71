import type {
	AuthorizationData,
	IdTagInfo,
	SendLocalListRequest,
	UpdateStatus,
} from "../../modules/ocpp/types";
import type { LocalList, LocalListChange, LocalListEntry, LocalListState } from "../api/schemas/local-lists";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { IdTagRow } from "../database/tables/drivers";
import type { LocalListRow } from "../database/tables/local-lists";
import { timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { findIdTag, idTagKey } from "./id-tags";

/** Rows of one statement. */
const ROWS = 500;

/** What is known of a charge point's list before anything is. */
const NOTHING: Omit<LocalListRow, "identity"> = {
	follows: 0,
	id_tags: null,
	support: "Unknown",
	list_version: 0,
	last_version: 0,
	needs_full: 1,
	is_checked: 0,
	list_max: null,
	send_max: null,
	due_at: null,
	attempts: 0,
	claimed_until: null,
	problem: null,
	accepted_at: null,
};

/** The row of a charge point whose list the CSMS has had to do with. */
export function findLocalList(db: Db, identity: string): Promise<LocalListRow | undefined> {
	return db.selectFrom("local_list").selectAll().where("identity", "=", identity).executeTakeFirst();
}

/** The list of a charge point as the CSMS believes it to be. */
export async function readLocalList(db: Db, identity: string): Promise<LocalList> {
	const row = (await findLocalList(db, identity)) ?? { identity, ...NOTHING };
	return { ...stateOf(row), entries: await readEntries(db, identity) };
}

/** How the list of one charge point stands. */
export async function readLocalListState(db: Db, identity: string): Promise<LocalListState> {
	const row = (await findLocalList(db, identity)) ?? { identity, ...NOTHING };
	const { entries } = await db
		.selectFrom("local_list_entry")
		.select((eb) => eb.fn.countAll().as("entries"))
		.where("identity", "=", identity)
		.executeTakeFirstOrThrow();
	return { ...stateOf(row), entryCount: Number(entries) };
}

/** How the lists of all charge points stand, by their identities. */
export async function listLocalLists(db: Db): Promise<LocalListState[]> {
	const chargePoints = await db.selectFrom("charge_point").select("identity").orderBy("identity").execute();
	const rows = await db.selectFrom("local_list").selectAll().execute();
	const counts = await db
		.selectFrom("local_list_entry")
		.select((eb) => ["identity", eb.fn.countAll().as("entries")])
		.groupBy("identity")
		.execute();
	const rowOf = new Map(rows.map((row) => [row.identity, row]));
	const countOf = new Map(counts.map(({ identity, entries }) => [identity, Number(entries)]));
	return chargePoints.map(({ identity }) => ({
		...stateOf(rowOf.get(identity) ?? { identity, ...NOTHING }),
		entryCount: countOf.get(identity) ?? 0,
	}));
}

function stateOf(row: LocalListRow): Omit<LocalListState, "entryCount"> {
	const isDone = row.due_at === null && row.claimed_until === null && row.needs_full === 0;
	return {
		identity: row.identity,
		follows: row.follows !== 0,
		idTags: row.id_tags === null ? null : JSON.parse(row.id_tags),
		support: row.support,
		inStep: row.follows !== 0 && isDone && row.problem === null,
		problem: row.problem,
		listVersion: row.list_version,
		lastVersion: row.last_version,
		updating: row.due_at !== null || row.claimed_until !== null,
		acceptedAt: timestampOrNull(row.accepted_at),
		localAuthListMaxLength: row.list_max,
		sendLocalListMaxLength: row.send_max,
	};
}

/** Whether a list follows, and which ids it has; from then on it is due. Throws a Problem for an unknown id. */
export async function changeLocalList(
	db: Db,
	identity: string,
	{ follows, idTags }: LocalListChange,
	now: Moment,
): Promise<void> {
	const row = await enterLocalList(db, identity);
	const chosen = idTags && [...new Map(idTags.map((idTag) => [idTagKey(idTag), idTag])).values()];
	for (const idTag of chosen ?? []) {
		if (!(await findIdTag(db, idTag))) throw new Problem(422, `There is no id "${idTag}".`);
	}
	const isOn = follows ?? row.follows !== 0;
	await db
		.updateTable("local_list")
		.set({
			follows: Number(isOn),
			id_tags: chosen === undefined ? row.id_tags : chosen && JSON.stringify(chosen),
			due_at: isOn ? now : null,
			...(isOn ? { support: "Unknown", is_checked: 0, attempts: 0 } : { problem: null }),
		})
		.where("identity", "=", identity)
		.execute();
}

/** The row of a charge point's list, made if it is not there. */
export async function enterLocalList(db: Db, identity: string): Promise<LocalListRow> {
	await db
		.insertInto("local_list")
		.values({ identity, ...NOTHING })
		.onConflict((conflict) => conflict.column("identity").doNothing())
		.execute();
	return (await findLocalList(db, identity))!;
}

/** The registered ids that belong in a list, by their keys. */
export async function listWanted(db: Db, { id_tags }: LocalListRow): Promise<IdTagRow[]> {
	const rows = await db.selectFrom("id_tag").selectAll().orderBy("key").execute();
	if (id_tags === null) return rows;
	const chosen = new Set((JSON.parse(id_tags) as string[]).map(idTagKey));
	return rows.filter((row) => chosen.has(row.key));
}

/** The entries in the charge point, for all we know, by their keys. */
export async function readEntries(db: Db, identity: string): Promise<LocalListEntry[]> {
	const rows = await db
		.selectFrom("local_list_entry")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id_tag_key")
		.execute();
	return rows.map((row) => ({ idTag: row.id_tag, idTagInfo: JSON.parse(row.id_tag_info) }));
}

/** What the charge point told of itself; it is not asked again before its next boot. */
export async function recordListSupport(
	db: Db,
	identity: string,
	told: Partial<Pick<LocalListRow, "support" | "list_max" | "send_max" | "is_checked">>,
): Promise<void> {
	await enterLocalList(db, identity);
	await db.updateTable("local_list").set(told).where("identity", "=", identity).execute();
}

/** Keeps an answer to GetLocalListVersion: another version than believed means another list. */
export async function recordListVersion(
	db: Db,
	identity: string,
	listVersion: number,
	now: Moment,
): Promise<void> {
	const row = await enterLocalList(db, identity);
	if (listVersion < 0) {
		// -1 has two reasons, and a configuration that was read tells them apart (R-LAL-01).
		await recordListSupport(db, identity, {
			support: row.support === "Disabled" ? "Disabled" : "NotSupported",
		});
		return;
	}
	// An empty list may have version 0, whatever was sent (R-LAL-02).
	const isEmpty = listVersion === 0 && (await readEntries(db, identity)).length === 0;
	const isOther = listVersion !== row.list_version && !isEmpty;
	await db
		.updateTable("local_list")
		.set({
			support: "Supported",
			is_checked: 1,
			list_version: listVersion,
			last_version: Math.max(row.last_version, listVersion),
			...(isOther ? { needs_full: 1 } : {}),
			...(isOther && isFree(row) ? { due_at: now } : {}),
		})
		.where("identity", "=", identity)
		.execute();
}

/** Keeps a SendLocalList with its answer; undefined: there was none, and nobody knows what happened. */
export async function recordListUpdate(
	db: Db,
	identity: string,
	{ listVersion, updateType, localAuthorizationList = [] }: SendLocalListRequest,
	status: UpdateStatus | undefined,
	now: Moment,
): Promise<void> {
	const row = await enterLocalList(db, identity);
	const told: Partial<LocalListRow> = { last_version: Math.max(row.last_version, listVersion) };
	switch (status) {
		case "Accepted":
			Object.assign(told, {
				support: "Supported",
				list_version: listVersion,
				accepted_at: now,
				problem: null,
			});
			if (updateType === "Full") told.needs_full = 0;
			// Somebody's own update may have undone what follows the ids.
			if (isFree(row)) told.due_at = now;
			await applyEntries(db, identity, updateType === "Full", localAuthorizationList);
			break;
		case "Failed":
		case "VersionMismatch":
			told.needs_full = 1;
			break;
		case "NotSupported":
			told.support = "NotSupported";
			break;
		case undefined:
			told.is_checked = 0;
	}
	await db.updateTable("local_list").set(told).where("identity", "=", identity).execute();
}

/** It follows, and nobody is about to update it. */
function isFree(row: LocalListRow): boolean {
	return row.follows !== 0 && row.claimed_until === null;
}

async function applyEntries(
	db: Db,
	identity: string,
	isFull: boolean,
	entries: readonly AuthorizationData[],
): Promise<void> {
	const gone = isFull ? undefined : entries.filter((one) => !one.idTagInfo).map((one) => idTagKey(one.idTag));
	let deletion = db.deleteFrom("local_list_entry").where("identity", "=", identity);
	if (gone) deletion = deletion.where("id_tag_key", "in", gone);
	if (gone?.length !== 0) await deletion.execute();
	const rows = entries.flatMap(({ idTag, idTagInfo }) =>
		idTagInfo ? [toEntryRow(identity, idTag, idTagInfo)] : [],
	);
	for (let at = 0; at < rows.length; at += ROWS) {
		await db
			.insertInto("local_list_entry")
			.values(rows.slice(at, at + ROWS))
			.onConflict((conflict) =>
				conflict.columns(["identity", "id_tag_key"]).doUpdateSet((excluded) => ({
					id_tag: excluded.ref("excluded.id_tag"),
					id_tag_info: excluded.ref("excluded.id_tag_info"),
				})),
			)
			.execute();
	}
}

function toEntryRow(identity: string, idTag: string, idTagInfo: IdTagInfo) {
	return { identity, id_tag_key: idTagKey(idTag), id_tag: idTag, id_tag_info: JSON.stringify(idTagInfo) };
}
