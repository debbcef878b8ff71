import { parseDateTime } from "./date-time";
import type { CallErrorCode } from "./error-codes";
import type { Action, ChargePointAction, CsmsAction } from "./types";

/**
 * What a value must be. A number from 1 on: text of at most so many characters (R-FRM-22); another
 * number: one of the constants below; a list of texts: one of them.
 */
export type Schema = number | readonly string[] | ListSchema | ObjectSchema;

interface ListSchema {
	readonly items: Schema;
	readonly minItems?: number;
}

export interface ObjectSchema {
	readonly required: Fields;
	readonly optional?: Fields;
}

type Fields = Readonly<Record<string, Schema>>;

/** Text of any length. */
export const text = 0;
export const integer = -1;
/** A number with at most one decimal (R-FRM-23). */
export const decimal = -2;
export const boolean = -3;
/** ISO 8601, as {@link parseDateTime} reads it. */
export const dateTime = -4;
/** A scheme, a colon and no blanks: what the file transfer makes of it is its own affair. */
export const uri = -5;

/** The payloads that one side receives: CALLs of the other side and answers to its own. */
export interface Schemas<Received extends Action, Called extends Action> {
	readonly requests: Readonly<Record<Received, ObjectSchema>>;
	readonly responses: Readonly<Record<Called, ObjectSchema>>;
}

export type ChargePointSchemas = Schemas<CsmsAction, ChargePointAction>;
export type CsmsSchemas = Schemas<ChargePointAction, CsmsAction>;

/** The first thing that is wrong with a payload. */
export interface Violation {
	readonly code: CallErrorCode;
	/** Where, such as `meterValue[0].timestamp`; empty for the payload itself. */
	path: string;
	/** What, to be read after the path, such as `is missing`. */
	readonly detail: string;
}

/**
 * Checks a received payload and tells the first violation with the error code that it deserves
 * (R-FRM-13). With `ignoreExtraFields` fields that the schema does not name are passed over
 * (R-FRM-15, for responses). Never throws, whatever the value.
 */
export function validate(
	schema: ObjectSchema,
	payload: unknown,
	ignoreExtraFields = false,
): Violation | undefined {
	if (!isObject(payload)) return violation("FormationViolation", "must be an object");
	return checkObject(schema, payload, ignoreExtraFields);
}

function violation(code: CallErrorCode, detail: string): Violation {
	return { code, path: "", detail };
}

/** The value has another type. */
function mustBe(type: string): Violation {
	return violation("TypeConstraintViolation", `must be ${type}`);
}

/** The value has the type, and is none of those that are allowed. */
function outside(detail: string): Violation {
	return violation("PropertyConstraintViolation", detail);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function check(schema: Schema, value: unknown, ignoreExtraFields: boolean): Violation | undefined {
	if (typeof schema === "number") return schema < 0 ? checkSimple(schema, value) : checkText(schema, value);
	if ("required" in schema) {
		if (!isObject(value)) return mustBe("an object");
		return checkObject(schema, value, ignoreExtraFields);
	}
	if ("items" in schema) return checkList(schema, value, ignoreExtraFields);
	if (typeof value !== "string") return mustBe("text");
	if (!schema.includes(value)) return outside("is none of the allowed values");
}

function checkObject(
	schema: ObjectSchema,
	value: Record<string, unknown>,
	ignoreExtraFields: boolean,
): Violation | undefined {
	for (const name in schema.required) {
		if (!Object.hasOwn(value, name)) return { code: "ProtocolError", path: name, detail: "is missing" };
	}
	for (const name in value) {
		let field: Schema;
		if (Object.hasOwn(schema.required, name)) field = schema.required[name];
		else if (schema.optional !== undefined && Object.hasOwn(schema.optional, name))
			field = schema.optional[name];
		else if (ignoreExtraFields) continue;
		else return { code: "FormationViolation", path: name, detail: "is no field of this message" };
		const found = check(field, value[name], ignoreExtraFields);
		if (found) {
			found.path = found.path === "" || found.path[0] === "[" ? name + found.path : `${name}.${found.path}`;
			return found;
		}
	}
}

function checkList(schema: ListSchema, value: unknown, ignoreExtraFields: boolean): Violation | undefined {
	if (!Array.isArray(value)) return mustBe("a list");
	if (schema.minItems !== undefined && value.length < schema.minItems) {
		return violation("OccurenceConstraintViolation", "has too few items");
	}
	for (let index = 0; index < value.length; index++) {
		const found = check(schema.items, value[index], ignoreExtraFields);
		if (found) {
			found.path = found.path === "" ? `[${index}]` : `[${index}].${found.path}`;
			return found;
		}
	}
}

function checkText(maxLength: number, value: unknown): Violation | undefined {
	if (typeof value !== "string") return mustBe("text");
	if (maxLength !== text && value.length > maxLength && characters(value) > maxLength) {
		return outside(`has more than ${maxLength} characters`);
	}
}

/** JSON schema counts characters, not the halves of surrogate pairs. */
function characters(value: string): number {
	let count = 0;
	for (const _ of value) count++;
	return count;
}

function checkSimple(schema: number, value: unknown): Violation | undefined {
	switch (schema) {
		case integer:
			if (!Number.isInteger(value)) return mustBe("a whole number");
			return;
		case decimal: {
			if (typeof value !== "number" || !Number.isFinite(value)) {
				return mustBe("a number");
			}
			const tenths = value * 10;
			if (Math.abs(Math.round(tenths) - tenths) >= 1e-6) {
				return outside("has more than one decimal");
			}
			return;
		}
		case boolean:
			if (typeof value !== "boolean") return mustBe("true or false");
			return;
		case dateTime:
			if (typeof value !== "string") return mustBe("text");
			if (parseDateTime(value) === undefined) {
				return outside("is no ISO 8601 date and time with offset");
			}
			return;
		default:
			if (typeof value !== "string") return mustBe("text");
			if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(value)) return outside("is no URI");
	}
}
