import { type Static, Type } from "typebox";
import { Account, nullable, object, Password, some, Timestamp } from "./fields";

/** Accounts, sessions and settings. */

export const Role = Type.Enum(["administrator", "operator"]);
export type Role = Static<typeof Role>;

export const Credentials = object({
	account: Type.String({ maxLength: 50 }),
	password: Type.String({ maxLength: 200 }),
});
export type Credentials = Static<typeof Credentials>;

/** Who is signed in: the answer of `POST /session` and `GET /session`. */
export const Session = object({ account: Type.String(), role: Role });
export type Session = Static<typeof Session>;

export const AccountRecord = object({ account: Type.String(), role: Role, createdAt: Timestamp });
export type AccountRecord = Static<typeof AccountRecord>;

export const NewAccount = object({ account: Account, role: Role, password: Password });
export type NewAccount = Static<typeof NewAccount>;

export const AccountChange = some({ role: Role, password: Password });
export type AccountChange = Static<typeof AccountChange>;

export const AccountParams = object({ account: Type.String() });

/** As it can stand in the subject of a certificate. */
const CpoName = Type.String({
	minLength: 1,
	maxLength: 64,
	pattern: "^\\S(.*\\S)?$",
	description: "The organization in the certificates of charge points; null: any is taken",
});

export const Settings = object({
	acceptRegistrations: Type.Boolean({ description: "A registered driver may charge at once" }),
	cpoName: nullable(CpoName),
});
export type Settings = Static<typeof Settings>;

export const SettingsChange = some(Settings.properties);
export type SettingsChange = Static<typeof SettingsChange>;
