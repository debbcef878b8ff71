import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const CLOCK_SHIFT = fileURLToPath(new URL("clock-shift.mjs", import.meta.url));
const PROGRAM = `
	process.stdin.on("data", () => {
		const date = new Date();
		console.log(JSON.stringify({
			now: Date.now(), date: date.getTime(), isDate: date instanceof Date,
			parsed: Date.parse("2026-01-01T00:00:00Z"), given: new Date(17).getTime(), year: new Date(2020, 1).getFullYear(),
		}));
	});
`;

test("a process's clock is wrong by what the file says, whenever that changes", async () => {
	const folder = mkdtempSync(join(tmpdir(), "clock-"));
	const file = join(folder, "clock");
	writeFileSync(file, "0");
	const child = spawn(process.execPath, ["--import", CLOCK_SHIFT, "-e", PROGRAM], {
		env: { ...process.env, TORTURE_CLOCK: file },
		stdio: ["pipe", "pipe", "inherit"],
	});
	onTestFinished(() => {
		child.kill("SIGKILL");
		rmSync(folder, { recursive: true });
	});
	const lines = createInterface(child.stdout!);
	const ask = async () => {
		child.stdin!.write("?\n");
		return JSON.parse((await once(lines, "line"))[0]);
	};
	for (const error of [0, 86_400_000, -3_600_000]) {
		writeFileSync(file, String(error));
		await new Promise((resolve) => setTimeout(resolve, 150));
		const { now, date, ...rest } = await ask();
		expect(Math.abs(now - Date.now() - error)).toBeLessThan(5000);
		expect(Math.abs(date - now)).toBeLessThan(1000);
		expect(rest).toEqual({ isDate: true, parsed: Date.UTC(2026, 0), given: 17, year: 2020 });
	}
});
