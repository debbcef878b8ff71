import type { ExpressionBuilder } from "kysely";
import type { ChargingProfile, ClearChargingProfileRequest } from "../../modules/ocpp/types";
import type { ProfileAssignment, StoredProfile } from "../api/schemas/charging-profiles";

import type { Db, Tables } from "../database/tables";
import type { ProfileAssignmentRow } from "../database/tables/charging-profiles";
import type { Moment } from "../database/tables/columns";
import { momentOf, timestamp, timestampOrNull } from "../moment";
import { idTagKey } from "./id-tags";
import type { TransactionRecord } from "./transactions";

/** Milliseconds that a charge point's clock may differ. */
const CLOCK_TOLERANCE = 5 * 60_000;
/** Milliseconds after which a remote start has come to nothing. */
const REMOTE_START_LIMIT = 60 * 60_000;

/** A profile on its way to a charge point. */
export interface GivenProfile {
	identity: string;
	connectorId: number | null;
	transactionId: number | null;
	/** The id of a remote start. */
	idTag: string | undefined;
	profile: ChargingProfile;
	account: string;
}

/** Keeps what is about to be sent; answers its number. */
export async function addAssignment(db: Db, given: GivenProfile, now: Moment): Promise<number> {
	const { profile } = given;
	const { id } = await db
		.insertInto("profile_assignment")
		.values({
			identity: given.identity,
			connector_id: given.connectorId,
			charging_profile_id: profile.chargingProfileId,
			purpose: profile.chargingProfilePurpose,
			stack_level: profile.stackLevel,
			transaction_id: given.transactionId,
			id_tag_key: given.idTag === undefined ? null : idTagKey(given.idTag),
			profile: JSON.stringify(profile),
			status: "Waiting",
			account: given.account,
			sent_at: now,
			ended_by: null,
		})
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** Keeps the charge point's answer; what an accepted profile replaces is no longer there (R-SC-04). */
export async function answerAssignment(
	db: Db,
	id: number,
	status: ProfileAssignment["status"],
	now: Moment,
): Promise<void> {
	const row = await db
		.updateTable("profile_assignment")
		.set({ status })
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	// That of a remote start is in the charge point's hands, but not installed yet.
	if (status === "Accepted" && row.id_tag_key === null) await replace(db, row, now);
}

/**
 * Ends what a ClearChargingProfile names (R-SC-15). Unknown as an answer means the same for what is
 * believed: there is none that fits.
 */
export async function clearAssignments(
	db: Db,
	identity: string,
	{ id, connectorId, chargingProfilePurpose, stackLevel }: ClearChargingProfileRequest,
	now: Moment,
): Promise<void> {
	let query = db
		.updateTable("profile_assignment")
		.set({ ended_at: now, ended_by: "Cleared" })
		.where("identity", "=", identity)
		.where("status", "=", "Accepted")
		.where("ended_at", "is", null)
		.where(isInPlace);
	if (id !== undefined) query = query.where("charging_profile_id", "=", id);
	else {
		if (connectorId !== undefined) query = query.where("connector_id", "=", connectorId);
		if (chargingProfilePurpose !== undefined) query = query.where("purpose", "=", chargingProfilePurpose);
		if (stackLevel !== undefined) query = query.where("stack_level", "=", stackLevel);
	}
	await query.execute();
}

/**
 * The profile of a remote start becomes that of the transaction which it started (R-SC-13). A start from
 * before, which was queued, is not what was asked for (R-CS-09).
 */
export async function attachRemoteProfile(
	db: Db,
	transaction: TransactionRecord,
	now: Moment,
): Promise<void> {
	const { identity, connectorId, transactionId, idTag } = transaction;
	const start = momentOf(transaction.start);
	const row = await db
		.selectFrom("profile_assignment")
		.selectAll()
		.where("identity", "=", identity)
		.where("ended_at", "is", null)
		.where("transaction_id", "is", null)
		.where("id_tag_key", "=", idTagKey(idTag))
		.where("status", "=", "Accepted")
		.where((where) => where.or([where("connector_id", "is", null), where("connector_id", "=", connectorId)]))
		.where("sent_at", "<=", start + CLOCK_TOLERANCE)
		.where("sent_at", ">=", start - REMOTE_START_LIMIT)
		.orderBy("id", "desc")
		.executeTakeFirst();
	if (!row) return;
	const attached = await db
		.updateTable("profile_assignment")
		.set({ connector_id: connectorId, transaction_id: transactionId })
		.where("id", "=", row.id)
		.returningAll()
		.executeTakeFirstOrThrow();
	await replace(db, attached, now);
}

/** What a charge point was given, the newest first: what is installed there, or what is not. */
export async function listAssignments(
	db: Db,
	identity: string,
	{ installed = true, limit = 100, before }: { installed?: boolean; limit?: number; before?: number },
): Promise<ProfileAssignment[]> {
	let query = joined(db).where("profile_assignment.identity", "=", identity).limit(limit);
	if (before !== undefined) query = query.where("profile_assignment.id", "<", before);
	query = query.where((where) => {
		const runs = where.and([
			where("transaction.id", "is not", null),
			where("transaction.stop", "is", null),
			where("transaction.superseded_at", "is", null),
		]);
		const there = where.and([
			where("profile_assignment.status", "=", "Accepted"),
			where("profile_assignment.ended_at", "is", null),
			where.or([where("profile_assignment.purpose", "!=", "TxProfile"), runs]),
		]);
		return installed ? there : where.not(there);
	});
	return (await query.execute()).map(toAssignment);
}

/** Where a kept profile is installed. */
export async function listPlaces(
	db: Db,
	{ chargingProfileId }: Pick<StoredProfile, "chargingProfileId">,
): Promise<ProfileAssignment[]> {
	const rows = await joined(db)
		.where("profile_assignment.charging_profile_id", "=", chargingProfileId)
		.where("profile_assignment.ended_at", "is", null)
		.execute();
	return rows.map(toAssignment).filter((one) => one.installed);
}

/** The newest that a charge point was given of a chargingProfileId. */
export async function readNewestAssignment(
	db: Db,
	identity: string,
	chargingProfileId: number,
): Promise<ProfileAssignment> {
	const row = await joined(db)
		.where("profile_assignment.identity", "=", identity)
		.where("profile_assignment.charging_profile_id", "=", chargingProfileId)
		.limit(1)
		.executeTakeFirstOrThrow();
	return toAssignment(row);
}

/** As they are now, the newest first. */
export async function readAssignments(db: Db, ids: readonly number[]): Promise<ProfileAssignment[]> {
	if (ids.length === 0) return [];
	return (await joined(db).where("profile_assignment.id", "in", ids).execute()).map(toAssignment);
}

function joined(db: Db) {
	return db
		.selectFrom("profile_assignment")
		.leftJoin("transaction", "transaction.id", "profile_assignment.transaction_id")
		.selectAll("profile_assignment")
		.select(["transaction.stop as stopped_at", "transaction.superseded_at as superseded_at"])
		.orderBy("profile_assignment.id", "desc");
}

/** Not that of a remote start whose transaction has not started. */
function isInPlace(where: ExpressionBuilder<Tables, "profile_assignment">) {
	return where.or([where("id_tag_key", "is", null), where("transaction_id", "is not", null)]);
}

async function replace(db: Db, row: ProfileAssignmentRow, now: Moment): Promise<void> {
	await db
		.updateTable("profile_assignment")
		.set({ ended_at: now, ended_by: "Replaced" })
		.where("identity", "=", row.identity)
		.where("id", "!=", row.id)
		.where("status", "=", "Accepted")
		.where("ended_at", "is", null)
		.where(isInPlace)
		.where((where) =>
			where.or([
				where("charging_profile_id", "=", row.charging_profile_id),
				where.and([
					where("purpose", "=", row.purpose),
					where("stack_level", "=", row.stack_level),
					where("connector_id", "=", row.connector_id),
				]),
			]),
		)
		.execute();
}

type Joined = ProfileAssignmentRow & { stopped_at: Moment | null; superseded_at: Moment | null };

function toAssignment(row: Joined): ProfileAssignment {
	const isTx = row.purpose === "TxProfile";
	const over = isTx ? (row.stopped_at ?? row.superseded_at) : null;
	const endedAt = row.ended_at === null ? over : over === null ? row.ended_at : Math.min(row.ended_at, over);
	const waits = isTx && row.transaction_id === null;
	return {
		id: row.id,
		identity: row.identity,
		connectorId: row.connector_id,
		transactionId: row.transaction_id,
		chargingProfile: JSON.parse(row.profile),
		status: row.status,
		installed: row.status === "Accepted" && endedAt === null && !waits,
		account: row.account,
		sentAt: timestamp(row.sent_at),
		endedAt: row.status === "Accepted" ? timestampOrNull(endedAt) : null,
		endedBy:
			row.status === "Accepted" ? (endedAt === row.ended_at ? row.ended_by : "TransactionEnded") : null,
	};
}
