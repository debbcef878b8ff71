/** What callgrind has counted from one dump to the next. */
export interface Profile {
	/** Instructions in all. */
	total: number;
	/** Instructions of a function and of all that it called; of one that does not call itself. */
	within(name: string): number;
}

/** Reads a file of callgrind's (its format, version 1). Throws an Error when it has no sum. */
export function readProfile(text: string): Profile {
	const total = /^(?:totals|summary): (\d+)/m.exec(text)?.[1];
	if (total === undefined) throw new Error("This is no whole file of callgrind's: it has no totals.");
	/** A name is written out where it is first met, later its number stands for it. */
	const names = new Map<string, string>();
	const costs = new Map<string, number>();
	let called: string | undefined;
	let isCost = false;
	for (const line of text.split("\n")) {
		const [, kind, number, name] = /^(c?fn)=(\(\d+\))(?: (.*))?$/.exec(line) ?? [];
		if (number !== undefined && name !== undefined) names.set(number, name);
		if (kind === "cfn") called = names.get(number);
		else if (line.startsWith("calls=")) isCost = true;
		else if (isCost) {
			isCost = false;
			const cost = Number(line.slice(line.lastIndexOf(" ") + 1));
			if (called !== undefined) costs.set(called, (costs.get(called) ?? 0) + cost);
		}
	}
	return { total: Number(total), within: (name) => costs.get(name) ?? 0 };
}
