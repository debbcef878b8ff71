import { Type } from "typebox";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import type { ReservationRow } from "../database/tables/reservations";
import { momentOf, timestamp } from "../moment";
import { command } from "../ocpp/commands";
import { Problem } from "../problem";
import { judge } from "../records/authorizations";
import { findChargePoint } from "../records/charge-points";
import { idTagKey } from "../records/id-tags";
import {
	addReservation,
	findReservation,
	findReservationAt,
	forgetReservation,
	listReservations,
	readReservation,
	toReservation,
} from "../records/reservations";
import { sendFailure } from "./command-answer";
import { CommandError } from "./schemas/commands";
import { ApiError } from "./schemas/fields";
import {
	NewReservation,
	Reservation,
	ReservationIdentityQuery,
	ReservationParams,
	ReservationQuery,
} from "./schemas/reservations";
import { type Api, errors } from "./server";

/** Reservations: made, looked up, cancelled. */
export function addReservationRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["reservations"];
	api.post(
		"/reservations",
		{
			schema: {
				tags,
				summary: "Reserve a connector for an id: sends ReserveNow and waits for the answer",
				description:
					"201: the charge point accepted. 200: it did not; `status` is its answer. 409: it is not " +
					"connected, the id may not charge, or another id has the connector.",
				body: NewReservation,
				response: errors({ 200: Reservation, 201: Reservation, 502: CommandError, 504: ApiError }),
			},
		},
		async ({ body, session }, reply) => {
			const account = session!.account;
			const row = await store.write((trx) => prepare(trx, body, account));
			const asked = { identity: row.identity, action: "ReserveNow" };
			const outcome = await command(context, { ...asked, payload: toReserveNow(row), account });
			if (outcome.result === "NotConnected" || outcome.result === "Refused") {
				await store.write((trx) => forgetReservation(trx, row));
			}
			if (outcome.result !== "Response") return sendFailure(reply, asked, outcome);
			reply.code(outcome.response!.status === "Accepted" ? 201 : 200);
			return toReservation(await readReservation(store.db, row.id), Date.now());
		},
	);
	api.get(
		"/reservations",
		{
			schema: {
				tags,
				summary: "Reservations, the newest first",
				querystring: ReservationQuery,
				response: errors({ 200: Type.Array(Reservation) }),
			},
		},
		({ query }) => listReservations(store.db, query, Date.now()),
	);
	api.get(
		"/reservations/:reservationId",
		{
			schema: {
				tags,
				summary: "One reservation",
				params: ReservationParams,
				querystring: ReservationIdentityQuery,
				response: errors({ 200: Reservation }),
			},
		},
		({ params, query }) => read(params.reservationId, query.identity),
	);
	api.delete(
		"/reservations/:reservationId",
		{
			schema: {
				tags,
				summary: "Cancel a reservation: sends CancelReservation and waits for the answer",
				params: ReservationParams,
				querystring: ReservationIdentityQuery,
				response: errors({ 200: Reservation, 502: CommandError, 504: ApiError }),
			},
		},
		async ({ params: { reservationId }, query, session }, reply) => {
			const { identity, status } = await read(reservationId, query.identity);
			if (status !== "Accepted" && status !== "Waiting") {
				throw new Problem(409, `Reservation ${reservationId} is ${status}, so there is nothing to cancel.`);
			}
			const asked = { identity, action: "CancelReservation" };
			const { account } = session!;
			const outcome = await command(context, { ...asked, payload: { reservationId }, account });
			if (outcome.result !== "Response") return sendFailure(reply, asked, outcome);
			if (outcome.response!.status !== "Accepted") {
				throw new Problem(
					409,
					`${identity} answered ${outcome.response!.status}: it has no reservation ${reservationId} any ` +
						"more. It was used, has ended by itself, or never was made.",
				);
			}
			return read(reservationId, identity);
		},
	);

	async function read(reservationId: number, identity: string | undefined): Promise<Reservation> {
		return toReservation(await findReservation(store.db, reservationId, identity), Date.now());
	}
}

/** Checks a wish and keeps it with its number, before it is asked for. Throws a Problem. */
async function prepare(db: Db, wish: NewReservation, account: string): Promise<ReservationRow> {
	const now = Date.now();
	const { identity, connectorId, idTag } = wish;
	if (!(await findChargePoint(db, identity)))
		throw new Problem(404, `There is no charge point "${identity}".`);
	const expiryDate = momentOf(wish.expiryDate);
	if (expiryDate <= now) throw new Problem(422, "The expiryDate is past: a reservation ends in the future.");
	const { idTagInfo } = await judge(db, idTag, now);
	if (idTagInfo.status !== "Accepted") {
		throw new Problem(409, `The id "${idTag}" is ${idTagInfo.status}: it could not charge there.`);
	}
	const reservationId = wish.reservationId ?? (await sameIdThere(db, wish, now));
	if (wish.reservationId !== undefined) await findReservation(db, wish.reservationId, identity);
	if (connectorId > 0) await checkFree(db, { ...wish, reservationId }, now);
	const parentIdTag = idTagInfo.parentIdTag ?? null;
	return addReservation(
		db,
		{ identity, reservationId, connectorId, idTag, parentIdTag, expiryDate, account },
		now,
	);
}

/** The same id asks again for a connector it has: that changes its reservation (R-RSV-02). */
async function sameIdThere(db: Db, wish: NewReservation, now: number): Promise<number | undefined> {
	if (wish.connectorId === 0) return;
	const there = await findReservationAt(db, wish.identity, wish.connectorId, now);
	return there && there.id_tag_key === idTagKey(wish.idTag) ? there.reservation_id : undefined;
}

async function checkFree(
	db: Db,
	{ identity, connectorId, reservationId }: NewReservation,
	now: number,
): Promise<void> {
	const there = await findReservationAt(db, identity, connectorId, now);
	if (!there || there.reservation_id === reservationId) return;
	throw new Problem(
		409,
		`Connector ${connectorId} of ${identity} is reserved for "${there.id_tag}" until ` +
			`${timestamp(there.expiry_date)}: cancel reservation ${there.reservation_id} first.`,
	);
}

function toReserveNow(row: ReservationRow): Record<string, unknown> {
	return {
		connectorId: row.connector_id,
		expiryDate: timestamp(row.expiry_date),
		idTag: row.id_tag,
		...(row.parent_id_tag === null ? {} : { parentIdTag: row.parent_id_tag }),
		reservationId: row.reservation_id,
	};
}
