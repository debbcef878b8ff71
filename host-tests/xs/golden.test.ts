import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildXs } from "../../tools/build-xs";
import { goldenFile, LANGUAGES, readGolden, viewOptions } from "../ui/golden-pictures";
import { MOMENTS } from "../ui/pictures";
import type { Drawn, Wish } from "./pictures-program/protocol";

const PROGRAM = fileURLToPath(new URL("pictures-program", import.meta.url));

let child: ChildProcessWithoutNullStreams;
const waiting: ((drawn: Drawn) => void)[] = [];

beforeAll(async () => {
	const program = { folder: PROGRAM, name: "pictures-program" };
	const { command, args } = await buildXs("debug", () => undefined, program);
	child = spawn(command, args, { stdio: "pipe" });
	createInterface(child.stdout).on("line", (line) => waiting.shift()?.(JSON.parse(line) as Drawn));
	child.on("exit", (status) => {
		for (const told of waiting.splice(0)) told({ failure: `the program ended with ${status}` });
	});
}, 300_000);

afterAll(() => {
	child?.kill("SIGKILL");
});

function draw(wish: Wish): Promise<Drawn> {
	if (child.exitCode !== null)
		return Promise.resolve({ failure: `the program ended with ${child.exitCode}` });
	child.stdin.write(`${JSON.stringify(wish)}\n`);
	return new Promise((resolve) => waiting.push(resolve));
}

describe.each(LANGUAGES)("Piu draws each golden picture to the pixel in %s", (language) => {
	test.each(MOMENTS.map((moment) => [moment.name, moment] as const))("%s", async (_, moment) => {
		const { state, frame = 0 } = moment;
		const drawn = await draw({ state, options: viewOptions(moment, language), frame });
		expect(drawn.failure).toBeUndefined();
		const golden = Buffer.from(readGolden(goldenFile(moment, language)));
		expect(drawn.bitmap).toBe(golden.toString("base64"));
	});
});
