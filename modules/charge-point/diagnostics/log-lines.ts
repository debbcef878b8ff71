import type { Clock, Stamp } from "../clock";
import type { LogSource } from "../firmware/interfaces";
import type { Records } from "../interfaces";

/** The lines in RAM have at most so many characters together. */
const RAM_LIMIT = 3072;
/** So many of the last characters outlive a restart that was planned. */
const KEPT_LIMIT = 1024;
/** A line is cut after so many characters. */
const LINE_LIMIT = 240;
const RECORD = "log";

/** The newest lines of the firmware's log. */
export class LogLines implements LogSource {
	private readonly clock: Clock;
	private readonly records: Records;
	/** Each is a stamp, a blank and the text: one piece of memory. */
	private readonly _lines: string[] = [];
	private length = 0;

	constructor(clock: Clock, records: Records) {
		this.clock = clock;
		this.records = records;
	}

	add(text: string): void {
		const line = `${this.clock.stamp()} ${text.slice(0, LINE_LIMIT).replaceAll("\n", " ")}`;
		this._lines.push(line);
		this.length += line.length;
		while (this.length > RAM_LIMIT) this.length -= this._lines.shift()?.length ?? 0;
	}

	/** Stores the last lines: the firmware is about to restart. */
	keep(): void {
		let kept = "";
		for (let i = this._lines.length - 1; i >= 0; i--) {
			const line = `${this.format(this._lines[i])}\n`;
			if (line.length + kept.length > KEPT_LIMIT) break;
			kept = line + kept;
		}
		this.records.set(RECORD, kept);
	}

	/** First what was kept over the restart, whenever that was. */
	lines(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): string[] {
		const lines: string[] = [];
		(this.records.get(RECORD) ?? "").split("\n").forEach((line) => {
			const time = Date.parse(line.slice(0, line.indexOf(" ")));
			if (line !== "" && !(time < from || time > to)) lines.push(line);
		});
		for (let i = 0; i < this._lines.length; i++) {
			const line = this._lines[i];
			const stamp = stampOf(line);
			const time = stamp >= 0 ? stamp : this.clock.offset - stamp - 1;
			if (time >= from && time <= to) lines.push(this.format(line));
		}
		return lines;
	}

	/** While the clock is unset, a dash in the place of the time. */
	private format(line: string): string {
		const stamp = stampOf(line);
		const known = stamp >= 0 || this.clock.now !== null;
		return (known ? this.clock.format(stamp) : "-") + line.slice(line.indexOf(" "));
	}
}

function stampOf(line: string): Stamp {
	return Number(line.slice(0, line.indexOf(" ")));
}
