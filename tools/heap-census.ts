/**
 * `npx tsx tools/heap-census.ts [--wss] [--charging] [--rows n]`: what fills the engine's memory. Runs the
 * firmware with slots as large as on the ESP32 until a CSMS has accepted it, and prints what lives then:
 * by kind of slot, by class with what each class alone keeps alive, functions by module, and plain objects
 * by what holds them.
 */
import { certificateAuthority } from "../host-tests/net/certificates";
import { StrictCsms } from "../host-tests/scenarios/strict-csms";
import { Firmware } from "../host-tests/xs/firmware";
import { buildXs } from "./build-xs";
import { type CensusSlot, type Heap, readHeap } from "./heap/heap";
import { ROOT } from "./moddable";

const SLOT = 16;
const option = (name: string) => process.argv.includes(`--${name}`);
const rows = Number(process.argv[process.argv.indexOf("--rows") + 1]) || 45;

const heap = readHeap(await take());
if (option("json")) process.stdout.write(`${JSON.stringify([...heap.nodes.values()])}\n`);
else print(heap);

async function take(): Promise<CensusSlot[]> {
	const command = await buildXs("measure", (line) => process.stderr.write(`${line}\n`));
	const csms = new StrictCsms();
	await csms.open();
	const firmware = await Firmware.run({ ...command, cwd: ROOT }, { boot: { csms: csms.url } });
	try {
		await firmware.until("state", (state) => state.registration === "Accepted");
		await new Promise((resolve) => setTimeout(resolve, 2000));
		if (option("charging")) {
			firmware.inputs({ 101: 1, 103: 1, 102: 1 });
			await firmware.until("state", ({ connectors }) => connectors[0].status === "Preparing");
			firmware.say({ idTag: { connector: 1, idTag: "ALICE" } });
			firmware.inputs({ 104: 1 });
			await firmware.until("state", ({ connectors }) => connectors[0].status === "Charging");
			await new Promise((resolve) => setTimeout(resolve, 1000));
		}
		process.stdout.write(`${JSON.stringify(await firmware.measure("memory"))}\n`);
		return await firmware.measure<CensusSlot[]>("census");
	} finally {
		await firmware.close();
		await csms.close();
	}
}

function print(heap: Heap): void {
	table("kind of slot", heap.byKind());
	table("class", heap.byClass());
	table("function, by module and name", heap.functions());
	table("plain object, by what holds it", heap.held());
	table("string in chunks", heap.strings());
}

function table(title: string, all: Record<string, string | number>[]): void {
	if (all.length === 0) return;
	const shown = all.slice(0, rows);
	const columns = Object.keys(shown[0]);
	const width = (column: string) => Math.max(column.length, ...shown.map((row) => String(row[column]).length));
	const line = (cells: (column: string) => string | number) =>
		columns.map((column, i) => (i ? String(cells(column)).padStart(width(column)) : String(cells(column)).padEnd(width(column)))).join("  ");
	process.stdout.write(`\n# ${title}${all.length > rows ? ` (${rows} of ${all.length})` : ""}\n`);
	process.stdout.write(`${line((column) => column)}\n`);
	for (const row of shown) process.stdout.write(`${line((column) => row[column])}\n`);
}
void SLOT;
void certificateAuthority;
