import type {
	ReservationStatus,
	ReserveNowRequest,
	StatusNotificationRequest,
} from "../../modules/ocpp/types";
import type { Reservation, ReservationState } from "../api/schemas/reservations";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { ReservationRow } from "../database/tables/reservations";
import { momentOf, timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { idTagKey } from "./id-tags";

/** The states in which a charge point may hold a connector. */
const OPEN = ["Waiting", "Accepted"] as const;
/** Milliseconds that a charge point's clock may be behind when it tells of a fault. */
const CLOCK_TOLERANCE = 5 * 60_000;

/** A ReserveNow and whose it is. */
export interface Wish {
	identity: string;
	/** Undefined: a number that nobody has used. */
	reservationId: number | undefined;
	connectorId: number;
	idTag: string;
	parentIdTag: string | null;
	expiryDate: Moment;
	account: string;
}

/** Keeps a reservation that is about to be asked for. */
export async function addReservation(db: Db, wish: Wish, now: Moment): Promise<ReservationRow> {
	const row = await db
		.insertInto("reservation")
		.values({
			reservation_id: wish.reservationId ?? 0,
			identity: wish.identity,
			connector_id: wish.connectorId,
			id_tag: wish.idTag,
			id_tag_key: idTagKey(wish.idTag),
			parent_id_tag: wish.parentIdTag,
			expiry_date: wish.expiryDate,
			status: "Waiting",
			account: wish.account,
			created_at: now,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	if (wish.reservationId !== undefined) return row;
	// The row's own number, unless somebody has used it in a command.
	let number = row.id;
	while (await isTaken(db, number)) number++;
	return db
		.updateTable("reservation")
		.set({ reservation_id: number })
		.where("id", "=", row.id)
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** The reservation that a ReserveNow on its way asks for: the one that waits for it, or a new one. */
export async function keepReserveNow(
	db: Db,
	identity: string,
	request: ReserveNowRequest,
	account: string,
	now: Moment,
): Promise<ReservationRow> {
	const { reservationId, connectorId, idTag, parentIdTag } = request;
	const expiryDate = momentOf(request.expiryDate);
	const waiting = await db
		.selectFrom("reservation")
		.selectAll()
		.where("identity", "=", identity)
		.where("reservation_id", "=", reservationId)
		.where("connector_id", "=", connectorId)
		.where("id_tag_key", "=", idTagKey(idTag))
		.where("expiry_date", "=", expiryDate)
		.where("status", "=", "Waiting")
		.orderBy("id", "desc")
		.executeTakeFirst();
	if (waiting) return waiting;
	const wish = { identity, reservationId, connectorId, idTag, expiryDate, account };
	return addReservation(db, { ...wish, parentIdTag: parentIdTag || null }, now);
}

/**
 * Keeps the charge point's answer; an accepted one takes the place of those with its number (R-RSV-02). This
 * and the following functions answer the reservations that they have changed.
 */
export async function answerReservation(
	db: Db,
	{ id, identity, reservation_id }: ReservationRow,
	status: ReservationStatus,
	why: string | null,
	now: Moment,
): Promise<ReservationRow[]> {
	const ended_at = status === "Accepted" ? null : now;
	const answered = await db
		.updateTable("reservation")
		.set({ status, why, ended_at })
		.where("id", "=", id)
		.returningAll()
		.execute();
	if (status !== "Accepted") return answered;
	const replaced = await db
		.updateTable("reservation")
		.set({ status: "Replaced", ended_at: now })
		.where("identity", "=", identity)
		.where("reservation_id", "=", reservation_id)
		.where("id", "!=", id)
		.where("status", "in", OPEN)
		.returningAll()
		.execute();
	return [...answered, ...replaced];
}

/** No answer came: the charge point may hold the connector or not. */
export function leaveReservationOpen(db: Db, { id }: ReservationRow): Promise<ReservationRow[]> {
	const why = "The charge point did not answer: it may have made the reservation or not.";
	return db
		.updateTable("reservation")
		.set({ why })
		.where("id", "=", id)
		.where("status", "=", "Waiting")
		.returningAll()
		.execute();
}

/** What was never sent is no reservation. */
export async function forgetReservation(db: Db, { id }: ReservationRow): Promise<void> {
	await db.deleteFrom("reservation").where("id", "=", id).where("status", "=", "Waiting").execute();
}

/** The charge point has no such reservation any more. */
export function cancelReservation(
	db: Db,
	identity: string,
	reservationId: number,
	why: string | null,
	now: Moment,
): Promise<ReservationRow[]> {
	return db
		.updateTable("reservation")
		.set({ status: "Cancelled", why, ended_at: now })
		.where("identity", "=", identity)
		.where("reservation_id", "=", reservationId)
		.where("status", "in", OPEN)
		.returningAll()
		.execute();
}

/** A transaction started with the reservation (R-RSV-05), whatever was thought of it before. */
export async function recordReservationUse(
	db: Db,
	identity: string,
	reservationId: number,
	transaction: { transactionId: number; start: string },
): Promise<ReservationRow[]> {
	const row = await newestOf(db, identity, reservationId);
	if (!row || row.transaction_id !== null) return [];
	// A clock without milliseconds may have it used before it was made.
	const endedAt = Math.max(momentOf(transaction.start), row.created_at);
	const ended = { transaction_id: transaction.transactionId, ended_at: endedAt };
	return db
		.updateTable("reservation")
		.set({ status: "Used", why: null, ...ended })
		.where("id", "=", row.id)
		.returningAll()
		.execute();
}

/**
 * A connector, or the whole charge point, that turns Faulted or Unavailable ends its reservations for
 * good; those of any connector end when none is left (R-RSV-06). News from before a reservation, which
 * were late, end nothing.
 */
export async function endReservationsOf(
	db: Db,
	identity: string,
	{ connectorId, status }: StatusNotificationRequest,
	at: Moment,
	now: Moment,
): Promise<ReservationRow[]> {
	if (!isOutOfService(status)) return [];
	const what = connectorId === 0 ? "The charge point" : `Connector ${connectorId}`;
	let query = db
		.updateTable("reservation")
		.set({ status: "Cancelled", why: `${what} turned ${status}.`, ended_at: now })
		.where("identity", "=", identity)
		.where("status", "in", OPEN)
		.where("expiry_date", ">", now)
		.where("created_at", "<=", at + CLOCK_TOLERANCE);
	if (connectorId !== 0) {
		const places = (await hasUsableConnector(db, identity)) ? [connectorId] : [connectorId, 0];
		query = query.where("connector_id", "in", places);
	}
	return query.returningAll().execute();
}

/** The reservation that holds a connector at the moment, if it is known. */
export function findReservationAt(
	db: Db,
	identity: string,
	connectorId: number,
	now: Moment,
): Promise<ReservationRow | undefined> {
	return db
		.selectFrom("reservation")
		.selectAll()
		.where("identity", "=", identity)
		.where("connector_id", "=", connectorId)
		.where("status", "in", OPEN)
		.where("expiry_date", ">", now)
		.orderBy("id", "desc")
		.executeTakeFirst();
}

/** Throws a Problem without such a reservation, or when several charge points have one of that number. */
export async function findReservation(
	db: Db,
	reservationId: number,
	identity: string | undefined,
): Promise<ReservationRow> {
	const rows = await db
		.selectFrom("reservation")
		.select("identity")
		.distinct()
		.where("reservation_id", "=", reservationId)
		.execute();
	const identities = rows.map((row) => row.identity).filter((one) => one === (identity ?? one));
	if (identities.length === 0)
		throw new Problem(404, `There is no reservation ${reservationId}${of(identity)}.`);
	if (identities.length > 1) {
		const names = identities.join(", ");
		throw new Problem(409, `${names} have a reservation ${reservationId} each: name one with ?identity=.`);
	}
	return (await newestOf(db, identities[0], reservationId))!;
}

/** One ReserveNow by the number of its row. */
export function readReservation(db: Db, id: number): Promise<ReservationRow> {
	return db.selectFrom("reservation").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

export interface ReservationFilter {
	identity?: string;
	idTag?: string;
	status?: ReservationState;
	limit?: number;
	before?: number;
}

/** The newest first. */
export async function listReservations(
	db: Db,
	{ identity, idTag, status, limit = 100, before }: ReservationFilter,
	now: Moment,
): Promise<Reservation[]> {
	let query = db.selectFrom("reservation").selectAll().orderBy("id", "desc").limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	if (identity !== undefined) query = query.where("identity", "=", identity);
	if (idTag !== undefined) query = query.where("id_tag_key", "=", idTagKey(idTag));
	if (status === "Expired") query = query.where("status", "in", OPEN).where("expiry_date", "<=", now);
	else if (status !== undefined) {
		query = query.where("status", "=", status);
		if (status === "Waiting" || status === "Accepted") query = query.where("expiry_date", ">", now);
	}
	return (await query.execute()).map((row) => toReservation(row, now));
}

/** As it is at a moment: time alone ends a reservation. */
export function toReservation(row: ReservationRow, now: Moment): Reservation {
	const isExpired = row.expiry_date <= now && (row.status === "Waiting" || row.status === "Accepted");
	return {
		id: row.id,
		reservationId: row.reservation_id,
		identity: row.identity,
		connectorId: row.connector_id,
		idTag: row.id_tag,
		parentIdTag: row.parent_id_tag,
		expiryDate: timestamp(row.expiry_date),
		status: isExpired ? "Expired" : row.status,
		why: row.why,
		transactionId: row.transaction_id,
		account: row.account,
		createdAt: timestamp(row.created_at),
		endedAt: isExpired ? timestamp(row.expiry_date) : timestampOrNull(row.ended_at),
	};
}

/** Of the ReserveNow messages with a number the one that counts: the open one, or else the newest. */
async function newestOf(
	db: Db,
	identity: string,
	reservationId: number,
): Promise<ReservationRow | undefined> {
	const rows = await db
		.selectFrom("reservation")
		.selectAll()
		.where("identity", "=", identity)
		.where("reservation_id", "=", reservationId)
		.orderBy("id", "desc")
		.execute();
	return rows.find(({ status }) => status === "Accepted") ?? rows[0];
}

async function isTaken(db: Db, reservationId: number): Promise<boolean> {
	const row = await db
		.selectFrom("reservation")
		.select("id")
		.where("reservation_id", "=", reservationId)
		.executeTakeFirst();
	return row !== undefined;
}

async function hasUsableConnector(db: Db, identity: string): Promise<boolean> {
	const rows = await db
		.selectFrom("connector")
		.select("status")
		.where("identity", "=", identity)
		.where("connector_id", ">", 0)
		.execute();
	return rows.some(({ status }) => !isOutOfService(status));
}

function isOutOfService(status: string): boolean {
	return status === "Faulted" || status === "Unavailable";
}

function of(identity: string | undefined): string {
	return identity === undefined ? "" : ` of ${identity}`;
}
