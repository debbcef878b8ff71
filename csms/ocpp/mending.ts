import { createHash } from "node:crypto";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import { parseDateTime } from "../../modules/ocpp/date-time";
import { isTooMuch } from "../../modules/ocpp/nesting";
import type { CsmsAction } from "../../modules/ocpp/types";
import {
	boolean,
	dateTime,
	decimal,
	integer,
	type ObjectSchema,
	type Schema,
	text,
	uri,
} from "../../modules/ocpp/validate";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import type { FoundViolation } from "../records/violations";

/** What cannot be mended; its field is left out if the message is whole without it. */
const broken = Symbol("broken");

/** Without these a sampled value would mean something else. */
const MEANING = ["measurand", "phase", "format"];

const BYTE_ORDER_MARK = 0xfeff;
/** Characters of a message id (R-FRM-03). */
const ID_LENGTH = 36;
/** September 2001 in seconds since 1970: what is smaller is no date. */
const EPOCH_SECONDS = 1e9;

type Fields = Record<string, unknown>;

/** One thing that was mended, without its value: the same fault again is the same. */
export type Mending = Pick<FoundViolation, "rule" | "what">;

/** A frame as it should have been. */
export interface Mended {
	frame: string;
	mended: Mending[];
	/** The action of a CALL, as far as it can be told. */
	action?: string;
	/** A message id that was replaced, and what has to stand in the answer. */
	replacedId?: { messageId: string; original: unknown };
}

/**
 * Mends a frame of a charge point that bends the rules, as far as its meaning is certain: numbers for
 * text and text for numbers, fields that the schema does not name, text that is too long, dates without
 * offset, values outside a list, message ids that are numbers or too long, a byte order mark. A missing
 * timestamp, or one that says nothing, is that of the receipt. Answers the frame and what was mended;
 * what stays wrong is for the endpoint to refuse. `actionOf` tells which call a message id belongs to.
 */
export function mendFrame(
	text: string,
	actionOf: (messageId: string) => CsmsAction | undefined,
	receivedAt: Moment = Date.now(),
): Mended {
	const asItIs: Mended = { frame: text, mended: [] };
	if (isTooMuch(text)) return asItIs;
	const bom = text.charCodeAt(0) === BYTE_ORDER_MARK;
	let parts: unknown;
	try {
		parts = JSON.parse(bom ? text.slice(1) : text);
	} catch {
		return asItIs;
	}
	if (!Array.isArray(parts)) return asItIs;
	const mended: Mending[] = bom ? [{ rule: "Frame", what: "It begins with a byte order mark" }] : [];
	const replacedId = parts[0] === 2 ? mendId(parts, mended) : undefined;
	mendPayload(parts, actionOf, receivedAt, mended);
	if (mended.length === 0) return asItIs;
	const action = parts[0] === 2 ? parts[2] : actionOf(parts[1]);
	return {
		frame: JSON.stringify(parts),
		mended,
		...(typeof action === "string" ? { action } : {}),
		...(replacedId ? { replacedId } : {}),
	};
}

/** Gives a CALL a message id that the protocol allows; always the same for the same. */
function mendId(parts: unknown[], mended: Mending[]): Mended["replacedId"] {
	const original = parts[1];
	if (typeof original === "number") {
		mended.push({ rule: "Frame", what: "The message id is a number" });
		parts[1] = String(original);
	} else if (typeof original === "string" && original.length > ID_LENGTH) {
		mended.push({ rule: "Frame", what: `The message id has more than ${ID_LENGTH} characters` });
		parts[1] = createHash("sha256").update(original).digest("hex").slice(0, ID_LENGTH);
	} else return;
	return { messageId: String(parts[1]), original };
}

function mendPayload(
	parts: unknown[],
	actionOf: (messageId: string) => CsmsAction | undefined,
	receivedAt: Moment,
	mended: Mending[],
): void {
	const at = parts[0] === 2 ? 3 : 2;
	const schema = parts[0] === 2 ? requestSchema(parts[2]) : responseSchema(actionOf(String(parts[1])));
	const before = parts[at];
	if (!schema || (parts[0] !== 2 && parts[0] !== 3) || !isObject(before)) return;
	const mender: Mender = { receivedAt, found: [] };
	const payload = mendObject(schema, before, "", mender);
	if (payload === broken || mender.found.length === 0) return;
	parts[at] = payload;
	for (const what of mender.found) mended.push({ rule: "Schema", what });
}

/** What the mending of one payload knows and finds. */
interface Mender {
	receivedAt: Moment;
	found: string[];
}

function requestSchema(action: unknown): ObjectSchema | undefined {
	const requests: Readonly<Record<string, ObjectSchema>> = csmsSchemas.requests;
	return typeof action === "string" && Object.hasOwn(requests, action) ? requests[action] : undefined;
}

function responseSchema(action: CsmsAction | undefined): ObjectSchema | undefined {
	return action && csmsSchemas.responses[action];
}

