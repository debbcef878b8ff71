/**
 * `npm run size:esp32`: has the image in the emulator play the phases of a session and prints what its memory
 * holds after each, with ws and with wss. With `--image` it prints the sizes of images instead. With `--write` it
 * writes that into docs/footprint.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { playPhases } from "./footprint/emulated-phases";
import { imagesText, phasesText, readDesktop } from "./footprint/esp32-page";
import { type ImageSizes, readImageSizes } from "./footprint/image-sizes";
import { ROOT } from "./moddable";
import { part, withPart } from "./written-parts";

type BoardImage = readonly [name: string, sizes: ImageSizes];

const PAGE = join(ROOT, "docs/footprint.md");
const { write, image: images } = new Command("npm run size:esp32 --")
	.description("Measures the memory of the emulated ESP32, and the sizes of images.")
	.option("--write", "write what is measured into docs/footprint.md", false)
	.option(
		"--image <BOARD=FOLDER>",
		"sizes of a board's image, as mcconfig has built it, in the place of the emulated memory; repeatable",
		takeImage,
		[] as BoardImage[],
	)
	.allowExcessArguments(false)
	.parse()
	.opts<{ write: boolean; image: BoardImage[] }>();

const log: string[] = [];
const play = (scheme: "ws" | "wss") =>
	playPhases(
		scheme === "wss",
		(line) => log.push(line),
		(phase) => process.stderr.write(`${scheme}: ${phase}\n`),
	);
try {
	const page = readFileSync(PAGE, "utf8");
	const [name, text] =
		images.length > 0
			? (["images", imagesText(images)] as const)
			: ([
					"esp32",
					phasesText(await play("ws"), await play("wss"), readDesktop(part(page, "memory"))),
				] as const);
	process.stdout.write(`${text}\n`);
	if (write) writeFileSync(PAGE, withPart(page, name, text));
} catch (error) {
	process.stderr.write(`${[...log.slice(-20), (error as Error).message].join("\n")}\n`);
	process.exitCode = 1;
}

function takeImage(text: string, before: readonly BoardImage[]): BoardImage[] {
	const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
	if (name === undefined || folder === undefined)
		throw new InvalidArgumentError("It is a board's name and a folder, such as qemu=build/xs-evse-qemu.");
	try {
		return [...before, [name, readImageSizes(folder)]];
	} catch (error) {
		throw new InvalidArgumentError((error as Error).message);
	}
}
