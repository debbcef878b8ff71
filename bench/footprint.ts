/**
 * `npm run bench:footprint`: what the firmware needs of memory in each part of a busy hour, over ws and wss, on
 * the 32-bit build, beside MicroOcpp's figures; and its bytecode by folder. Needs the Moddable SDK and what
 * docs/footprint.md names for 32 bits.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Memory } from "../host-tests/xs/scripted-hour";
import { checkEsp32 } from "../tools/esp32-check";
import { AIM } from "../tools/footprint/budget";
import { type ModuleSize, readSizes } from "../tools/footprint/module-sizes";
import { type Measured, moduleBytes } from "../tools/footprint/page";
import { findSdk, OUTPUT, ROOT } from "../tools/moddable";
import { playHours } from "../tools/played-hours";
import { part } from "../tools/written-parts";
import { benchmark, progress, sdkVersion } from "./command";
import { publish } from "./page";
import { added, grouped, table } from "./table";

/** Parts of the scripted hour, and what MicroOcpp kept and had at the most on top of it, built for 32 bits. */
const PARTS: readonly [name: string, part: string, kept: string, most: string][] = [
	["boot", "boot", "", ""],
	["idle", "idle", "7,459 in all", ""],
	["48 entries of a local list", "local list of 48 entries", "+2,048", "+10,208"],
	["profile of 24 periods", "profile of 24 periods", "+500", "+5,764"],
	["GetConfiguration of all keys", "GetConfiguration of all keys", "", "+8,426"],
	["a session of an hour: while it charges", "charging", "", "+2,523"],
	["the same, afterwards", "first session", "", ""],
	["a short transaction", "second session", "", "+2,325"],
	["100 transactions offline", "100 transactions offline", "refuses the 5th", ""],
	["their delivery", "all delivered", "", ""],
];

await benchmark("footprint", "Memory by what the charge point does, and bytecode by folder.", async () => {
	await checkEsp32(progress);
	const sizes = readSizes(join(OUTPUT, "tmp/esp32/release/xs-evse"), findSdk().root);
	const bytecode = sizes.modules.filter(({ own }) => own);
	progress("The hour is played over ws and wss; it takes two minutes.");
	const { ws, wss } = await playHours(progress, { weighed: true });
	publish("footprint", text(ws, wss, { bytecode, sum: moduleBytes(sizes) }));
});

function text(ws: Measured, wss: Measured, sizes: { bytecode: readonly ModuleSize[]; sum: number }): string {
	return [
		`Moddable SDK ${sdkVersion()}, XS as it is in it, compiled by gcc for 32 bits. Bytes of chunks and slots together.`,
		"",
		table(
			["bytes", "ws: kept", "most", "wss: kept", "most", "MicroOcpp: kept", "most"],
			PARTS.map(([name, part, kept, most]) => [
				name,
				...figures(ws, part),
				...figures(wss, part),
				kept,
				most,
			]),
		),
		"",
		table(
			["bytes at the most, in the whole hour", "ws", "wss"],
			[
				row("chunks", ws, wss, ({ memory }) => mostOf(memory, "chunkMost")),
				row("slots", ws, wss, ({ memory }) => mostOf(memory, "slotMost")),
				row("stack of XS", ws, wss, ({ stackMost }) => stackMost),
				row("together", ws, wss, whole),
				["target", grouped(AIM.ws), grouped(AIM.wss)],
			],
		),
		"",
		onEsp32(),
		"",
		table(
			["bytecode in flash", "modules", "bytes"],
			[
				...byFolder(sizes.bytecode).map(([folder, count, bytes]) => [folder, String(count), grouped(bytes)]),
				["`modules/` in all", "", grouped(sizes.sum)],
				["target", "", grouped(AIM.bytecode)],
			],
		),
	].join("\n");
}

/** What is kept after a part, and what lived at the most in it, both on top of what lived before it. */
function figures({ memory }: Measured, part: string): [kept: string, most: string] {
	const at = memory.findIndex(([name]) => name === part);
	if (at < 0) throw new Error(`The scripted hour has no part "${part}".`);
	const { chunkLive, slotLive, chunkMost, slotMost } = memory[at][1];
	if (at === 0) return [grouped(chunkLive + slotLive), grouped(chunkMost + slotMost)];
	const before = memory[at - 1][1];
	const lived = before.chunkLive + before.slotLive;
	return [added(chunkLive + slotLive - lived), added(chunkMost + slotMost - lived)];
}

function mostOf(memory: Measured["memory"], heap: "chunkMost" | "slotMost"): number {
	return Math.max(...memory.map(([, one]: readonly [string, Memory]) => one[heap]));
}

/** The heaps were at their most at different times, perhaps: no more than this was needed. */
function whole({ memory, stackMost }: Measured): number {
	return mostOf(memory, "chunkMost") + mostOf(memory, "slotMost") + stackMost;
}

function row(name: string, ws: Measured, wss: Measured, of: (hour: Measured) => number): string[] {
	return [name, grouped(of(ws)), grouped(of(wss))];
}

/** What docs/footprint.md has of the emulated ESP32, beside what MicroOcpp has published of a real one. */
function onEsp32(): string {
	const page = part(readFileSync(join(ROOT, "docs/footprint.md"), "utf8"), "esp32");
	const [chunks, slots] = ["chunks living after the boot", "slots living after the boot"].map((name) =>
		cells(page, name),
	);
	const grown = ["what the chunks have grown to", "what the slots have grown to"].map((name) =>
		cells(page, name),
	);
	const sum = (parts: number[][], scheme: 0 | 1) => grouped(parts.reduce((all, one) => all + one[scheme], 0));
	return table(
		["bytes on an ESP32", "ws", "wss", "MicroOcpp"],
		[
			["living after the boot", sum([chunks, slots], 0), sum([chunks, slots], 1), "12,308"],
			["more with a transaction", "", "", "+268"],
			["at the most: what the heaps have grown to", sum(grown, 0), sum(grown, 1), "21,916"],
		],
	);
}

function cells(page: string, name: string): number[] {
	const line = page.split("\n").find((one) => one.startsWith(`| ${name} |`));
	if (!line) throw new Error(`docs/footprint.md has no row "${name}".`);
	return line
		.split(" | ")
		.slice(1, 3)
		.map((cell) => Number(cell.replaceAll(",", "")));
}

function byFolder(modules: readonly ModuleSize[]): [folder: string, count: number, bytes: number][] {
	const folders = new Map<string, { count: number; bytes: number }>();
	for (const { module, flash } of modules) {
		const folder = module.includes("/") ? `\`${dirname(module)}/\`` : "`main.ts` and its like";
		const sum = folders.get(folder) ?? { count: 0, bytes: 0 };
		folders.set(folder, { count: sum.count + 1, bytes: sum.bytes + flash });
	}
	return [...folders]
		.map(([folder, { count, bytes }]) => [folder, count, bytes] as const)
		.sort((a, b) => b[2] - a[2]) as [string, number, number][];
}
