import { parseDateTime } from "../../modules/ocpp/date-time";
import { dateTime, integer, type ObjectSchema, type Schema } from "../../modules/ocpp/validate";

const MOST_INT32 = 2 ** 31 - 1;
/** Energy registers pass 2^31 Wh. */
const METERS = ["meterStart", "meterStop"];
const FIRST_DATE = "0001-01-01T00:00:00.000Z";
const LAST_DATE = "9999-12-31T23:59:59.999Z";
const FIRST = Date.parse(FIRST_DATE);
const LAST = Date.parse(LAST_DATE);

/**
 * A valid payload as it can be kept on any database and shown as ISO 8601: text without NUL, whole
 * numbers of 32 bits (energy registers: those that are exact), dates of the years 1 to 9999. Numbers
 * and dates beyond become the nearest that fits. The same payload when nothing has to be changed;
 * what was is told to `changed`.
 */
export function storable<Payload extends object>(
	schema: ObjectSchema,
	payload: Payload,
	changed: (what: string) => void,
): Payload {
	return keepObject(schema, payload as Record<string, unknown>, "", changed) as Payload;
}

/** Text without NUL, which PostgreSQL does not take. */
export function withoutNul(text: string): string {
	return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

function keepObject(
	schema: ObjectSchema,
	value: Record<string, unknown>,
	path: string,
	changed: (what: string) => void,
): Record<string, unknown> {
	let kept = value;
	for (const name in value) {
		const before = value[name];
		const field = schema.required[name] ?? schema.optional?.[name];
		if (field === undefined) continue;
		const after = keep(field, before, path, name, changed);
		if (after === before) continue;
		if (kept === value) kept = { ...value };
		kept[name] = after;
	}
	return kept;
}

function keep(
	schema: Schema,
	value: unknown,
	path: string,
	name: string,
	changed: (what: string) => void,
): unknown {
	if (typeof value === "string") {
		if (schema === dateTime) return keepDate(value, path + name, changed);
		const text = withoutNul(value);
		if (text !== value) changed(`${path}${name} has NUL characters`);
		return text;
	}
	if (schema === integer) return keepInteger(value as number, path, name, changed);
	if (typeof schema !== "object") return value;
	if ("required" in schema) {
		return keepObject(schema, value as Record<string, unknown>, `${path}${name}.`, changed);
	}
	if (!("items" in schema) || !Array.isArray(value)) return value;
	let kept = value;
	for (let index = 0; index < value.length; index++) {
		const after = keep(schema.items, value[index], path, `${name}[]`, changed);
		if (after === value[index]) continue;
		if (kept === value) kept = [...value];
		kept[index] = after;
	}
	return kept;
}

function keepInteger(value: number, path: string, name: string, changed: (what: string) => void): number {
	const most = METERS.includes(name) ? Number.MAX_SAFE_INTEGER : MOST_INT32;
	if (Math.abs(value) <= most) return value;
	changed(`${path}${name} is too large a number`);
	return value < 0 ? -most : most;
}

function keepDate(value: string, path: string, changed: (what: string) => void): string {
	const moment = parseDateTime(value) as number;
	if (moment >= FIRST && moment <= LAST) return value;
	changed(`${path} is not in the years 1 to 9999`);
	return moment < FIRST ? FIRST_DATE : LAST_DATE;
}
