import type { MemoryFigures } from "../../simulator/protocol";
import { OFFLINE_TRANSACTIONS, type Phases } from "./emulated-phases";
import type { ImageSizes } from "./image-sizes";

const bytes = (value: number) => value.toLocaleString("en-US");
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const head = (cells: readonly string[]) => [row(cells), row(cells.map((_, i) => (i === 0 ? "---" : "---:")))];

/** What the 32-bit desktop has living after a phase, as the page has it: cells of chunks and slots. */
type Desktop = ReadonlyMap<string, { ws: string[]; wss: string[] }>;

/** Reads the table of what is living from the part `memory` of the page. */
export function readDesktop(memory: string): Desktop {
	const rows = memory.slice(memory.indexOf("| living after |")).split("\n").slice(2);
	return new Map(
		rows.map((line) => {
			const [phase, ...cells] = line.slice(2, -2).split(" | ");
			return [phase, { ws: cells.slice(0, 2), wss: cells.slice(2) }];
		}),
	);
}

/** The part `esp32` of the page. */
export function phasesText(ws: Phases, wss: Phases, desktop: Desktop): string {
	return [
		...table("ws", ws, desktop),
		"",
		...table("wss", wss, desktop),
		"",
		...head(["bytes", "ws", "wss", "TLS costs"]),
		...compared(ws, wss),
	].join("\n");
}

function table(scheme: "ws" | "wss", phases: Phases, desktop: Desktop): string[] {
	const title = [scheme, "system: free", "largest piece", "least so far"];
	return [
		...head([...title, "XS: chunks", "slots", "desktop: chunks", "slots"]),
		...phases.map(([phase, { system, chunks, slots }]) => {
			const figures = [system.free, system.largest, system.least, chunks.living, slots.living].map(bytes);
			return row([phase, ...figures, ...(desktop.get(desktopPhase(phase))?.[scheme] ?? ["", ""])]);
		}),
	];
}

/** The desktop is without a CSMS for longer. */
function desktopPhase(phase: string): string {
	return phase.replace(`${OFFLINE_TRANSACTIONS} transactions`, "100 transactions");
}

function compared(ws: Phases, wss: Phases): string[] {
	const rows: [string, (phases: Phases) => number | undefined, sign: 1 | -1][] = [
		["system: free after the boot", (phases) => at(phases, "boot").system.free, -1],
		["least of all", (phases) => last(phases).system.least, -1],
		["chunks living after the boot", (phases) => at(phases, "boot").chunks.living, 1],
		["slots living after the boot", (phases) => at(phases, "boot").slots.living, 1],
		["chunks living while charging", (phases) => at(phases, "charging").chunks.living, 1],
		["slots living while charging", (phases) => at(phases, "charging").slots.living, 1],
		["what the chunks have grown to", (phases) => last(phases).chunks.size, 1],
		["what the slots have grown to", (phases) => last(phases).slots.size, 1],
		["most of the stack", (phases) => stackMost(last(phases)), 1],
	];
	return rows.map(([what, of, sign]) => {
		const [a, b] = [of(ws), of(wss)];
		const cost = a === undefined || b === undefined ? undefined : sign * (b - a);
		return row([what, ...[a, b, cost].map((value) => (value === undefined ? "unknown" : bytes(value)))]);
	});
}

/** Undefined when nothing of the stack is as it was, since a regular expression has used all that was free. */
function stackMost({ stack }: MemoryFigures): number | undefined {
	return stack.most < stack.size ? stack.most : undefined;
}

function at(phases: Phases, name: string): MemoryFigures {
	const found = phases.find(([phase]) => phase === name);
	if (!found) throw new Error(`There is no phase "${name}".`);
	return found[1];
}

function last(phases: Phases): MemoryFigures {
	return phases[phases.length - 1][1];
}

/** The part `images` of the page. */
export function imagesText(boards: readonly (readonly [name: string, sizes: ImageSizes])[]): string {
	const title = ["bytes", "image", "of its partition", "code in flash", "data in flash"];
	return [
		...head([...title, "code in RAM", "static RAM: data", "zeros", "both"]),
		...boards.map(([name, sizes]) => {
			const share = `${((100 * sizes.image) / sizes.place).toFixed(1)} %`;
			const { flashCode, flashData, ramCode, ramData, ramZeros } = sizes;
			const rest = [flashCode, flashData, ramCode, ramData, ramZeros, ramData + ramZeros].map(bytes);
			return row([name, bytes(sizes.image), share, ...rest]);
		}),
	].join("\n");
}