function isObject(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mendObject(
	schema: ObjectSchema,
	value: Fields,
	path: string,
	mender: Mender,
): Fields | typeof broken {
	const result: Fields = {};
	for (const [name, before] of Object.entries(value)) {
		const place = path === "" ? name : `${path}.${name}`;
		const required = Object.hasOwn(schema.required, name);
		if (!required && !Object.hasOwn(schema.optional ?? {}, name)) {
			mender.found.push(`${place} is no field of this message`);
			continue;
		}
		const field = required ? schema.required[name] : schema.optional![name];
		const after = mendField(field, name, before, place, mender);
		if (after !== broken) result[name] = after;
		else if (required || MEANING.includes(name) || (name === "unit" && isMetered(value))) return broken;
	}
	for (const name in schema.required) {
		if (Object.hasOwn(value, name)) continue;
		const missing = missingField(schema.required[name], name, value, mender);
		if (missing === broken) return broken;
		mender.found.push(`${path === "" ? name : `${path}.${name}`} is missing`);
		result[name] = missing;
	}
	return result;
}

/** Mends one field; what is wrong with a simple one is found here. */
function mendField(schema: Schema, name: string, before: unknown, place: string, mender: Mender): unknown {
	if (name === "idTag" && typeof before === "string" && before.trim() !== before && before.trim() !== "") {
		mender.found.push(`${place} has blanks at its ends`);
		return mend(schema, before.trim(), place, mender);
	}
	const after = mend(schema, before, place, mender);
	if (isSimple(schema) && after !== before) mender.found.push(`${place} ${faultOf(schema, before)}`);
	else if (after === broken && !isObject(before) && !Array.isArray(before)) {
		mender.found.push(`${place} ${faultOf(schema, before)}`);
	}
	return after;
}

function isSimple(schema: Schema): schema is number | readonly string[] {
	return typeof schema === "number" || Array.isArray(schema);
}

/** In the words of the validation that the value would have failed. */
function faultOf(schema: Schema, value: unknown): string {
	if (!isSimple(schema)) return "items" in schema ? "must be a list" : "must be an object";
	if (typeof schema !== "number") {
		return typeof value === "string" ? "is none of the allowed values" : "must be text";
	}
	switch (schema) {
		case integer:
			return "must be a whole number";
		case decimal:
			return "must be a number";
		case boolean:
			return "must be true or false";
		case dateTime:
			return typeof value === "string" ? "is no ISO 8601 date and time with offset" : "must be text";
		default:
			return typeof value === "string" ? `has more than ${schema} characters` : "must be text";
	}
}

/** What stands for a required field that is missing. */
function missingField(schema: Schema, name: string, { status }: Fields, { receivedAt }: Mender): unknown {
	if (schema === dateTime) return timestamp(receivedAt);
	if (name === "errorCode") return status === "Faulted" ? "OtherError" : "NoError";
	return broken;
}

/** Energy and power are counted with, and must not be taken for a thousandth. */
function isMetered({ measurand }: Fields): boolean {
	return measurand === undefined || /^(Energy|Power)\./.test(String(measurand));
}

function mend(schema: Schema, value: unknown, path: string, mender: Mender): unknown {
	if (typeof schema === "number") return mendSimple(schema, value, mender);
	if ("required" in schema) return isObject(value) ? mendObject(schema, value, path, mender) : broken;
	if ("items" in schema) {
		if (!Array.isArray(value)) return broken;
		// An item that cannot be mended is left out; what is wrong with it has been found by then.
		return value
			.map((item) => mendField(schema.items, "", item, `${path}[]`, mender))
			.filter((item) => item !== broken);
	}
	if (typeof value !== "string") return broken;
	const spelt = value.trim().toLowerCase();
	const same = schema.find((allowed) => allowed.toLowerCase() === spelt);
	return same ?? schema.find((allowed) => allowed === "OtherError" || allowed === "Other") ?? broken;
}

function mendSimple(schema: number, value: unknown, { receivedAt }: Mender): unknown {
	switch (schema) {
		case integer: {
			const number = numberOf(value);
			return number === undefined ? broken : Math.round(number);
		}
		case decimal:
			return numberOf(value) ?? broken;
		case boolean:
			if (typeof value === "boolean") return value;
			return value === "true" ? true : value === "false" ? false : broken;
		case dateTime:
			return mendDate(value, receivedAt);
		default: {
			if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return broken;
			const whole = String(value);
			if (schema === text || schema === uri) return whole;
			return [...whole].length > schema ? [...whole.trim()].slice(0, schema).join("") : whole;
		}
	}
}

/** Without offset it is taken for UTC; a number for seconds or milliseconds since 1970. */
function mendDate(value: unknown, receivedAt: Moment): unknown {
	if (typeof value === "number" && value > EPOCH_SECONDS && value < EPOCH_SECONDS * 1e4) {
		return timestamp(Math.round(value > EPOCH_SECONDS * 100 ? value : value * 1000));
	}
	const said = typeof value === "string" ? value.trim() : "";
	for (const date of [said, `${said}Z`]) if (parseDateTime(date) !== undefined) return date;
	return timestamp(receivedAt);
}

function numberOf(value: unknown): number | undefined {
	const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
