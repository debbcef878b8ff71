import { type Static, Type } from "typebox";
import { nullable, object, PageQuery, Timestamp } from "./fields";

/** Who changed what. */

export const AuditEntry = object({
	id: Type.Integer(),
	timestamp: Timestamp,
	account: nullable(Type.String({ description: "Null without an account" })),
	token: nullable(Type.String({ description: "Name of the account's token, if one was used" })),
	method: Type.String(),
	route: Type.String({ description: "As in this description" }),
	path: Type.String(),
	body: Type.Unknown({ description: "What was sent, without secrets and personal data; null for nothing" }),
	status: nullable(Type.Integer({ description: "HTTP status of the answer; null while there is none" })),
});
export type AuditEntry = Static<typeof AuditEntry>;

export const AuditQuery = object({
	account: Type.Optional(Type.String()),
	method: Type.Optional(Type.Enum(["POST", "PUT", "PATCH", "DELETE"])),
	route: Type.Optional(Type.String({ description: "As in this description, with /api/v1" })),
	status: Type.Optional(Type.Integer()),
	from: Type.Optional(Type.String({ format: "date-time", description: "At this moment or later" })),
	to: Type.Optional(Type.String({ format: "date-time", description: "Before this moment" })),
	...PageQuery.properties,
});
