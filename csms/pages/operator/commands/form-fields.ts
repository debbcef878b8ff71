import dayjs from "dayjs";
import { chargePointSchemas } from "../../../../modules/ocpp/charge-point-schemas.generated";
import {
	boolean,
	dateTime,
	decimal,
	integer,
	type ObjectSchema,
	type Schema,
	uri,
} from "../../../../modules/ocpp/validate";
import type { Action } from "./commands";
import { type FieldHint, HINTS } from "./field-hints";

/** The parameters of the commands as a form asks for them, made from the schemas of OCPP. */

interface Common {
	name: string;
	required: boolean;
	hint: FieldHint;
}

export interface ObjectField extends Common {
	kind: "object";
	fields: Field[];
}

export interface ListField extends Common {
	kind: "list";
	item: Field;
}

interface ChoiceField extends Common {
	kind: "choice";
	choices: readonly string[];
}

interface ValueField extends Common {
	kind: "text" | "integer" | "decimal" | "boolean" | "dateTime" | "uri";
	/** Characters of a text at most; 0: any number of them. */
	maxLength: number;
}

export type Field = ObjectField | ListField | ChoiceField | ValueField;

/**
 * What a form holds: a text for each value, empty where none is given, moments as `2026-11-22 18:00:00` in the
 * reader's time; null for an optional object that is not given.
 */
export type FormValue = string | null | FormValue[] | { [name: string]: FormValue };
export type FormValues = { [name: string]: FormValue };
type Payload = { [name: string]: unknown };

const SIMPLE: Record<number, ValueField["kind"]> = {
	[integer]: "integer",
	[decimal]: "decimal",
	[boolean]: "boolean",
	[dateTime]: "dateTime",
	[uri]: "uri",
};
/** Longer texts get several lines. */
const ONE_LINE = 300;

/** The parameters of a command, those that are needed first. */
export function fieldsOf(action: Action): Field[] {
	return objectFields(action, chargePointSchemas.requests[action]);
}

function objectFields(action: Action, { required, optional = {} }: ObjectSchema): Field[] {
	return [
		...Object.entries(required).map(([name, schema]) => toField(action, name, schema, true)),
		...Object.entries(optional).map(([name, schema]) => toField(action, name, schema, false)),
	];
}

function toField(action: Action, name: string, schema: Schema, required: boolean): Field {
	const hint = HINTS[`${action}.${name}`] ?? HINTS[name] ?? {};
	const common = { name, required, hint };
	if (typeof schema === "number") {
		if (schema < 0) return { ...common, kind: SIMPLE[schema], maxLength: 0 };
		const rows = hint.rows ?? (schema > ONE_LINE ? 3 : undefined);
		return { ...common, hint: { ...hint, rows }, kind: "text", maxLength: schema };
	}
	if ("required" in schema) return { ...common, kind: "object", fields: objectFields(action, schema) };
	if ("items" in schema) return { ...common, kind: "list", item: toField(action, name, schema.items, true) };
	return { ...common, kind: "choice", choices: schema };
}

/** What a form begins with. */
export function initialValues(fields: readonly Field[], now = Date.now()): FormValues {
	return Object.fromEntries(fields.map((field) => [field.name, initialValue(field, now)]));
}

function initialValue(field: Field, now: number): FormValue {
	if (field.kind === "object") return field.required ? initialValues(field.fields, now) : null;
	if (field.kind === "list") return field.required ? [initialItem(field, now)] : [];
	const { initial } = field.hint;
	if (typeof initial === "string") return initial;
	if (initial && !field.required) return "";
	if (initial && "now" in initial) return toLocal(now);
	if (initial) return String(Math.floor((now - Date.UTC(2026, 0)) / 1000));
	if (field.kind === "choice" && field.required && field.name !== "status") return field.choices[0];
	return "";
}

/** A new entry of a list. */
export function initialItem({ item }: ListField, now = Date.now()): FormValue {
	return item.kind === "object" ? initialValues(item.fields, now) : "";
}

/** The request payload of what a form holds. Values that are wrong are in it as they are. */
export function payloadOf(fields: readonly Field[], values: FormValues): Payload {
	const payload: Payload = {};
	for (const field of fields) {
		const value = toPayload(field, values[field.name]);
		if (value !== undefined) payload[field.name] = value;
	}
	return payload;
}

function toPayload(field: Field, value: FormValue): unknown {
	if (field.kind === "object")
		return value === null ? undefined : payloadOf(field.fields, value as FormValues);
	if (field.kind === "list") {
		const items = (value as FormValue[]).map((item) => toPayload(field.item, item));
		const given = items.filter((item) => item !== undefined);
		return given.length === 0 && !field.required ? undefined : given;
	}
	const text = field.hint.rows || field.hint.mayBeEmpty ? String(value) : String(value).trim();
	if (text === "") return field.hint.mayBeEmpty ? "" : undefined;
	switch (field.kind) {
		case "integer":
		case "decimal":
			return toNumber(text) ?? text;
		case "boolean":
			return text === "true";
		case "dateTime":
			return momentOf(text)?.toISOString() ?? text;
		default:
			return text;
	}
}

/** What a form holds to send a payload once more; masked values are asked for again. */
export function valuesOf(fields: readonly Field[], payload: Payload): FormValues {
	return Object.fromEntries(fields.map((field) => [field.name, toValue(field, payload[field.name])]));
}

function toValue(field: Field, value: unknown): FormValue {
	if (field.kind === "object") {
		if (value === undefined) return field.required ? initialValues(field.fields) : null;
		return valuesOf(field.fields, value as Payload);
	}
	if (field.kind === "list") {
		return Array.isArray(value) ? value.map((item) => toValue(field.item, item)) : [];
	}
	if (value === undefined || (typeof value === "string" && value.includes("***"))) return "";
	return field.kind === "dateTime" ? toLocal(Date.parse(String(value))) : String(value);
}

/** A number as people write it; undefined for what is none. */
export function toNumber(text: string): number | undefined {
	return /^[+-]?\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : undefined;
}

/** The moment of a date with time in the reader's zone; undefined for what is none. */
export function momentOf(local: string): Date | undefined {
	const moment = new Date(local.replace(" ", "T"));
	return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** A moment, ms since 1970, in the reader's zone: `2026-11-22 18:00:00`. */
export function toLocal(moment: number): string {
	return dayjs(moment).format("YYYY-MM-DD HH:mm:ss");
}
