import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { TEXTS } from "../../modules/ui/texts";
import { buildXs } from "../../tools/build-xs";
import { creationText, LIMIT, SLOT, total } from "../../tools/footprint/budget";
import { MissingToolError, ROOT } from "../../tools/moddable";
import { ScriptedHour } from "./scripted-hour";

/**
 * The simulated board always has a network and no card button, has started before its first picture, and may
 * have restarted before the last.
 */
const NEVER_SHOWN = ["Booting", "NoNetwork", "CardChosen", "Restarting"];

let command: Awaited<ReturnType<typeof buildXs>> | undefined;
let missing = "";

beforeAll(async () => {
	try {
		command = await buildXs("measure", () => undefined);
	} catch (error) {
		if (!(error instanceof MissingToolError)) throw error;
		missing = error.message;
	}
}, 600_000);

describe("a busy hour in the memory of the ESP32, without growth", () => {
	// Both at once: most of the time they wait.
	test.concurrent.for(["ws", "wss"] as const)("over %s", { timeout: 150_000 }, async (scheme, { skip }) => {
		if (!command) return skip(missing);
		const secure = scheme === "wss";
		const hour = await ScriptedHour.boot({ ...command, cwd: ROOT }, secure, creationText(LIMIT[scheme]));
		try {
			await hour.run();
			expect(hour.memory.map(([, { slot }]) => slot)).toEqual(hour.memory.map(() => SLOT));
			for (const [, memory] of hour.memory) {
				const size = memory.chunkSize + memory.slotSize + memory.stackSize;
				expect(size).toBeLessThanOrEqual(total(LIMIT[scheme]));
			}
			const titles = Object.entries(TEXTS.en.titles).filter(([picture]) => !NEVER_SHOWN.includes(picture));
			expect(titles.map(([, title]) => title).filter((title) => !hour.shown.has(title))).toEqual([]);
		} finally {
			await hour.close();
		}
	});

	test("the manifest gives the ESP32 and the desktop the same to begin with, and no more than that", () => {
		const { platforms } = JSON.parse(readFileSync(`${ROOT}/manifest.json`, "utf8"));
		const { chunk, heap, stack } = platforms.esp32.creation;
		expect(platforms.lin.creation).toEqual(platforms.esp32.creation);
		const begin = { chunks: chunk.initial, slots: heap.initial, stack };
		expect(total(begin)).toBeLessThanOrEqual(total(LIMIT.wss));
	});
});
