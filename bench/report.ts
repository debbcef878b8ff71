/** Tells the process that started this one, as one line of JSON. */
export function report(result: object): void {
	process.stdout.write(`${JSON.stringify(result)}\n`);
}
