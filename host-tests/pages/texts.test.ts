import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "vite";
import { describe, expect, test } from "vitest";
import { ACTIONS } from "../../csms/pages/operator/commands/commands";
import { type Field, fieldsOf } from "../../csms/pages/operator/commands/form-fields";
import { KNOWN_KEYS } from "../../csms/pages/operator/commands/known-keys";
import { FAULT_CODES } from "../../csms/pages/shared/error-codes";
import * as csmsEnums from "../../modules/ocpp/csms-enums.generated";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import * as chargePointEnums from "../../modules/ocpp/enums.generated";

const enums = { ...chargePointEnums, ...csmsEnums };
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The catalogues by their folders: one file for each language, or a folder of them. */
const SHARED = "csms/pages/shared/texts";
const CSMS = "csms/texts";
const PANEL = "simulator/panel/texts";
const CATALOGUES = [SHARED, CSMS, PANEL];

/** The pages, with the catalogues whose texts they show. */
const PAGES = [
	{ page: "the pages of the CSMS", sources: ["csms/pages"], catalogues: [SHARED, CSMS] },
	{
		page: "the simulator's panel",
		sources: ["simulator/panel", "csms/pages/shared"],
		catalogues: [SHARED, PANEL],
	},
];

/** Attributes whose value a person reads. */
const ATTRIBUTES =
	/^(label|title|placeholder|description|error|alt|aria-label|aria-description|name|message|none|words)$/;
/** Members of an object whose value a person reads. */
const MEMBERS = /^(label|title|words|placeholder|description|message|aria-label)$/;

type Texts = { [key: string]: string | Texts };

function texts(folder: string, language: "en" | "zh-TW"): Map<string, string> {
	const found = new Map<string, string>();
	const walk = (node: Texts, path: string) => {
		for (const [key, value] of Object.entries(node)) {
			if (typeof value === "string") found.set(path + key, value);
			else walk(value, `${path}${key}.`);
		}
	};
	for (const file of catalogueFiles(folder, language)) walk(JSON.parse(readFileSync(file, "utf8")), "");
	return found;
}

function catalogueFiles(folder: string, language: "en" | "zh-TW"): string[] {
	const path = join(PROJECT, folder, language);
	if (!existsSync(path)) return [`${path}.json`];
	return readdirSync(path)
		.filter((name) => name.endsWith(".json"))
		.map((name) => join(path, name));
}

/** Keys without the plural forms, of which Chinese has one and English two. */
function keysOf(folder: string, language: "en" | "zh-TW"): string[] {
	return [...new Set([...texts(folder, language).keys()].map(withoutPlural))].sort();
}

function withoutPlural(key: string): string {
	return key.replace(/_(one|other)$/, "");
}

function sourceFiles(folder: string): string[] {
	return readdirSync(join(PROJECT, folder)).flatMap((name) => {
		const path = join(folder, name);
		if (statSync(join(PROJECT, path)).isDirectory()) return sourceFiles(path);
		return /(?<!\.d)\.tsx?$/.test(name) ? [path] : [];
	});
}

interface Node {
	type: string;
	start: number;
	[key: string]: unknown;
}

/** Every node of a file's syntax tree. */
function* nodes(file: string): Generator<Node> {
	const tree = parseAst(readFileSync(join(PROJECT, file), "utf8"), { lang: "tsx" });
	const open: unknown[] = [tree];
	while (open.length > 0) {
		const node = open.pop();
		if (Array.isArray(node)) open.push(...node);
		else if (node && typeof node === "object") {
			if ("type" in node) yield node as Node;
			open.push(...Object.values(node));
		}
	}
}

/** Texts in the code that could be keys: whole ones, and templates as patterns. */
function mentionedKeys(files: string[]): RegExp[] {
	const patterns: RegExp[] = [];
	const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
	for (const file of files) {
		for (const node of nodes(file)) {
			if (node.type === "Literal" && typeof node.value === "string" && node.value.includes(".")) {
				patterns.push(new RegExp(`^${quoted(node.value)}$`));
			}
			if (node.type === "TemplateLiteral") {
				const quasis = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
				// Only a template that begins with a section's name can be meant.
				if (/^[a-z][A-Za-z]*\./.test(quasis[0])) {
					patterns.push(new RegExp(`^${quasis.map(quoted).join("[^.]+")}$`));
				}
			}
		}
	}
	return patterns;
}

describe.each(CATALOGUES)("texts of %s", (folder) => {
	test("English and Chinese have the same keys", () => {
		expect(keysOf(folder, "zh-TW")).toEqual(keysOf(folder, "en"));
	});

	test.each(["en", "zh-TW"] as const)("no text is empty (%s)", (language) => {
		const empty = [...texts(folder, language)].filter(([, text]) => text.trim() === "");
		expect(empty).toEqual([]);
	});

	test("both languages have the same variables", () => {
		const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
		const chinese = texts(folder, "zh-TW");
		for (const [key, text] of texts(folder, "en")) {
			const other = chinese.get(key) ?? chinese.get(key.replace(/_one$/, "_other"))!;
			expect.soft(variables(other), key).toEqual(variables(text));
		}
	});

	test("Chinese texts are Chinese", () => {
		// Names and what OCPP calls its fields are the same in both.
		const english = [...texts(folder, "zh-TW")].filter(([, text]) => !/\p{Script=Han}/u.test(text));
		expect(english.map(([key]) => key).filter((key) => !SAME_IN_BOTH.includes(key))).toEqual([]);
	});
});

