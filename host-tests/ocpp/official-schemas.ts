import { createRequire } from "node:module";
import { Ajv, type ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { Action } from "../../modules/ocpp/types";
import type { ObjectSchema } from "../../modules/ocpp/validate";

/** The official JSON schemas, read without the generator: an independent judge, and a source of payloads. */

interface JsonSchema {
	$id?: string;
	$ref?: string;
	definitions?: Record<string, JsonSchema>;
	type?: string;
	properties?: Record<string, JsonSchema>;
	required?: string[];
	items?: JsonSchema;
	minItems?: number;
	enum?: string[];
	maxLength?: number;
	format?: string;
}

export type Direction = "req" | "conf";

export interface Payload {
	/** Such as `Reset.req`. */
	id: string;
	action: Action;
	direction: Direction;
	/** Our table for it. */
	table: ObjectSchema;
}

const schemas = createRequire(import.meta.url)("ocpp-rpc/lib/schemas/ocpp1_6.json") as JsonSchema[];
const byId = new Map(schemas.map((schema) => [schema.$id?.replace("urn:", ""), schema]));

/** Every payload of every action. */
export const payloads: Payload[] = [...byId.keys()].map((id) => {
	const [action, direction] = id!.split(".") as [Action, Direction];
	const part = direction === "req" ? "requests" : "responses";
	const tables: Record<string, ObjectSchema> = { ...chargePointSchemas[part], ...csmsSchemas[part] };
	return { id: id!, action, direction, table: tables[action] };
});

const ajv = new Ajv({ strictSchema: false, allErrors: true, multipleOfPrecision: 6 });
addFormats.default(ajv);
// Without their ids, which are no URNs that ajv would take.
const checks = new Map([...byId].map(([id, { $id, ...schema }]) => [id, ajv.compile(schema)]));

/** What ajv has against a payload; empty when it is valid. */
export function officialErrors({ id }: Payload, value: unknown): ErrorObject[] {
	const check = checks.get(id)!;
	return check(value) ? [] : check.errors!;
}

/** Valid payloads. */
export function validPayload(id: string): fc.Arbitrary<object> {
	const schema = byId.get(id)!;
	return arbitraryOf(schema, schema) as fc.Arbitrary<object>;
}

/** The valid payload with every field, one item in each list and every text as long as it may be. */
export function largestPayload(id: string): unknown {
	const schema = byId.get(id)!;
	return largestOf(schema, schema);
}

function largestOf(schema: JsonSchema, root: JsonSchema): unknown {
	if (schema.$ref) return largestOf(root.definitions![schema.$ref.replace("#/definitions/", "")], root);
	if (schema.enum) return schema.enum.at(-1);
	switch (schema.type) {
		case "object": {
			const fields = Object.entries(schema.properties ?? {});
			return Object.fromEntries(fields.map(([name, field]) => [name, largestOf(field, root)]));
		}
		case "array":
			return [largestOf(schema.items!, root)];
		case "integer":
			return 7;
		case "number":
			return 21.4;
		case "boolean":
			return true;
		default:
			if (schema.format === "date-time") return "2026-01-02T03:04:05.678+08:00";
			return schema.format === "uri" ? "ftp://host/" : "x".repeat(schema.maxLength ?? 100);
	}
}

function arbitraryOf(schema: JsonSchema, root: JsonSchema): fc.Arbitrary<unknown> {
	if (schema.$ref) return arbitraryOf(root.definitions![schema.$ref.replace("#/definitions/", "")], root);
	if (schema.enum) return fc.constantFrom(...schema.enum);
	switch (schema.type) {
		case "object": {
			const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [
				name,
				arbitraryOf(field, root),
			]);
			return fc.record(Object.fromEntries(fields), {
				requiredKeys: (schema.required ?? []) as never[],
				noNullPrototype: true,
			});
		}
		case "array":
			return fc.array(arbitraryOf(schema.items!, root), { minLength: schema.minItems ?? 0, maxLength: 3 });
		case "integer":
			return fc.oneof(fc.integer(), fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER));
		case "number":
			return fc.integer({ min: -1_000_000, max: 1_000_000 }).map((tenths) => tenths / 10);
		case "boolean":
			return fc.boolean();
		default:
			return stringOf(schema);
	}
}

function stringOf({ format, maxLength }: JsonSchema): fc.Arbitrary<string> {
	if (format === "date-time") return dateTimes;
	if (format === "uri") return fc.webUrl({ validSchemes: ["http", "https", "ftp", "sftp"] });
	if (maxLength === undefined) return fc.string();
	return fc.oneof(
		{ arbitrary: fc.string({ maxLength }), weight: 4 },
		{ arbitrary: fc.string({ maxLength: Math.min(maxLength, 20), unit: "binary" }), weight: 2 },
		{
			arbitrary: fc.constantFrom("x", "漢", "😀").map((character) => character.repeat(maxLength)),
			weight: 1,
		},
	);
}

const dateTimes = fc
	.tuple(
		fc.date({
			min: new Date("0001-01-01T00:00:00Z"),
			max: new Date("9999-12-31T23:59:59Z"),
			noInvalidDate: true,
		}),
		fc.constantFrom("", ".0", ".25", ".123", ".123456789"),
		fc.constantFrom("Z", "z", "+00:00", "-00:00", "+08:00", "-11:30", "+23:59", "+0530", "+02"),
		fc.constantFrom("T", "t", " "),
	)
	.map(
		([date, fraction, offset, separator]) =>
			date.toISOString().slice(0, 19).replace("T", separator) + fraction + offset,
	);
