import { typeNames } from "./names";

/** What the schemas say of one value, with only what OCPP 1.6 uses of JSON schema. */
export type Node =
	| { readonly kind: "string"; readonly maxLength: number | undefined }
	| { readonly kind: "dateTime" | "uri" | "integer" | "decimal" | "boolean" }
	| EnumNode
	| { readonly kind: "list"; readonly items: Node; readonly minItems: number }
	| ObjectNode;

export interface EnumNode {
	readonly kind: "enum";
	readonly name: string;
	readonly values: readonly string[];
}

export interface ObjectNode {
	readonly kind: "object";
	/** Undefined for the payload of a message. */
	readonly name: string | undefined;
	readonly fields: readonly Field[];
}

export interface Field {
	readonly name: string;
	readonly required: boolean;
	readonly node: Node;
}

export interface Message {
	readonly action: string;
	readonly request: ObjectNode;
	readonly response: ObjectNode;
}

type Json = { readonly [key: string]: unknown };

/**
 * Reads the schemas of all messages, ordered by action. Throws an Error that names the place when
 * a schema says something that the types and the validator do not know, or a type has no name.
 */
export function readMessages(schemas: readonly Json[]): Message[] {
	const byId = new Map(schemas.map((schema) => [String(schema.$id).replace(/^urn:/, ""), schema]));
	const names = namesByContent(byId);
	const actions = [...byId.keys()].filter((id) => id.endsWith(".req")).map((id) => id.slice(0, -4));
	const payload = (id: string): ObjectNode => {
		const schema = byId.get(id);
		if (!schema) throw new Error(`There is no schema ${id}.`);
		byId.delete(id);
		const node = readNode(schema, schema, id, names);
		if (node.kind !== "object") throw new Error(`${id} is not an object.`);
		return { ...node, name: undefined };
	};
	const messages = actions
		.sort()
		.map((action) => ({ action, request: payload(`${action}.req`), response: payload(`${action}.conf`) }));
	if (byId.size > 0) throw new Error(`No request belongs to ${[...byId.keys()].join(", ")}.`);
	return messages;
}

/** Follows a `$ref` into the schema's own definitions. */
function resolve(schema: Json, root: Json): Json {
	if (schema.$ref === undefined) return schema;
	const definitions = root.definitions as Record<string, Json> | undefined;
	const found = definitions?.[String(schema.$ref).replace("#/definitions/", "")];
	if (!found) throw new Error(`${root.$id}: ${schema.$ref} leads nowhere.`);
	return resolve(found, root);
}

/** The same text for the same content, whatever the order of fields and keywords. */
function contentOf(schema: Json, root: Json): string {
	const { enum: values, properties, items, required, ...rest } = resolve(schema, root);
	const fields = Object.entries((properties ?? {}) as Record<string, Json>)
		.map(([name, field]) => [name, contentOf(field, root)])
		.sort();
	const parts = [
		(values as string[] | undefined)?.toSorted(),
		fields,
		items && contentOf(items as Json, root),
		(required as string[] | undefined)?.toSorted(),
		rest.type,
		rest.maxLength,
		rest.format,
		rest.minItems,
		rest.multipleOf,
	];
	return JSON.stringify(parts);
}

function namesByContent(byId: ReadonlyMap<string, Json>): Map<string, string> {
	const names = new Map<string, string>();
	for (const [name, place] of Object.entries(typeNames)) {
		const [action, direction, ...path] = place.replaceAll("[]", ".[]").split(".");
		const root = byId.get(`${action}.${direction}`);
		let schema: Json | undefined = root;
		for (const step of path) {
			const at: Json = resolve(schema ?? {}, root ?? {});
			schema = (step === "[]" ? at.items : (at.properties as Json | undefined)?.[step]) as Json | undefined;
		}
		if (!root || !schema)
			throw new Error(`names.ts gives ${name} the place ${place}, which is not in the schemas.`);
		const content = contentOf(schema, root);
		const other = names.get(content);
		if (other) throw new Error(`names.ts has two names for the same content: ${other} and ${name}.`);
		names.set(content, name);
	}
	return names;
}

const keywords: Readonly<Record<string, readonly string[]>> = {
	object: ["$schema", "$id", "definitions", "type", "properties", "required", "additionalProperties"],
	array: ["type", "items", "minItems", "additionalItems"],
	string: ["type", "maxLength", "format", "enum"],
	integer: ["type"],
	number: ["type", "multipleOf"],
	boolean: ["type"],
};

function readNode(unresolved: Json, root: Json, place: string, names: ReadonlyMap<string, string>): Node {
	const schema = resolve(unresolved, root);
	const type = String(schema.type);
	const known = keywords[type];
	if (!known) throw new Error(`${place}: the type ${type} is new.`);
	for (const keyword of Object.keys(schema)) {
		if (!known.includes(keyword)) throw new Error(`${place}: the keyword ${keyword} on a ${type} is new.`);
	}
	const named = (): string => {
		const name = names.get(contentOf(schema, root));
		if (!name) throw new Error(`${place} needs a name in names.ts.`);
		return name;
	};
	switch (type) {
		case "object": {
			if (schema.additionalProperties !== false) throw new Error(`${place} allows fields it does not name.`);
			const properties = (schema.properties ?? {}) as Record<string, Json>;
			const required = (schema.required ?? []) as string[];
			const fields = Object.entries(properties).map(([name, field]) => ({
				name,
				required: required.includes(name),
				node: readNode(field, root, `${place}.${name}`, names),
			}));
			return { kind: "object", name: schema === root ? undefined : named(), fields };
		}
		case "array":
			return {
				kind: "list",
				items: readNode(schema.items as Json, root, `${place}[]`, names),
				minItems: (schema.minItems as number | undefined) ?? 0,
			};
		case "string":
			return readString(schema, place, named);
		case "number":
			if (schema.multipleOf !== 0.1) throw new Error(`${place}: only numbers with one decimal are known.`);
			return { kind: "decimal" };
		default:
			return { kind: type as "integer" | "boolean" };
	}
}

function readString(schema: Json, place: string, named: () => string): Node {
	if (schema.enum) return { kind: "enum", name: named(), values: schema.enum as string[] };
	switch (schema.format) {
		case undefined:
			return { kind: "string", maxLength: schema.maxLength as number | undefined };
		case "date-time":
			return { kind: "dateTime" };
		case "uri":
			return { kind: "uri" };
		default:
			throw new Error(`${place}: the format ${schema.format} is new.`);
	}
}
