import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import { parseDateTime } from "../../modules/ocpp/date-time";
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

/** What cannot be mended; its field is left out if the message is whole without it. */
const broken = Symbol("broken");

/** Without these a sampled value would mean something else. */
const MEANING = ["measurand", "phase", "format"];

type Fields = Record<string, unknown>;

/**
 * Mends a frame of a charge point that bends the rules, as far as its meaning is certain: numbers
 * for text and text for numbers, fields that the schema does not name, text that is too long, dates
 * without offset, values outside a list. Answers the frame and what was mended; what stays wrong is
 * for the endpoint to refuse. `actionOf` tells which call a message id belongs to.
 */
export function mendFrame(
	frame: string,
	actionOf: (messageId: string) => CsmsAction | undefined,
): { frame: string; mended: string[] } {
	const mended: string[] = [];
	let parts: unknown;
	try {
		parts = JSON.parse(frame);
	} catch {
		return { frame, mended };
	}
	if (!Array.isArray(parts)) return { frame, mended };
	const at = parts[0] === 2 ? 3 : 2;
	const schema = parts[0] === 2 ? requestSchema(parts[2]) : responseSchema(actionOf(String(parts[1])));
	if (schema && (parts[0] === 2 || parts[0] === 3) && isObject(parts[at])) {
		const payload = mendObject(schema, parts[at], "", mended);
		if (payload !== broken && mended.length > 0) {
			parts[at] = payload;
			return { frame: JSON.stringify(parts), mended };
		}
	}
	return { frame, mended: [] };
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
	mended: string[],
): Fields | typeof broken {
	const result: Fields = {};
	for (const [name, before] of Object.entries(value)) {
		const place = path === "" ? name : `${path}.${name}`;
		const required = Object.hasOwn(schema.required, name);
		if (!required && !Object.hasOwn(schema.optional ?? {}, name)) {
			mended.push(`${place} is no field of this message`);
			continue;
		}
		const after = mend(required ? schema.required[name] : schema.optional![name], before, place, mended);
		if (after !== broken) {
			if (after !== before && !isObject(before) && !Array.isArray(before)) {
				mended.push(`${place} was ${JSON.stringify(before)}`);
			}
			result[name] = after;
		} else if (required || MEANING.includes(name) || (name === "unit" && isMetered(value))) {
			return broken;
		} else {
			mended.push(`${place} was ${JSON.stringify(before)}`);
		}
	}
	return result;
}

/** Energy and power are counted with, and must not be taken for a thousandth. */
function isMetered({ measurand }: Fields): boolean {
	return measurand === undefined || /^(Energy|Power)\./.test(String(measurand));
}

function mend(schema: Schema, value: unknown, path: string, mended: string[]): unknown {
	if (typeof schema === "number") return mendSimple(schema, value);
	if ("required" in schema) return isObject(value) ? mendObject(schema, value, path, mended) : broken;
	if ("items" in schema) {
		if (!Array.isArray(value)) return broken;
		return value.flatMap((item, index) => {
			const after = mend(schema.items, item, `${path}[${index}]`, mended);
			if (after !== broken) return [after];
			mended.push(`${path}[${index}] was ${JSON.stringify(item)}`);
			return [];
		});
	}
	if (typeof value !== "string") return broken;
	const same = schema.find((allowed) => allowed.toLowerCase() === value.toLowerCase());
	return same ?? schema.find((allowed) => allowed === "OtherError" || allowed === "Other") ?? broken;
}

function mendSimple(schema: number, value: unknown): unknown {
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
			if (typeof value !== "string") return broken;
			if (parseDateTime(value) !== undefined) return value;
			return parseDateTime(`${value}Z`) === undefined ? broken : `${value}Z`;
		default: {
			if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return broken;
			const whole = String(value);
			return schema === text || schema === uri ? whole : whole.slice(0, schema);
		}
	}
}

function numberOf(value: unknown): number | undefined {
	const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
