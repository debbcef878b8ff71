import { fromUtf8, toUtf8 } from "../../modules/utf8";
import type { FromFirmware, ToFirmware } from "../../simulator/protocol";

/** The serial line of the channel. */
export interface Serial {
	/** What has arrived, a part at a time; undefined when that was all. */
	read(): ArrayBuffer | undefined;
	/** Takes as many of the bytes from `start` on as fit just now, and tells how many. */
	write(bytes: Uint8Array, start: number): number;
}

const NEWLINE = 0x0a;

/** Lines of JSON to and from the simulator, over a serial line that takes and gives a little at a time. */
export class ScriptChannel {
	/** Set by the owner, at any time. */
	onLine?: (line: ToFirmware) => void;
	private readonly serial: Serial;
	/** Of a line whose end has not arrived. */
	private parts: Uint8Array[] = [];
	private readonly waiting: Uint8Array[] = [];
	/** So much of the first that waits is sent. */
	private sent = 0;

	/** Ends the line first that a restart may have cut. */
	constructor(serial: Serial) {
		this.serial = serial;
		this.waiting.push(Uint8Array.of(NEWLINE));
	}

	/** Sends now what fits, and the rest by and by. */
	tell(message: FromFirmware): void {
		this.waiting.push(toUtf8(`${JSON.stringify(message)}\n`));
		this.send();
	}

	/** Receives and sends what is due: to be called every some milliseconds. */
	proceed(): void {
		this.send();
		for (let bytes = this.serial.read(); bytes; bytes = this.serial.read())
			this.receive(new Uint8Array(bytes));
	}

	private send(): void {
		const { waiting } = this;
		while (waiting.length > 0) {
			const count = this.serial.write(waiting[0], this.sent);
			if (count === 0) return;
			this.sent += count;
			if (this.sent < waiting[0].length) continue;
			this.sent = 0;
			waiting.shift();
		}
	}

	private receive(bytes: Uint8Array): void {
		let start = 0;
		for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
			this.parts.push(bytes.subarray(start, end));
			start = end + 1;
			const line = lineOf(this.parts);
			this.parts = [];
			if (line) this.onLine?.(line);
		}
		if (start < bytes.length) this.parts.push(bytes.subarray(start));
	}
}

/** Undefined for the rest of a line that was meant for the firmware before a restart. */
function lineOf(parts: readonly Uint8Array[]): ToFirmware | undefined {
	const text = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let length = 0;
	for (const part of parts) {
		text.set(part, length);
		length += part.length;
	}
	try {
		return JSON.parse(fromUtf8(text)) as ToFirmware;
	} catch {
		return undefined;
	}
}
