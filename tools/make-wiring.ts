/**
 * `npm run wiring`: draws docs/wiring.svg and writes the wiring tables of docs/hardware.md, both from the
 * boards' data. Look at the picture before committing it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { readBoards } from "./boards";
import { marks, wiringTable } from "./wiring";
import { wiringPicture } from "./wiring-picture";

new Command("npm run wiring")
	.description("Draws docs/wiring.svg and the wiring tables of docs/hardware.md.")
	.parse();

const DOCS = new URL("../docs/", import.meta.url);

const boards = await readBoards();
writeFileSync(new URL("wiring.svg", DOCS), wiringPicture(boards));
const page = new URL("hardware.md", DOCS);
let markdown = readFileSync(page, "utf8");
for (const board of boards) {
	const [begin, end] = marks(board);
	const from = markdown.indexOf(begin);
	const to = markdown.indexOf(end);
	if (from < 0 || to < from)
		throw new Error(`docs/hardware.md has no place for ${board.platform}: ${begin} … ${end}`);
	markdown = `${markdown.slice(0, from + begin.length)}\n\n${wiringTable(board)}\n\n${markdown.slice(to)}`;
}
writeFileSync(page, markdown);
console.log(`${boards.length} boards`);
