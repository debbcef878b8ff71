import type { FromFirmware } from "./protocol";

/** Most characters of a frame that are told at once. */
const PART = 512;

/** Tells the simulator an OCPP frame, in parts: told as a whole, a long one would need its length in memory again. */
export function tellFrame(direction: "in" | "out", frame: string, tell: (part: FromFirmware) => void): void {
	let at = 0;
	for (; frame.length - at > PART; at += PART)
		tell({ ocpp: { direction, frame: frame.slice(at, at + PART), more: true } });
	tell({ ocpp: { direction, frame: at ? frame.slice(at) : frame } });
}
