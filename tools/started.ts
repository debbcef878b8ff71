/** What a command has started, undone in reverse order when it ends. */
const undo: (() => Promise<void>)[] = [];
let ending = false;

/** Has something undone at the end of the process, before what was started earlier. */
export function atEnd(step: () => Promise<void>): void {
	undo.push(step);
}

/** Undoes what was started and ends the process; asked for once more, at once. */
export async function end(status: number): Promise<void> {
	if (ending) process.exit(1);
	ending = true;
	for (const step of undo.reverse()) await step();
	process.exit(status);
}

process.on("SIGINT", () => void end(0));
process.on("SIGTERM", () => void end(0));
