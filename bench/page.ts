import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { withPart } from "../tools/written-parts";

const PAGE = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url));

/** The machine on which is measured, in one line. */
export function machine(): string {
	const [{ model }] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${model}, ${memory} GiB`;
}

/** Prints what was measured and writes it, below machine and day, into its part of docs/benchmarks.md. */
export function publish(part: string, text: string): void {
	process.stdout.write(`${text}\n`);
	const day = new Date().toISOString().slice(0, 10);
	const page = readFileSync(PAGE, "utf8");
	writeFileSync(PAGE, withPart(page, part, `Measured on ${day}: ${machine()}.\n\n${text}`));
}
