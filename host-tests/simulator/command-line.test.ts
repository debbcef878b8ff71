import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DEFAULTS, readCommandLine } from "../../simulator/command-line";
import { temporaryFolder } from "./harness";

afterEach(() => {
	vi.restoreAllMocks();
});

/** What a command line that cannot be understood says, and the status it ends with. */
function refusal(...argv: string[]): { status: unknown; text: string } {
	let text = "";
	vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
		text += chunk;
		return true;
	});
	let status: unknown;
	vi.spyOn(process, "exit").mockImplementation((code) => {
		status = code;
		throw new Error("exit");
	});
	expect(() => readCommandLine(argv)).toThrow("exit");
	return { status, text };
}

describe("the command line", () => {
	it("has the defaults of the contract", () => {
		expect(readCommandLine([])).toEqual({
			csms: "ws://127.0.0.1:8180/ocpp",
			id: "CP001",
			connectors: 1,
			cable: "detachable",
			data: ".data/CP001",
			panel: 8181,
			set: {},
			engine: "node",
			headless: false,
		});
		expect(readCommandLine([])).toEqual(DEFAULTS);
	});

	it("reads every option", async () => {
		const file = join(temporaryFolder(), "root.pem");
		writeFileSync(file, (await generate([{ name: "commonName", value: "root" }])).cert);
		const argv =
			"--csms wss://csms.example:8443/a/ocpp --id RDAM|123 --connectors 4 --cable fixed --data /tmp/x";
		const more = "--panel 0 --set A=1 --set B=x=y --set C= --engine xs --headless";
		expect(readCommandLine([...argv.split(" "), ...more.split(" "), "--ca", file])).toEqual({
			csms: "wss://csms.example:8443/a/ocpp",
			id: "RDAM|123",
			connectors: 4,
			cable: "fixed",
			data: "/tmp/x",
			panel: 0,
			set: { A: "1", B: "x=y", C: "" },
			ca: readFileSync(file, "utf8"),
			engine: "xs",
			headless: true,
		});
		expect(readCommandLine([])).toEqual(DEFAULTS);
	});

	it.each([
		["--connectors", "0"],
		["--connectors", "5"],
		["--connectors", "two"],
		["--connectors", "1.5"],
		["--cable", "loose"],
		["--panel", "-1"],
		["--panel", "65536"],
		["--panel", ""],
		["--csms", "http://127.0.0.1/ocpp"],
		["--csms", "127.0.0.1:8180"],
		["--csms", "ws://127.0.0.1/ocpp?x=1"],
		["--csms", "ws://user:secret@127.0.0.1/ocpp"],
		["--id", ""],
		["--id", "a\u0007"],
		["--set", "HeartbeatInterval"],
		["--set", "=5"],
		["--engine", "v8"],
		["--ca", "/nowhere/root.pem"],
		["--ca", "package.json"],
		["--unknown", "x"],
		["surplus"],
		["--data"],
	])("refuses %s %s with one sentence", (...argv) => {
		const { status, text } = refusal(...argv);
		expect(status).toBe(1);
		expect(text).toMatch(/^error: [^\n]+\n$/);
		if (argv[0].startsWith("--")) expect(text).toContain(argv[0]);
	});

	it("the sentence says what would be right", () => {
		expect(refusal("--connectors", "5").text).toContain("It is a whole number from 1 to 4.");
		expect(refusal("--ca", "/nowhere/root.pem").text).toContain("It cannot be read (ENOENT).");
		expect(refusal("--ca", "package.json").text).toContain("It holds no certificate in PEM format.");
	});
});