/** Texts of variables and signs alone, or of a field's name in OCPP. */
const SAME_IN_BOTH = [
	...["overview.of", "reader.placeholder", "registrations.tab", "transaction.closedBy"],
	...["configurationUnit.percent", "configurationUnit.wattHours", "evidence.codeWords", "alarmMail.line"],
	...["diagnosisFact.named"],
	...[
		"profile.named",
		"transfers.span",
		"image.named",
		"campaign.count",
		"campaign.bytes",
		"campaign.fromTo",
	],
];

describe.each(PAGES)("$page", ({ sources, catalogues }) => {
	const files = [...new Set(sources.flatMap(sourceFiles))];
	const keys = new Set(catalogues.flatMap((folder) => keysOf(folder, "en")));

	test("no two catalogues share a section, which one would hide", () => {
		const sections = catalogues.map(
			(folder) => new Set(keysOf(folder, "en").map((key) => key.split(".")[0])),
		);
		expect([...sections[0]].filter((section) => sections[1].has(section))).toEqual([]);
	});

	test("every key that is used is there", () => {
		const missing: string[] = [];
		for (const file of files) {
			for (const node of nodes(file)) {
				if (node.type !== "CallExpression") continue;
				const callee = node.callee as Node;
				const [first] = node.arguments as Node[];
				if (callee.type !== "Identifier" || callee.name !== "t" || first?.type !== "Literal") continue;
				if (!keys.has(String(first.value))) missing.push(`${file}: ${first.value}`);
			}
		}
		expect(missing).toEqual([]);
	});

	test("no text for people stands in the code", () => {
		const found: string[] = [];
		const isText = (node: unknown): node is Node & { value: string } =>
			(node as Node | null)?.type === "Literal" && /\p{L}{2,}/u.test(String((node as Node).value));
		for (const file of files) {
			const report = (text: unknown) => found.push(`${file}: ${text}`);
			for (const node of nodes(file)) {
				switch (node.type) {
					case "JSXText":
						if (/\p{L}{2,}/u.test(String(node.value))) report(node.value);
						break;
					case "JSXAttribute":
						if (ATTRIBUTES.test((node.name as { name: string }).name) && isText(node.value)) {
							report(node.value.value);
						}
						break;
					case "Property": {
						const { name, value } = node.key as { name?: string; value?: string };
						if (MEMBERS.test(name ?? value ?? "") && isText(node.value)) report(node.value.value);
						break;
					}
					case "JSXElement":
						for (const child of node.children as Node[]) {
							const { type, consequent, alternate } = (child.expression ?? {}) as Node;
							if (type === "Literal" && isText(child.expression)) report(child.expression.value);
							if (type === "ConditionalExpression")
								for (const branch of [consequent, alternate]) {
									if (isText(branch)) report(branch.value);
								}
						}
				}
			}
		}
		expect(found).toEqual([]);
	});
});

test.each(["en", "zh-TW"] as const)(
	"the CSMS's catalogue has every file of texts, and no section twice (%s)",
	async (language) => {
		const { texts } = await import(`../../csms/texts/${language}/catalogue.ts`);
		const sections = catalogueFiles(CSMS, language).flatMap((file) =>
			Object.keys(JSON.parse(readFileSync(file, "utf8"))),
		);
		expect(Object.keys(texts).toSorted()).toEqual(sections.toSorted());
	},
);

/** The pages of those who get a part of the texts: where they begin, and what is loaded before they show. */
const PARTS = [
	{
		readers: "who has no account",
		routes: "DRIVER_ROUTES",
		layout: "csms/pages/driver/driver-layout.tsx",
		catalogues: ["first"],
	},
	{
		readers: "a driver",
		routes: "OWN_ROUTES",
		layout: "csms/pages/driver/own-layout.tsx",
		catalogues: ["first", "own"],
	},
] as const;

test.each(PARTS)("the pages of $readers have all their texts", async ({ routes, layout, catalogues }) => {
	const loaded = await Promise.all(
		catalogues.map(async (name) => (await import(`../../csms/texts/en/${name}-catalogue.ts`)).texts),
	);
	const sections = new Set(loaded.flatMap((texts) => Object.keys(texts)));
	const files = filesBehind([layout, "csms/pages/parts/other-pages.tsx", ...pagesOf(routes)]);
	expect(files.length).toBeGreaterThan(20);
	const patterns = mentionedKeys(files);
	const missing = keysOf(CSMS, "en").filter(
		(key) => !sections.has(key.split(".")[0]) && patterns.some((pattern) => pattern.test(key)),
	);
	expect(missing).toEqual([]);
});

