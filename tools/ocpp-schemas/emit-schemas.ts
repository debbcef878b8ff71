import { actionsOfBoth, chargePointActions } from "./names";
import type { EnumNode, Message, Node, ObjectNode } from "./read";

type Side = "charge-point" | "csms";

interface ObjectConstant {
	readonly text: string;
	readonly sides: Set<Side>;
}

const leaves = ["boolean", "dateTime", "decimal", "integer", "text", "uri"];

/**
 * The tables for the validator, as the texts of modules: the values of enumerations that a charge point
 * checks and those that only a CSMS does, what a charge point receives, what a CSMS receives, and the
 * objects that both do. Everything is there once, so that a firmware carries little and nothing that it
 * never checks.
 */
export function emitSchemas(messages: readonly Message[]): Record<string, string> {
	const enums = new Map<string, EnumNode>();
	const enumsOfChargePoint = new Set<string>();
	const objects = new Map<string, ObjectConstant>([
		["none", { text: "{}", sides: new Set(["charge-point", "csms"]) }],
		["noFields", { text: "{ required: none }", sides: new Set(["charge-point", "csms"]) }],
	]);
	const counts = new Map<string, number>();
	for (const { request, response } of messages) {
		for (const node of [request, response])
			counts.set(JSON.stringify(node), (counts.get(JSON.stringify(node)) ?? 0) + 1);
	}

	const constant = (name: string, node: ObjectNode, side: Side): string => {
		const text = objectText(node, side);
		const known = objects.get(name);
		if (known) known.sides.add(side);
		else objects.set(name, { text, sides: new Set([side]) });
		return name;
	};
	const objectText = ({ fields }: ObjectNode, side: Side): string => {
		const part = (required: boolean): string => {
			const entries = fields
				.filter((field) => field.required === required)
				.map(({ name, node }) => [name, schemaText(node, side)])
				.map(([name, schema]) => (name === schema ? name : `${name}: ${schema}`));
			return entries.length === 0 ? "none" : `{ ${entries.join(", ")} }`;
		};
		const optional = part(false);
		return `{ required: ${part(true)}${optional === "none" ? "" : `, optional: ${optional}`} }`;
	};
	const schemaText = (node: Node, side: Side): string => {
		switch (node.kind) {
			case "string":
				return node.maxLength === undefined ? "text" : String(node.maxLength);
			case "enum":
				enums.set(node.name, node);
				if (side === "charge-point") enumsOfChargePoint.add(node.name);
				return plural(node.name);
			case "list":
				return `{ items: ${schemaText(node.items, side)}${node.minItems ? `, minItems: ${node.minItems}` : ""} }`;
			case "object":
				return constant(lowerFirst(node.name!), node, side);
			default:
				return node.kind;
		}
	};
	const payloadText = (node: ObjectNode, side: Side): string => {
		const [first, second] = node.fields;
		if (!first) return "noFields";
		const shared = counts.get(JSON.stringify(node))! > 1 && !second && first.required;
		return shared && first.node.kind === "enum"
			? constant(`only${first.node.name}`, node, side)
			: objectText(node, side);
	};
	const table = (side: Side): string => {
		const part = (direction: "request" | "response", caller: Side): string =>
			messages
				.filter(({ action }) => callers(action).includes(caller))
				.map((message) => `\t\t${message.action}: ${payloadText(message[direction], side)},\n`)
				.join("");
		const requests = part("request", side === "csms" ? "charge-point" : "csms");
		return `{\n\trequests: {\n${requests}\t},\n\tresponses: {\n${part("response", side)}\t},\n}`;
	};
	const chargePoint = table("charge-point");
	const csms = table("csms");

	const constants = (prefix: string, belongs: (sides: ReadonlySet<Side>) => boolean): string =>
		[...objects]
			.filter(([, { sides }]) => belongs(sides))
			.map(([name, { text }]) => `${prefix}const ${name} = frozen(${text});\n\n`)
			.join("");
	const sharedNames = [...objects.keys()].filter((name) => objects.get(name)!.sides.size === 2);
	const enumsOf = (chargePoint: boolean) =>
		[...enums.values()].filter(({ name }) => enumsOfChargePoint.has(name) === chargePoint);
	const module = (body: string): string =>
		imports(body, enumsOf(true), enumsOf(false), sharedNames) + body.replace(/\n\n$/, "\n");
	return {
		"enums.generated.ts": emitEnums(enumsOf(true)),
		"csms-enums.generated.ts": emitEnums(enumsOf(false)),
		"shared-schemas.generated.ts": module(constants("export ", (sides) => sides.size === 2)),
		"charge-point-schemas.generated.ts": module(
			constants("", (sides) => sides.size === 1 && sides.has("charge-point")) +
				"/** What a charge point receives. */\n" +
				`export const chargePointSchemas: ChargePointSchemas = frozen(${chargePoint});\n`,
		),
		"csms-schemas.generated.ts": module(
			constants("", (sides) => sides.size === 1 && sides.has("csms")) +
				`/** What a CSMS receives. */\nexport const csmsSchemas: CsmsSchemas = frozen(${csms});\n`,
		),
	};
}

function callers(action: string): Side[] {
	if (actionsOfBoth.includes(action)) return ["charge-point", "csms"];
	return [chargePointActions.includes(action) ? "charge-point" : "csms"];
}

function emitEnums(enums: readonly EnumNode[]): string {
	const sorted = enums.toSorted((a, b) => (a.name < b.name ? -1 : 1));
	const names = sorted.map(({ name }) => `\t${name},\n`).join("");
	const lists = sorted.map(({ name, values }) => {
		const list = values.map((value) => `\t${JSON.stringify(value)},\n`).join("");
		return `export const ${plural(name)}: readonly ${name}[] = frozen([\n${list}]);\n`;
	});
	return `import { frozen } from "../frozen";\nimport type {\n${names}} from "./types.generated";\n\n${lists.join("\n")}`;
}

/** The imports that the text of a module needs. */
function imports(
	body: string,
	enums: readonly EnumNode[],
	csmsEnums: readonly EnumNode[],
	shared: readonly string[],
): string {
	const lists = (nodes: readonly EnumNode[]) => nodes.map(({ name }) => plural(name));
	const uses = (name: string): boolean => new RegExp(`\\b${name}\\b(?!:)`).test(body);
	const line = (keyword: string, names: readonly string[], from: string): string => {
		const used = names.filter((name) => uses(name) && !body.includes(`const ${name} =`)).sort();
		return used.length === 0
			? ""
			: `${keyword} {\n${used.map((name) => `\t${name},\n`).join("")}} from "${from}";\n`;
	};
	const lines =
		line("import", lists(csmsEnums), "./csms-enums.generated") +
		line("import", lists(enums), "./enums.generated") +
		'import { frozen } from "../frozen";\n' +
		line("import", shared, "./shared-schemas.generated") +
		line("import", leaves, "./validate") +
		line("import type", ["ChargePointSchemas", "CsmsSchemas"], "./validate");
	return `${lines}\n`;
}

function lowerFirst(name: string): string {
	return name[0].toLowerCase() + name.slice(1);
}

function plural(name: string): string {
	return `${lowerFirst(name)}${name.endsWith("s") ? "es" : "s"}`;
}
