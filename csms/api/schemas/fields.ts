import { type Static, type TSchema, Type } from "typebox";

/** What several calls have in common. Names and values that OCPP knows are spelt as OCPP spells them; dates are ISO 8601 in UTC. */

export const object = <Properties extends Record<string, TSchema>>(
	properties: Properties,
	description?: string,
) => Type.Object(properties, { additionalProperties: false, ...(description ? { description } : {}) });
/** Any of the fields, and no other. */
export const some = <Properties extends Record<string, TSchema>>(properties: Properties) =>
	Type.Partial(Type.Object(properties), { additionalProperties: false });
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const Timestamp = Type.String({ format: "date-time" });
export const IdToken = Type.String({
	minLength: 1,
	maxLength: 20,
	pattern: "^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$",
	description: "Printable ASCII without a space at either end; upper and lower case are the same",
});
export const Identity = Type.String({
	minLength: 1,
	maxLength: 48,
	pattern: "^[A-Za-z0-9_.:+|*@=-]([A-Za-z0-9_.:+|*@= -]*[A-Za-z0-9_.:+|*@=-])?$",
	description: "What a charge point appends to the OCPP address",
});
export const Account = Type.String({ minLength: 1, maxLength: 50, pattern: "^[A-Za-z0-9_.@-]+$" });
export const Password = Type.String({ minLength: 8, maxLength: 200 });
export const PersonName = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });

export const Email = Type.String({ format: "email", maxLength: 254 });

export const ApiError = object({ error: Type.String({ description: "One sentence for a person" }) });
export type ApiError = Static<typeof ApiError>;

/** The beginning of a list whose records come back to its top, so that it has no pages. */
export const NewestQuery = object({
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

/** A page of a list that shows the newest first; the next page is that before the last number of this one. */
export const PageQuery = object({
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
	before: Type.Optional(Type.Integer({ minimum: 1, description: "Only what has a lower number than this" })),
});
export type PageQuery = Static<typeof PageQuery>;

/** The answer of a download; a part of the file where a Range was asked for. */
export const fileAnswers = {
	200: {
		description: "The file",
		content: { "application/octet-stream": { schema: Type.String({ format: "binary" }) } },
	},
	206: {
		description: "The part that Range names",
		content: { "application/octet-stream": { schema: Type.String({ format: "binary" }) } },
	},
};
