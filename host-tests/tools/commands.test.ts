import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** What a script of package.json prints, and how it ends, with other arguments. */
function runScript(
	name: "start" | "demo" | "check",
	argument: string,
): Promise<{ status: unknown; text: string }> {
	const file = packageJson.scripts[name].split(" ").pop() ?? "";
	const args = ["--import", "tsx", file, argument];
	return new Promise((resolve) => {
		execFile(process.execPath, args, { cwd: PROJECT, timeout: 60_000 }, (error, stdout, stderr) =>
			resolve({ status: error ? error.code : 0, text: stdout + stderr }),
		);
	});
}

test.for(["start", "demo", "check"] as const)(
	"npm run %s refuses an option that it has not",
	async (name) => {
		expect(await runScript(name, "--port")).toEqual({ status: 1, text: "error: unknown option '--port'\n" });
	},
);

test.for(["start", "demo"] as const)("npm run %s tells what it does, and does not do it", async (name) => {
	const { status, text } = await runScript(name, "--help");
	expect(status).toBe(0);
	expect(text).toContain("until Ctrl-C");
	expect(text).not.toContain("http://");
});
