import { type Static, Type } from "typebox";
import { Email, object, Password, Timestamp } from "./fields";
import { Language } from "./users";

/** Links by which a driver chooses a new password in place of a forgotten one. */

export const PasswordHelp = object({
	byMail: Type.Boolean({
		description:
			"A link can be sent by mail: a mail server and baseAddress are set up; else an operator is asked",
	}),
});
export type PasswordHelp = Static<typeof PasswordHelp>;

export const PasswordLinkRequest = object({
	email: Email,
	language: Type.Optional(Language),
});
export type PasswordLinkRequest = Static<typeof PasswordLinkRequest>;

export const PasswordLinkParams = object({ linkKey: Type.String({ maxLength: 100 }) });

/** Whose password a link is for. */
export const PasswordLink = object({
	account: Type.String(),
	expiresAt: Timestamp,
});
export type PasswordLink = Static<typeof PasswordLink>;

/** A link made by an operator, to be given to the driver and to nobody else. */
export const MadePasswordLink = object({
	...PasswordLink.properties,
	path: Type.String({ description: "On this host; it works once" }),
	mailed: Type.Boolean({
		description: "Whether it is sent to the driver by mail as well: a mail server and baseAddress are set up",
	}),
});
export type MadePasswordLink = Static<typeof MadePasswordLink>;

export const NewPassword = object({ password: Password });
