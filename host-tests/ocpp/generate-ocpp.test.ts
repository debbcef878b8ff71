import { spawnSync } from "node:child_process";
import {
	appendFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMessages } from "../../tools/ocpp-schemas/read";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of what the generator reads and writes. */
let copy: string;

beforeAll(() => {
	copy = mkdtempSync(join(tmpdir(), "generate-ocpp-"));
	mkdirSync(join(copy, "modules"));
	cpSync(join(root, "modules/ocpp"), join(copy, "modules/ocpp"), { recursive: true });
	cpSync(join(root, "tools"), join(copy, "tools"), { recursive: true });
	cpSync(join(root, "package.json"), join(copy, "package.json"));
	symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function generate(...options: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		["--import", "tsx", "tools/generate-ocpp.ts", ...options],
		{ cwd: copy, encoding: "utf8" },
	);
	return { status, stdout, stderr };
}

describe("generate-ocpp", () => {
	test("the generated files are current", () => {
		expect(generate("--check")).toEqual({ status: 0, stdout: "", stderr: "" });
	});

	test("--check names a file that is not current and leaves it alone; without it the file is written", () => {
		const path = join(copy, "modules/ocpp/enums.generated.ts");
		const current = readFileSync(path, "utf8");
		appendFileSync(path, "// more\n");
		expect(generate("--check")).toEqual({
			status: 1,
			stdout: "",
			stderr:
				'Not current: modules/ocpp/enums.generated.ts. Run "npm run generate" and commit what it writes.\n',
		});
		expect(readFileSync(path, "utf8")).toBe(`${current}// more\n`);
		expect(generate()).toEqual({
			status: 0,
			stdout: "Written: modules/ocpp/enums.generated.ts.\n",
			stderr: "",
		});
		expect(readFileSync(path, "utf8")).toBe(current);
	});

	test("a missing file is not current", () => {
		const path = join(copy, "modules/ocpp/types.generated.ts");
		const current = readFileSync(path, "utf8");
		rmSync(path);
		expect(generate("--check").status).toBe(1);
		writeFileSync(path, current);
		expect(generate("--check").status).toBe(0);
	});
});

describe("what the schemas may say", () => {
	const object = (properties: object, more: object = {}) => ({
		type: "object",
		properties,
		additionalProperties: false,
		...more,
	});

	test.each([
		[
			"a new keyword",
			object({ a: { type: "integer", minimum: 1 } }),
			"X.req.a: the keyword minimum on a integer is new.",
		],
		["a new format", object({ a: { type: "string", format: "email" } }), "X.req.a: the format email is new."],
		["a new type", object({ a: { type: "null" } }), "X.req.a: the type null is new."],
		[
			"an unnamed enumeration",
			object({ a: { type: "string", enum: ["b"] } }),
			"X.req.a needs a name in names.ts.",
		],
		["an open object", object({}, { additionalProperties: true }), "X.req allows fields it does not name."],
		[
			"a lost reference",
			object({ a: { $ref: "#/definitions/b" } }),
			"urn:X.req: #/definitions/b leads nowhere.",
		],
	])("%s is refused with its place", (_, schema, message) => {
		const schemas = JSON.parse(
			readFileSync(join(root, "node_modules/ocpp-rpc/lib/schemas/ocpp1_6.json"), "utf8"),
		);
		schemas.push({ $id: "urn:X.req", ...schema }, { $id: "urn:X.conf", ...object({}) });
		expect(() => readMessages(schemas)).toThrow(message);
	});

	test("a request without response is refused", () => {
		const schemas = JSON.parse(
			readFileSync(join(root, "node_modules/ocpp-rpc/lib/schemas/ocpp1_6.json"), "utf8"),
		);
		schemas.push({ $id: "urn:X.req", ...object({}) });
		expect(() => readMessages(schemas)).toThrow("There is no schema X.conf.");
	});
});
