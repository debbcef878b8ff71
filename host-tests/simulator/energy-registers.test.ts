import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EnergyRegisters } from "../../simulator/energy-registers";
import { RegisterFile } from "../../simulator/node/register-file";
import { temporaryFolder } from "./harness";
import { ROOT } from "./scripted-firmware-command";

it("shows whole Wh and keeps the fraction", () => {
	const folder = temporaryFolder();
	const registers = new EnergyRegisters(new RegisterFile(folder));
	expect(registers.add(1, 0.75)).toBe(false);
	expect(registers.importWh(1)).toBe(0);
	expect(registers.untilNext(1)).toBe(0.25);
	expect(registers.add(1, 0.5)).toBe(true);
	expect(registers.importWh(1)).toBe(1);
	expect(registers.importWh(2)).toBe(0);
	expect(new EnergyRegisters(new RegisterFile(folder)).untilNext(1)).toBe(0.75);
});

it("stands still on a full disk, and shows all when there is room again", () => {
	let full = false;
	let stored: Record<string, number> = {};
	const write = (wh: Readonly<Record<string, number>>) => {
		if (full) throw new Error("ENOSPC");
		stored = { ...wh };
	};
	const registers = new EnergyRegisters({ read: () => ({ 1: 5 }), write });
	const told: (string | undefined)[] = [];
	registers.onTrouble = (error) => told.push(error?.message);
	full = true;
	for (let i = 0; i < 3; i++) expect(registers.add(1, 1.25)).toBe(false);
	expect(registers.importWh(1)).toBe(5);
	expect(registers.untilNext(1)).toBe(0.25);
	expect(told).toEqual(["ENOSPC"]);
	full = false;
	expect(registers.add(1, 0.25)).toBe(true);
	expect([registers.importWh(1), stored[1]]).toEqual([9, 9]);
	expect(told).toEqual(["ENOSPC", undefined]);
});

it("never falls when its process is killed at any point", { timeout: 20_000 }, async () => {
	const folder = temporaryFolder();
	let shown = 0;
	for (let round = 0; round < 5; round++) {
		const told = await killed(folder, 1 + round * 7);
		expect(told[0]).toBeGreaterThanOrEqual(shown);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		shown = told.at(-1) as number;
		expect(new EnergyRegisters(new RegisterFile(folder)).importWh(1)).toBeGreaterThanOrEqual(shown);
	}
});

/** Lets the counter tell some lines more than `lines`, kills it and gives what it told. */
function killed(folder: string, lines: number): Promise<number[]> {
	const args = ["--import", "tsx", "host-tests/simulator/register-counter.ts", folder];
	const counter = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
	let text = "";
	// Whoever reads the file at any moment finds it whole.
	const reader = setInterval(() => {
		for (let count = 0; count < 20 && text !== ""; count++)
			JSON.parse(readFileSync(join(folder, "energy-registers.json"), "utf8"));
	}, 0);
	counter.stdout.on("data", (data) => {
		text += data;
		if (text.split("\n").length > lines + 1) counter.kill("SIGKILL");
	});
	return new Promise((resolve) =>
		counter.on("close", () => {
			clearInterval(reader);
			resolve(text.split("\n").slice(0, -1).map(Number));
		}),
	);
}

it.each(["", "{", "7", "null", '{"1":-3}', '{"1":"5"}', '{"1":1e999}'])(
	"does not guess from %j",
	(content) => {
		const folder = temporaryFolder();
		const file = join(folder, "energy-registers.json");
		writeFileSync(file, content);
		expect(() => new EnergyRegisters(new RegisterFile(folder))).toThrow(
			`${file} does not hold energy registers; mend it or remove it.`,
		);
		expect(readFileSync(file, "utf8")).toBe(content);
	},
);
