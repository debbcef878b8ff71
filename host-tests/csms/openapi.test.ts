import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { shareCsms } from "./running-csms";

const csms = shareCsms();

interface Operation {
	operationId?: string;
	tags: string[];
	summary: string;
	parameters?: { name: string; in: string; schema: object }[];
	requestBody?: object;
	responses: Record<string, { description: string; content?: Record<string, { schema: { type?: string } }> }>;
}

interface Document {
	openapi: string;
	tags: { name: string; description: string }[];
	paths: Record<string, Record<string, Operation>>;
	components: { securitySchemes: Record<string, { name?: string }> };
}

async function readDocument(): Promise<Document> {
	return (await (await fetch(`${csms.url}/api/openapi.json`)).json()) as Document;
}

test("the description of the API is valid OpenAPI 3.1", async () => {
	const document = await readDocument();
	expect(document.openapi).toBe("3.1.0");
	const validator = new Validator();
	const { valid, errors } = await validator.validate({ ...structuredClone(document) });
	expect([valid, errors]).toEqual([true, undefined]);
	expect(validator.version).toBe("3.1");
	expect(document.components.securitySchemes.session.name).toBe("csms-session");
});

test("every call has a known tag, a summary, a name of its own, schemas, and words for its errors", async () => {
	const { paths, tags } = await readDocument();
	const known = tags.map(({ name }) => name);
	const names: string[] = [];
	for (const [path, methods] of Object.entries(paths)) {
		for (const [method, operation] of Object.entries(methods)) {
			const name = `${method.toUpperCase()} ${path}`;
			names.push(operation.operationId ?? name);
			expect(operation.tags, name).toHaveLength(1);
			expect(known, name).toContain(operation.tags[0]);
			expect(operation.summary, name).toMatch(/^[A-Z].*[^.]$/);
			const parameters = operation.parameters ?? [];
			const inPath = parameters.filter((parameter) => parameter.in === "path").map((each) => each.name);
			expect(inPath.sort(), name).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
			const statuses = Object.keys(operation.responses);
			expect(statuses.filter((status) => /^[45]/.test(status)).length, name).toBeGreaterThan(0);
			expect(statuses.filter((status) => status.startsWith("2")).length, name).toBeGreaterThan(0);
			for (const [status, { description, content }] of Object.entries(operation.responses)) {
				expect(description, `${name} ${status}`).not.toBe("Default Response");
				if (status === "204" || !path.startsWith("/api/v1/")) continue;
				expect(Object.values(content ?? {})[0]?.schema, `${name} ${status}`).toBeDefined();
			}
		}
	}
	expect(new Set(names).size).toBe(names.length);
});

test("every list with a limit can be read on from where it ended", async () => {
	const { paths } = await readDocument();
	let lists = 0;
	for (const [path, { get }] of Object.entries(paths)) {
		const query = (get?.parameters ?? []).filter((each) => each.in === "query").map(({ name }) => name);
		// Their records are not in the order of their numbers.
		if (
			!query.includes("limit") ||
			/\/(violations|status-notifications|\{identity\}\/meter-values|refused-handshakes|unknown-id-tags)$/.test(
				path,
			)
		)
			continue;
		lists++;
		// What comes in the order of its names is read on after the last one.
		const next = ["/api/v1/charge-points", "/api/v1/id-tags"].includes(path) ? "after" : "before";
		expect(query, path).toContain(next);
		expect(get.responses["200"].content?.["application/json"].schema.type, path).toBe("array");
	}
	expect(lists).toBeGreaterThan(8);
});

test("a page to try the calls is there, with all its files from here", async () => {
	const page = await fetch(`${csms.url}/api`);
	const html = await page.text();
	expect([page.status, page.headers.get("content-type")]).toEqual([
		200,
		expect.stringContaining("text/html"),
	]);
	expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
	expect(page.headers.get("content-security-policy")).not.toContain("script-src 'self' 'unsafe-inline'");
	const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => new URL(match[1], page.url));
	expect(files.length).toBeGreaterThan(3);
	expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
	for (const file of files) {
		expect(file.origin).toBe(csms.url);
		expect((await fetch(file)).status, file.pathname).toBe(200);
	}
});
