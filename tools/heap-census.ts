/**
 * `npx tsx tools/heap-census.ts`: what fills the engine's memory, on the 32-bit build, where all is as large
 * as on the ESP32: what lives by kind of slot, by class with what each class alone keeps alive, functions by
 * module, plain objects by what holds them, and strings.
 *
 *     --charging        while charging, and not when the charge point is idle
 *     --hour            plays the scripted hour, tells the memory after each part of it, and, where the memory
 *                       is not enough, what filled it then and which functions ran
 *     --wss             over wss
 *     --creation LIST   bytes of chunks, of their growth, number of slots, of their growth, slots of the stack
 *     --rows N          of each table
 */
import { parseArgs } from "node:util";
import { ScriptedHour } from "../host-tests/xs/scripted-hour";
import { buildXs } from "./build-xs";
import { type CensusSlot, type Heap, readHeap } from "./footprint/heap";
import { ROOT } from "./moddable";

const { values: options } = parseArgs({
	options: {
		charging: { type: "boolean", default: false },
		hour: { type: "boolean", default: false },
		wss: { type: "boolean", default: false },
		creation: { type: "string", default: "2048,1024,128,32,1024" },
		rows: { type: "string", default: "40" },
	},
});

const command = await buildXs("measure", (line) => process.stderr.write(`${line}\n`));
const hour = await ScriptedHour.boot({ ...command, cwd: ROOT }, options.wss, options.creation);
try {
	if (options.hour) await hour.run();
	else await hour.begin(options.charging);
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
table(
	"memory",
	hour.memory.map(([part, memory]) => ({ "after this part": part, ...memory })),
);
process.stdout.write(`\nthe stack's most: ${hour.stackMost} bytes\n`);
const abort = hour.firmware.measured<CensusSlot[]>("abort");
if (abort) {
	const reasons = hour.firmware.errors.filter((line) => line.startsWith("# ") || line.startsWith("XS abort"));
	process.stdout.write(`\n# why it ended\n${reasons.join("\n")}\n`);
	const frames = hour.firmware.measured<string[]>("frames") ?? [];
	process.stdout.write(`\n# functions that run, the newest first\n${frames.slice(1).join("\n")}\n`);
}
if (abort || !options.hour) print(readHeap(abort ?? (await hour.firmware.measure<CensusSlot[]>("census"))));
await hour.close();

function print(heap: Heap): void {
	table("kind of slot", heap.byKind());
	table("class", heap.byClass());
	table("function, by module and name", heap.functions());
	table("plain object, by what holds it", heap.held());
	table("largest chunks", heap.chunks());
}

function table(title: string, all: Record<string, string | number>[]): void {
	if (all.length === 0) return;
	const rows = all.slice(0, Number(options.rows));
	const columns = Object.keys(rows[0]);
	const text = (row: Record<string, string | number> | undefined) =>
		columns
			.map((column, i) => {
				const width = Math.max(column.length, ...rows.map((one) => String(one[column]).length));
				const cell = String(row ? row[column] : column);
				return i === 0 ? cell.padEnd(width) : cell.padStart(width);
			})
			.join("  ");
	const more = all.length > rows.length ? ` (${rows.length} of ${all.length})` : "";
	process.stdout.write(`\n# ${title}${more}\n${[undefined, ...rows].map(text).join("\n")}\n`);
}
