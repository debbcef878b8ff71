import type { IdTag, IdTagChange, IdTagQuery, NewIdTag } from "../api/schemas/drivers";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { IdTagRow } from "../database/tables/drivers";
import { momentOrNull, timestamp, timestampOrNull } from "../moment";
import { Problem, TakenProblem } from "../problem";
import { noteIdTagChange } from "./local-list-dues";
import { contains } from "./search";

/** Ids compare without regard to case (R-FRM-22). */
export function idTagKey(idTag: string): string {
	return idTag.toLowerCase();
}

/** By the id, whose case does not matter. */
export function findIdTag(db: Db, idTag: string): Promise<IdTagRow | undefined> {
	return db.selectFrom("id_tag").selectAll().where("key", "=", idTagKey(idTag)).executeTakeFirst();
}

/** In the order of the ids. */
export async function listIdTags(db: Db, { search, limit, after }: IdTagQuery = {}): Promise<IdTag[]> {
	let query = db.selectFrom("id_tag").selectAll().orderBy("key");
	if (search !== undefined) {
		query = query.where(({ or }) =>
			or([contains("key", search), contains("parent_id_tag", search), contains("user_name", search)]),
		);
	}
	if (after !== undefined) query = query.where("key", ">", idTagKey(after));
	if (limit !== undefined) query = query.limit(limit);
	return (await query.execute()).map(toIdTag);
}

/** Throws a Problem without such an id. */
export async function readIdTag(db: Db, idTag: string): Promise<IdTag> {
	return toIdTag(await idTagOrProblem(db, idTag));
}

/** Throws a Problem when the id is there already. */
export async function addIdTag(db: Db, idTag: NewIdTag & { label?: string | null }): Promise<IdTag> {
	if (await findIdTag(db, idTag.idTag)) throw taken(idTag.idTag);
	const row = await db
		.insertInto("id_tag")
		.values({
			key: idTagKey(idTag.idTag),
			id_tag: idTag.idTag,
			parent_id_tag: idTag.parentIdTag ?? null,
			expiry_date: momentOrNull(idTag.expiryDate ?? null),
			blocked: Number(idTag.blocked ?? false),
			max_active_transactions: idTag.maxActiveTransactions === undefined ? 1 : idTag.maxActiveTransactions,
			...(await owner(db, idTag)),
			label: idTag.label ?? null,
			created_at: Date.now(),
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	await noteIdTagChange(db);
	return toIdTag(row);
}

/** Throws a Problem without such an id. */
export async function changeIdTag(db: Db, idTag: string, change: IdTagChange): Promise<IdTag> {
	const row = await idTagOrProblem(db, idTag);
	const { parentIdTag, expiryDate, blocked, maxActiveTransactions, user, userId } = change;
	const changed = await db
		.updateTable("id_tag")
		.set({
			parent_id_tag: parentIdTag === undefined ? row.parent_id_tag : parentIdTag,
			expiry_date: expiryDate === undefined ? row.expiry_date : momentOrNull(expiryDate),
			blocked: blocked === undefined ? row.blocked : Number(blocked),
			max_active_transactions:
				maxActiveTransactions === undefined ? row.max_active_transactions : maxActiveTransactions,
			...(await owner(db, { user, userId }, row)),
		})
		.where("key", "=", row.key)
		.returningAll()
		.executeTakeFirstOrThrow();
	await noteIdTagChange(db);
	return toIdTag(changed);
}

/** Throws a Problem without such an id. Transactions charged with it stay. */
export async function deleteIdTag(db: Db, idTag: string): Promise<void> {
	const row = await idTagOrProblem(db, idTag);
	await db.deleteFrom("id_tag").where("key", "=", row.key).execute();
	await noteIdTagChange(db);
}

/** Refuses an id that is entered already. */
export function taken(idTag: string): Problem {
	return new TakenProblem("idTag", `The id "${idTag}" is already taken.`);
}

/** Whether an id that is allowed at all has run out at that moment. */
export function isExpired({ expiry_date }: IdTagRow, at: Moment): boolean {
	return expiry_date !== null && expiry_date <= at;
}

/** Whose an id is: it bears the name of its new user, unless the free text says something else. */
async function owner(
	db: Db,
	{ user, userId }: { user?: string | null; userId?: number | null },
	before?: IdTagRow,
): Promise<{ user_id: number | null; user_name: string | null }> {
	if (userId === undefined || userId === before?.user_id) {
		const kept = before?.user_name ?? null;
		return { user_id: before?.user_id ?? null, user_name: user === undefined ? kept : user };
	}
	if (userId === null) return { user_id: null, user_name: user ?? null };
	const row = await db.selectFrom("user").select("name").where("id", "=", userId).executeTakeFirst();
	if (!row) throw new Problem(409, `There is no user ${userId}.`);
	return { user_id: userId, user_name: user === undefined ? row.name : user };
}

async function idTagOrProblem(db: Db, idTag: string): Promise<IdTagRow> {
	const row = await findIdTag(db, idTag);
	if (!row) throw new Problem(404, `There is no id "${idTag}".`);
	return row;
}

/** An id as the API has it. */
export function toIdTag(row: IdTagRow): IdTag {
	return {
		idTag: row.id_tag,
		parentIdTag: row.parent_id_tag,
		expiryDate: timestampOrNull(row.expiry_date),
		blocked: row.blocked !== 0,
		maxActiveTransactions: row.max_active_transactions,
		user: row.user_name,
		userId: row.user_id,
		createdAt: timestamp(row.created_at),
	};
}
