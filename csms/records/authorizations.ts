import type { AuthorizationStatus, IdTagInfo } from "../../modules/ocpp/types";
import type { Authorization } from "../api/schemas/drivers";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { AuthorizationRow } from "../database/tables/drivers";
import { timestamp } from "../moment";
import { findIdTag, idTagKey, isExpired } from "./id-tags";

/** What an id may do, and whose it is. */
export interface Judgement {
	idTagInfo: IdTagInfo;
	user: string | null;
	userId: number | null;
	/** Transactions at the same time; null for any number. */
	maxActiveTransactions: number | null;
}

/** Judges an id as of `at`; how many transactions it has is not asked here. */
export async function judge(db: Db, idTag: string, at: Moment): Promise<Judgement> {
	const row = await findIdTag(db, idTag);
	if (!row) {
		return { idTagInfo: { status: "Invalid" }, user: null, userId: null, maxActiveTransactions: null };
	}
	// No transaction at all is as good as blocked; how many it has is for the start to judge.
	const blocked = row.blocked !== 0 || row.max_active_transactions === 0;
	const status = blocked ? "Blocked" : isExpired(row, at) ? "Expired" : "Accepted";
	const idTagInfo: IdTagInfo = { status };
	if (row.expiry_date !== null) idTagInfo.expiryDate = timestamp(row.expiry_date);
	if (row.parent_id_tag !== null) idTagInfo.parentIdTag = row.parent_id_tag;
	return {
		idTagInfo,
		user: row.user_name,
		userId: row.user_id,
		maxActiveTransactions: row.max_active_transactions,
	};
}

/** Whether two ids are one or have the same parent, so that one may stop what the other started. */
export async function areRelated(db: Db, one: string, other: string): Promise<boolean> {
	if (idTagKey(one) === idTagKey(other)) return true;
	const [first, second] = [await findIdTag(db, one), await findIdTag(db, other)];
	if (!first?.parent_id_tag || !second?.parent_id_tag) return false;
	return idTagKey(first.parent_id_tag) === idTagKey(second.parent_id_tag);
}

/** Keeps what a charge point asked and was told, so that operators see who was refused, where and when. */
export async function recordAuthorization(
	db: Db,
	asked: {
		identity: string;
		connectorId: number | null;
		idTag: string;
		action: Authorization["action"];
		status: AuthorizationStatus;
		at: Moment;
	},
): Promise<Authorization> {
	const row = await db
		.insertInto("authorization")
		.values({
			timestamp: asked.at,
			identity: asked.identity,
			connector_id: asked.connectorId,
			id_tag: asked.idTag,
			id_tag_key: idTagKey(asked.idTag),
			action: asked.action,
			status: asked.status,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return toAuthorization(row);
}

/** The newest first. */
export async function listAuthorizations(
	db: Db,
	filter: { identity?: string; idTag?: string; refused?: boolean; before?: number; limit: number },
): Promise<Authorization[]> {
	let query = db.selectFrom("authorization").selectAll().orderBy("id", "desc").limit(filter.limit);
	if (filter.identity !== undefined) query = query.where("identity", "=", filter.identity);
	if (filter.idTag !== undefined) query = query.where("id_tag_key", "=", idTagKey(filter.idTag));
	if (filter.refused !== undefined) {
		query = query.where("status", filter.refused ? "!=" : "=", "Accepted");
	}
	if (filter.before !== undefined) query = query.where("id", "<", filter.before);
	return (await query.execute()).map(toAuthorization);
}

function toAuthorization(row: AuthorizationRow): Authorization {
	return {
		id: row.id,
		timestamp: timestamp(row.timestamp),
		identity: row.identity,
		connectorId: row.connector_id,
		idTag: row.id_tag,
		action: row.action,
		status: row.status,
	};
}
