import { actionsOfBoth, chargePointActions } from "./names";
import type { EnumNode, Field, Message, Node, ObjectNode } from "./read";

/** The TypeScript types of all messages, as the text of a module. */
export function emitTypes(messages: readonly Message[]): string {
	const enums = new Map<string, EnumNode>();
	const objects = new Map<string, ObjectNode>();
	for (const { request, response } of messages) {
		collect(request, enums, objects);
		collect(response, enums, objects);
	}
	const actions = messages.map((message) => message.action);
	const parts = [
		"/** Every action of OCPP 1.6 and of its security whitepaper (R-FRM-18). */",
		union("Action", actions),
		"/** What the charge point calls. */",
		union(
			"ChargePointAction",
			actions.filter((action) => chargePointActions.includes(action)),
		),
		"/** What the CSMS calls. */",
		union(
			"CsmsAction",
			actions.filter((action) => !chargePointActions.includes(action) || actionsOfBoth.includes(action)),
		),
		map("Requests", "The payload of each action's CALL.", messages, "Request"),
		map("Responses", "The payload of each action's CALLRESULT.", messages, "Response"),
	];
	for (const name of [...enums.keys()].sort()) parts.push(union(name, enums.get(name)!.values));
	for (const name of [...objects.keys()].sort()) parts.push(declare(name, objects.get(name)!));
	for (const { action, request, response } of messages) {
		parts.push(declare(`${action}Request`, request), declare(`${action}Response`, response));
	}
	return parts.join("\n");
}

function collect(node: Node, enums: Map<string, EnumNode>, objects: Map<string, ObjectNode>): void {
	if (node.kind === "enum") enums.set(node.name, node);
	else if (node.kind === "list") collect(node.items, enums, objects);
	else if (node.kind === "object") {
		if (node.name) objects.set(node.name, node);
		for (const field of node.fields) collect(field.node, enums, objects);
	}
}

function union(name: string, values: readonly string[]): string {
	const quoted = values.map((value) => JSON.stringify(value));
	const line = `export type ${name} = ${quoted.join(" | ")};\n`;
	return line.length <= 100
		? line
		: `export type ${name} =\n${quoted.map((value) => `\t| ${value}`).join("\n")};\n`;
}

function map(name: string, comment: string, messages: readonly Message[], suffix: string): string {
	const lines = messages.map(({ action }) => `\t${action}: ${action}${suffix};`);
	return `/** ${comment} */\nexport interface ${name} {\n${lines.join("\n")}\n}\n`;
}

function declare(name: string, node: ObjectNode): string {
	if (node.fields.length === 0) return `export type ${name} = Record<string, never>;\n`;
	return `export interface ${name} {\n${node.fields.map(declareField).join("\n")}\n}\n`;
}

function declareField({ name, required, node }: Field): string {
	const remark = remarkOn(node);
	return `${remark ? `\t/** ${remark} */\n` : ""}\t${name}${required ? "" : "?"}: ${typeOf(node)};`;
}

function remarkOn(node: Node): string | undefined {
	switch (node.kind) {
		case "string":
			return node.maxLength === undefined ? undefined : `Up to ${node.maxLength} characters.`;
		case "dateTime":
			return "ISO 8601 date and time.";
		case "uri":
			return "A URI.";
		case "integer":
			return "A whole number.";
		case "decimal":
			return "With at most one decimal.";
		case "list": {
			const remark = node.items.kind === "integer" ? undefined : remarkOn(node.items);
			const each = remark && `each: ${remark[0].toLowerCase()}${remark.slice(1)}`;
			if (node.minItems === 0) return each && `${each[0].toUpperCase()}${each.slice(1)}`;
			return `At least ${node.minItems}.`;
		}
		default:
			return undefined;
	}
}

function typeOf(node: Node): string {
	switch (node.kind) {
		case "string":
		case "dateTime":
		case "uri":
			return "string";
		case "integer":
		case "decimal":
			return "number";
		case "boolean":
			return "boolean";
		case "list":
			return `${typeOf(node.items)}[]`;
		default:
			return node.name!;
	}
}
