import { type Static, Type } from "typebox";
import { Account, nullable, object, Password, some, Timestamp } from "./fields";
import { Currency } from "./money";

/** Accounts, sessions, tokens and settings. */

/** Of the people who run the CSMS, each with the rights of those after it. */
const staffRoles = ["administrator", "operator", "read-only"] as const;
const StaffRole = Type.Enum([...staffRoles]);

/** A driver sees and does only what is the driver's own. */
export const Role = Type.Enum([...staffRoles, "driver"]);
export type Role = Static<typeof Role>;

export const Credentials = object({
	account: Type.String({ maxLength: 254, description: "A driver's is the e-mail address" }),
	password: Type.String({ maxLength: 200 }),
});
export type Credentials = Static<typeof Credentials>;

/** Who is signed in: the answer of `POST /session` and `GET /session`. */
export const Session = object({ account: Type.String(), role: Role });
export type Session = Static<typeof Session>;

/** One of the sessions of an account. */
export const OpenSession = object({
	id: Type.Integer(),
	createdAt: Timestamp,
	expiresAt: Timestamp,
	address: Type.String({ description: "From where it was opened" }),
	userAgent: Type.String({ description: "With which browser it was opened" }),
	current: Type.Boolean({ description: "The one that asks" }),
});
export type OpenSession = Static<typeof OpenSession>;

export const SessionParams = object({ id: Type.Integer({ minimum: 1 }) });

export const AccountRecord = object({
	account: Type.String(),
	role: Role,
	createdAt: Timestamp,
	userId: nullable(Type.Integer({ description: "The driver whose account it is" })),
});
export type AccountRecord = Static<typeof AccountRecord>;

export const NewAccount = object({ account: Account, role: StaffRole, password: Password });
export type NewAccount = Static<typeof NewAccount>;

export const AccountChange = some({ role: StaffRole, password: Password });
export type AccountChange = Static<typeof AccountChange>;

export const AccountParams = object({ account: Type.String() });
export const AccountSessionParams = object({ account: Type.String(), id: Type.Integer({ minimum: 1 }) });

/** A bearer token of an account, without its secret. */
export const Token = object({
	id: Type.Integer(),
	account: Type.String(),
	name: Type.String(),
	role: Role,
	createdAt: Timestamp,
	expiresAt: nullable(Timestamp),
	lastUsedAt: nullable(Timestamp),
});
export type Token = Static<typeof Token>;

export const NewToken = object({
	name: Type.String({ minLength: 1, maxLength: 50, pattern: "\\S", description: "What it is for" }),
	role: Type.Optional(Role),
	expiresAt: Type.Optional(nullable(Timestamp)),
});
export type NewToken = Static<typeof NewToken>;

/** The answer of `POST /tokens`: the secret is shown this once. */
export const IssuedToken = object({ ...Token.properties, token: Type.String() });
export type IssuedToken = Static<typeof IssuedToken>;

export const TokenParams = object({ id: Type.Integer({ minimum: 1 }) });
export const TokenQuery = object({
	account: Type.Optional(Type.String({ description: "Another account's, for administrators" })),
});

/** As it can stand in the subject of a certificate. */
const CpoName = Type.String({
	minLength: 1,
	maxLength: 64,
	pattern: "^\\S(.*\\S)?$",
	description: "The organization in the certificates of charge points; null: any is taken, and none",
});

/** Where the pages are. */
const BaseAddress = Type.String({
	maxLength: 200,
	pattern: "^https?://[^/?#\\s@]+(/[^?#\\s]*)?$",
	description:
		"Where people open the pages, such as https://csms.example, for links in messages; null: no links",
});

export const Settings = object({
	acceptRegistrations: Type.Boolean({ description: "A registered driver may charge at once" }),
	cpoName: nullable(CpoName),
	timeZone: Type.String({
		minLength: 1,
		maxLength: 50,
		description:
			"The site's, in which its days and tariffs begin, such as Asia/Taipei; at first the server's",
	}),
	currency: Currency,
	baseAddress: nullable(BaseAddress),
});
export type Settings = Static<typeof Settings>;

export const SettingsChange = some(Settings.properties);
export type SettingsChange = Static<typeof SettingsChange>;
