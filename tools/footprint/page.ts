import type { Memory } from "../../host-tests/xs/scripted-hour";
import { AIM, LIMIT, SLOT, total } from "./budget";
import type { ModuleSize, Sizes } from "./module-sizes";

/** What a busy hour needs when the heaps may grow in small steps. */
export interface Measured {
	memory: readonly [part: string, memory: Memory][];
	/** Bytes. */
	stackMost: number;
}

const bytes = (value: number) => value.toLocaleString("en-US");
const sum = (modules: readonly ModuleSize[], of: "flash" | "compiled") =>
	modules.reduce((all, module) => all + module[of], 0);

/** Bytes of bytecode of modules/, in flash. */
export function moduleBytes({ modules }: Sizes): number {
	return sum(
		modules.filter(({ module }) => module.startsWith("modules/")),
		"flash",
	);
}

/** Sums, then each module of this project. */
export function sizesText(sizes: Sizes): string {
	const { modules, image } = sizes;
	const groups: [name: string, which: (module: ModuleSize) => boolean][] = [
		["`modules/`", ({ module }) => module.startsWith("modules/")],
		["`device/` and `main.ts`", ({ module, own }) => own && !module.startsWith("modules/")],
		["the SDK", ({ own }) => !own],
		["all", () => true],
	];
	const rows = groups.map(([name, which]) => {
		const those = modules.filter(which);
		return `| ${name} | ${those.length} | ${bytes(sum(those, "flash"))} | ${bytes(sum(those, "compiled"))} |`;
	});
	const own = modules.filter(({ own }) => own).sort((a, b) => b.flash - a.flash);
	return [
		"| bytecode | modules | in flash, bytes | compiled, bytes |",
		"| --- | ---: | ---: | ---: |",
		...rows,
		"",
		`The budget for \`modules/\` is ${bytes(AIM.bytecode)} bytes in flash; ${over(moduleBytes(sizes), AIM.bytecode)}`,
		"",
		"| beside the bytecode, in flash | bytes |",
		"| --- | ---: |",
		`| ${bytes(image.slots)} slots of ${SLOT} bytes: the engine's own objects and those of preloaded modules | ${bytes(image.slots * SLOT)} |`,
		`| texts | ${bytes(image.texts)} |`,
		`| tables of names | ${bytes(image.names)} |`,
		"",
		"| module | in flash, bytes | compiled, bytes |",
		"| --- | ---: | ---: |",
		...own.map(({ module, flash, compiled }) => `| ${module} | ${bytes(flash)} | ${bytes(compiled)} |`),
	].join("\n");
}

/** The table of the memory that a busy hour needs. */
export function memoryText(ws: Measured, wss: Measured): string {
	const need = ({ memory, stackMost }: Measured) => {
		const { chunkSize, slotSize } = memory[memory.length - 1][1];
		return { chunkSize, slotSize, stackMost, all: chunkSize + slotSize + stackMost };
	};
	const [a, b] = [need(ws), need(wss)];
	return [
		"| bytes | ws | wss |",
		"| --- | ---: | ---: |",
		`| growing: chunks | ${bytes(a.chunkSize)} | ${bytes(b.chunkSize)} |`,
		`| slots | ${bytes(a.slotSize)} | ${bytes(b.slotSize)} |`,
		`| stack | ${bytes(a.stackMost)} | ${bytes(b.stackMost)} |`,
		`| together | ${bytes(a.all)} | ${bytes(b.all)} |`,
		`| the test's limit, without growth | ${bytes(total(LIMIT.ws))} | ${bytes(total(LIMIT.wss))} |`,
		`| budget | ${bytes(AIM.ws)} | ${bytes(AIM.wss)} |`,
		"",
		"What the heaps grow to is more than what the hour needs, since blocks that were added do not join. In the",
		`heaps of the limit, which cannot grow, it is played to its end: with ws, ${over(total(LIMIT.ws), AIM.ws)}`,
		`With wss, ${over(total(LIMIT.wss), AIM.wss)}`,
		"",
		"| living after | ws: chunks | slots | wss: chunks | slots |",
		"| --- | ---: | ---: | ---: | ---: |",
		...ws.memory.map(([part, memory], i) => {
			const other = wss.memory[i][1];
			const cells = [memory.chunkLive, memory.slotLive, other.chunkLive, other.slotLive].map(bytes);
			return `| ${part} | ${cells.join(" | ")} |`;
		}),
	].join("\n");
}

function over(needed: number, budget: number): string {
	if (needed <= budget) return `the budget holds, with ${bytes(budget - needed)} bytes to spare.`;
	return `the budget is exceeded by ${bytes(needed - budget)} bytes.`;
}
