import { type Static, Type } from "typebox";
import { IdTag } from "./drivers";
import { Email, nullable, object, PageQuery, Password, PersonName, some, Timestamp } from "./fields";

/** The drivers as operators see them. */

export const Language = Type.Enum(["en", "zh-TW"], { description: "Of what is written to the driver" });
export type Language = Static<typeof Language>;

export const User = object({
	userId: Type.Integer(),
	name: Type.String(),
	email: Type.String(),
	language: nullable(Language),
	createdAt: Timestamp,
	account: nullable(Type.String({ description: "With which the driver signs in" })),
	idTags: Type.Array(IdTag),
	transactions: Type.Integer({ description: "How many" }),
	energyWh: Type.Number({ description: "Of all transactions, Wh" }),
	lastStart: nullable(Timestamp),
});
export type User = Static<typeof User>;

const userFields = { name: PersonName, email: Email, language: nullable(Language) };
const password = Type.String({
	...Password,
	description: "Gives the driver an account of this e-mail address, or a new password; ends its sessions",
});

export const NewUser = object({
	name: PersonName,
	email: Email,
	language: Type.Optional(nullable(Language)),
	password: Type.Optional(password),
});
export type NewUser = Static<typeof NewUser>;

export const UserChange = some({ ...userFields, password });
export type UserChange = Static<typeof UserChange>;

export const UserParams = object({ userId: Type.Integer({ minimum: 1 }) });
export const UserQuery = object({
	search: Type.Optional(
		Type.String({ minLength: 1, maxLength: 100, description: "In the name or the e-mail address" }),
	),
	...PageQuery.properties,
});
