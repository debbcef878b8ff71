import { type Static, Type } from "typebox";
import { IdToken, nullable, object, PageQuery, Timestamp } from "./fields";

/** Connectors held for an id. */

export const ReservationState = Type.Enum(
	[
		"Waiting",
		"Accepted",
		"Faulted",
		"Occupied",
		"Rejected",
		"Unavailable",
		"Used",
		"Cancelled",
		"Replaced",
		"Expired",
	],
	{
		description:
			"Waiting: the charge point has not answered. Accepted, Faulted, Occupied, Rejected, Unavailable: its " +
			"answer. Used: a transaction started with it. Replaced: by another of the same number",
	},
);
export type ReservationState = Static<typeof ReservationState>;

const connectorId = Type.Integer({ minimum: 0, description: "0: any connector" });
const reservationId = Type.Integer({ minimum: 1, maximum: 0x7fffffff });

export const Reservation = object({
	id: Type.Integer({ description: "The number of this record" }),
	reservationId: Type.Integer(),
	identity: Type.String(),
	connectorId: Type.Integer(),
	idTag: Type.String(),
	parentIdTag: nullable(Type.String({ description: "The ids with this parent may use it, too" })),
	expiryDate: Timestamp,
	status: ReservationState,
	why: nullable(Type.String({ description: "What the status does not tell, in English" })),
	transactionId: nullable(Type.Integer({ description: "The transaction that used it" })),
	account: Type.String({ description: "Who made it" }),
	createdAt: Timestamp,
	endedAt: nullable(Timestamp),
});
export type Reservation = Static<typeof Reservation>;

export const NewReservation = object({
	identity: Type.String(),
	connectorId,
	idTag: IdToken,
	expiryDate: Timestamp,
	reservationId: Type.Optional({
		...reservationId,
		description: "A reservation of this charge point to be changed; left out: a new one",
	}),
});
export type NewReservation = Static<typeof NewReservation>;

export const ReservationQuery = object({
	identity: Type.Optional(Type.String()),
	idTag: Type.Optional(Type.String()),
	status: Type.Optional(ReservationState),
	...PageQuery.properties,
});

export const ReservationParams = object({ reservationId });
export const ReservationIdentityQuery = object({
	identity: Type.Optional(
		Type.String({ description: "Needed only where several charge points have a reservation of that number" }),
	),
});
