import { type Static, Type } from "typebox";
import { Email, IdToken, nullable, object, PageQuery, Password, PersonName, some, Timestamp } from "./fields";

/** Drivers, their registrations and their ids. */

export const RegistrationState = Type.Enum(["Pending", "Accepted", "Rejected"]);
export type RegistrationState = Static<typeof RegistrationState>;

export const NewRegistration = object({
	name: PersonName,
	email: Email,
	idTag: Type.Optional(
		Type.String({
			maxLength: 20,
			pattern: "^[\\x20-\\x7e]*$",
			description: "The id on the driver's card; empty or absent: one is given out",
		}),
	),
	password: Type.Optional(
		Type.String({ ...Password, description: "Makes an account of this e-mail address to sign in with" }),
	),
	consent: Type.Optional(
		Type.Boolean({ description: "The driver agrees that these data are stored; false is refused" }),
	),
});
export type NewRegistration = Static<typeof NewRegistration>;

export const Registration = object({
	id: Type.Integer(),
	name: Type.String(),
	email: Type.String(),
	idTag: Type.String(),
	status: RegistrationState,
	createdAt: Timestamp,
	consentAt: nullable(Timestamp),
	userId: nullable(Type.Integer({ description: "The user that the driver has become" })),
});
export type Registration = Static<typeof Registration>;

/** The answer of `POST /registrations`, for the driver alone. */
export const RegistrationReceipt = object({
	...Registration.properties,
	statusKey: Type.String({
		description: "Secret of this registration: GET /registrations/{statusKey}/status needs no account",
	}),
});
export type RegistrationReceipt = Static<typeof RegistrationReceipt>;

/** The answer of `POST /registrations` when something is somebody's already. */
export const RegistrationConflict = object({
	error: Type.String(),
	field: Type.Enum(["email", "idTag"], {
		description: "email: there is an account with this address, to sign in with",
	}),
});
export type RegistrationConflict = Static<typeof RegistrationConflict>;

/** What a driver may see of the own registration without an account. */
export const RegistrationStatus = object({
	name: Type.String(),
	idTag: Type.String(),
	status: RegistrationState,
	createdAt: Timestamp,
	account: nullable(Type.String({ description: "With which the driver signs in" })),
});
export type RegistrationStatus = Static<typeof RegistrationStatus>;

export const RegistrationQuery = object({
	status: Type.Optional(RegistrationState),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1000 })),
	before: PageQuery.properties.before,
});
export const RegistrationParams = object({ id: Type.Integer({ minimum: 1 }) });
export const DriverPassword = object({ password: Password });
export const StatusKeyParams = object({ statusKey: Type.String({ maxLength: 100 }) });

const idTagFields = {
	parentIdTag: nullable(IdToken),
	expiryDate: nullable(Timestamp),
	blocked: Type.Boolean(),
	maxActiveTransactions: nullable(
		Type.Integer({
			minimum: 0,
			maximum: 1000,
			description: "Transactions at the same time; null: any number",
		}),
	),
	user: nullable(
		Type.String({
			maxLength: 100,
			description: "Whose id it is: the user's name, or free text without a user",
		}),
	),
	userId: nullable(Type.Integer({ description: "The user whose id it is" })),
};

export const IdTag = object({ idTag: Type.String(), ...idTagFields, createdAt: Timestamp });
export type IdTag = Static<typeof IdTag>;

/** Left out: no parent, no expiry, not blocked, one transaction at a time, nobody's. */
export const NewIdTag = object({ idTag: IdToken, ...some(idTagFields).properties });
export type NewIdTag = Static<typeof NewIdTag>;

export const IdTagChange = some(idTagFields);
export type IdTagChange = Static<typeof IdTagChange>;

/** The beginning of the list in the order of the ids, or what comes after one of it. */
export const IdTagQuery = object({
	search: Type.Optional(
		Type.String({ minLength: 1, maxLength: 100, description: "In the id, its parent or whose it is" }),
	),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "All when left out" })),
	after: Type.Optional(Type.String({ maxLength: 20, description: "Only those that come after this id" })),
});
export type IdTagQuery = Static<typeof IdTagQuery>;

/** An id that was presented and that nobody has entered. */
export const UnknownIdTag = object({
	idTag: Type.String({ description: "As it was presented last" }),
	attempts: Type.Integer(),
	lastAt: Timestamp,
	identity: Type.String({ description: "Where it was presented last" }),
	connectorId: nullable(Type.Integer({ description: "Null for Authorize, which names none" })),
});
export type UnknownIdTag = Static<typeof UnknownIdTag>;

export const IdTagParams = object({ idTag: Type.String({ maxLength: 20 }) });

export const AuthorizationStatus = Type.Enum(["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]);
export type AuthorizationStatus = Static<typeof AuthorizationStatus>;

/** An id that a charge point asked about, and what it was told; also the refused ones. */
export const Authorization = object({
	id: Type.Integer(),
	timestamp: Timestamp,
	identity: Type.String(),
	connectorId: nullable(Type.Integer({ description: "Null for Authorize, which names none" })),
	idTag: Type.String(),
	action: Type.Enum(["Authorize", "StartTransaction", "StopTransaction"]),
	status: AuthorizationStatus,
});
export type Authorization = Static<typeof Authorization>;

export const AuthorizationQuery = object({
	identity: Type.Optional(Type.String()),
	idTag: Type.Optional(Type.String()),
	refused: Type.Optional(Type.Boolean({ description: "true: only what was not Accepted" })),
	...PageQuery.properties,
});