/** The files of the pages among the routes of drivers. */
function pagesOf(routes: string): string[] {
	const file = "csms/pages/driver/routes.tsx";
	const source = readFileSync(join(PROJECT, file), "utf8");
	const [, list] = new RegExp(`const ${routes}[^=]*= (\\[[^]*?\\n\\]);`).exec(source)!;
	const names = [...list.matchAll(/import\("(.+?)"\)|<(\w+Page) \/>/g)].map(
		([, lazy, shown]) => lazy ?? new RegExp(`\\b${shown}\\b.* from "(.+)"`).exec(source)![1],
	);
	return names.map((name) => fileOf(file, name)!);
}

/** Those files of the pages and all that they import, also later. */
function filesBehind(entries: string[]): string[] {
	const found = new Set(entries);
	for (const file of found) {
		for (const node of nodes(file)) {
			if (!/^(Import|Export(Named|All))(Declaration|Expression)$/.test(node.type)) continue;
			const { value } = (node.source as { value?: unknown } | null) ?? {};
			if (node.importKind === "type" || typeof value !== "string" || !value.startsWith(".")) continue;
			const imported = fileOf(file, value);
			if (imported?.startsWith("csms/pages/")) found.add(imported);
		}
	}
	return [...found];
}

/** Undefined for what is no source, such as a style sheet. */
function fileOf(importer: string, name: string): string | undefined {
	const path = join(dirname(importer), name);
	return [`${path}.tsx`, `${path}.ts`].find((file) => existsSync(join(PROJECT, file)));
}

test("every text is used", () => {
	const patterns = mentionedKeys([...sourceFiles("csms"), ...sourceFiles("simulator/panel")]);
	const unused = CATALOGUES.flatMap((folder) => keysOf(folder, "en").map((key) => `${folder} ${key}`))
		.map((entry) => entry.split(" "))
		.filter(([, key]) => !patterns.some((pattern) => pattern.test(key)));
	expect(unused).toEqual([]);
});

describe("there are words for every value of OCPP that the pages tell", () => {
	const shared = keysOf(SHARED, "en");
	const pages = keysOf(CSMS, "en");

	test.each([
		["status", enums.connectorStatuses, shared],
		["errorCode", FAULT_CODES, shared],
		["reason", enums.stopReasons, pages],
		["measurand", enums.measurands, pages],
		["meterContext", enums.readingContexts, pages],
		[
			"choice.requestedMessage",
			[...new Set([...enums.messageTriggers, ...enums.extendedMessageTriggers])],
			pages,
		],
		["choice.resetType", enums.resetTypes, pages],
		["choice.availabilityType", enums.availabilityTypes, pages],
		["choice.chargingProfilePurpose", enums.chargingProfilePurposes, pages],
		["choice.chargingProfileKind", enums.chargingProfileKinds, pages],
		["choice.recurrencyKind", enums.recurrencyKinds, pages],
		["choice.chargingRateUnit", enums.chargingRateUnits, pages],
		["choice.certificateType", enums.certificateUses, pages],
		["choice.logType", enums.logTypes, pages],
		["choice.updateType", enums.updateTypes, pages],
		["choice.status", enums.authorizationStatuses, pages],
		["configurationKey", Object.keys(KNOWN_KEYS), pages],
		["authorizationStatus", enums.authorizationStatuses, pages],
	] as const)("%s", (section, values, keys) => {
		const wanted = values.map((value) => `${section}.${value.replaceAll(".", "-")}`);
		expect(keys.filter((key) => key.startsWith(`${section}.`))).toEqual(wanted.sort());
	});

	test.each(ACTIONS)("answers of %s", (action) => {
		const { status = ["answered"] } = csmsSchemas.responses[action].required as {
			status?: readonly string[];
		};
		const wanted = status.map((value) => `answer.${action}.${value}`);
		expect(pages.filter((key) => key.startsWith(`answer.${action}.`))).toEqual(wanted.sort());
	});

	test("every status of an answer", () => {
		const statuses = ACTIONS.flatMap(
			(action) => (csmsSchemas.responses[action].required.status as readonly string[] | undefined) ?? [],
		);
		const named = pages.filter((key) => key.startsWith("answerStatus.")).map((key) => key.split(".")[1]);
		expect(named.toSorted()).toEqual([...new Set(statuses)].toSorted());
	});

	test("every parameter of a command has a name", () => {
		const fieldNames = (field: Field): string[] => [
			field.hint.named ?? field.name,
			...(field.kind === "object" ? field.fields.flatMap(fieldNames) : []),
			...(field.kind === "list" ? fieldNames(field.item) : []),
		];
		const wanted = new Set(ACTIONS.flatMap((action) => fieldsOf(action).flatMap(fieldNames)));
		const named = pages.filter((key) => key.startsWith("parameter.")).map((key) => key.split(".")[1]);
		expect(named.toSorted()).toEqual([...wanted].toSorted());
	});
});
