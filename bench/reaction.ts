/**
 * `npm run bench:reaction`: how soon the charge point does what it has to, in a virtual time and on XS. Needs the
 * Moddable SDK for the second; without it the first is measured alone.
 */
import type { FirmwareCommand } from "../simulator/engine";
import { buildXs } from "../tools/build-xs";
import { MissingToolError, ROOT } from "../tools/moddable";
import { benchmark, progress, sdkVersion } from "./command";
import { publish } from "./page";
import { median, quantile } from "./quantiles";
import { prepare, REACTIONS, type Reaction, SETTINGS } from "./reactions";
import { grouped, table } from "./table";
import { VirtualBoard } from "./virtual-board";
import { XsBoard } from "./xs-board";

await benchmark("reaction", "How soon the charge point reacts, in a virtual time and on XS.", async () => {
	const command = await xsCommand();
	const virtual = await inVirtualTime();
	const real = command ? await onXs(command) : new Map<Reaction, number[]>();
	const rows = REACTIONS.map((reaction) => {
		const times = real.get(reaction);
		const cells = times ? [median(times), quantile(times, 0.95)].map((time) => grouped(time, 1)) : ["", ""];
		const waited = grouped(virtual.get(reaction) as number);
		return [reaction.name, waited, reaction.waits, ...cells, times ? String(times.length) : ""];
	});
	const conditions = command
		? `Moddable SDK ${sdkVersion()}; XS with optimisation, on this machine's processor.`
		: "There is no Moddable SDK on this machine: XS was not measured.";
	const head = ["ms", "virtual time", "what the firmware waits for", "XS: median", "p95", "runs"];
	publish("reaction", `${conditions}\n\n${table(head, rows)}`);
});

async function xsCommand(): Promise<FirmwareCommand | undefined> {
	try {
		return { ...(await buildXs("instrument", progress)), cwd: ROOT };
	} catch (error) {
		if (!(error instanceof MissingToolError)) throw error;
		progress(error.message);
		return undefined;
	}
}

async function inVirtualTime(): Promise<Map<Reaction, number>> {
	const board = new VirtualBoard(SETTINGS);
	await prepare(board);
	const times = new Map<Reaction, number>();
	for (const reaction of REACTIONS) times.set(reaction, await reaction.play(board));
	return times;
}

async function onXs(command: FirmwareCommand): Promise<Map<Reaction, number[]>> {
	const board = await XsBoard.start(command, SETTINGS);
	const times = new Map<Reaction, number[]>();
	try {
		await prepare(board);
		for (const reaction of REACTIONS) {
			if (!reaction.runs) continue;
			progress(`On XS, ${reaction.runs} times: ${reaction.name}`);
			const measured: number[] = [];
			for (let run = 0; run < reaction.runs; run++) measured.push(await reaction.play(board));
			times.set(reaction, measured);
		}
	} finally {
		await board.close();
	}
	return times;
}
