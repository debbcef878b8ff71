import { stringify } from "csv-stringify/sync";
import type { FrameEvent } from "../api/schemas/events";
import { type Frame, type FrameChoice, FrameReader, matches } from "./frames";

/** Those of the frames of one charge point that are wanted, with what they mean. */
export function chooseFrames(
	events: readonly FrameEvent[],
	choice: FrameChoice,
): { event: FrameEvent; frame: Frame }[] {
	const reader = new FrameReader();
	return events
		.map((event) => {
			const from = event.direction === "in" ? "charge-point" : "csms";
			return { event, frame: reader.read(from, Date.parse(event.timestamp), event.frame) };
		})
		.filter(({ frame }) => matches(frame, choice));
}

type Chosen = ReturnType<typeof chooseFrames>;

/** One frame a line, each as JSON, with the action and the time that the answer took, milliseconds. */
export function toJsonLines(chosen: Chosen): string {
	return chosen
		.map(({ event: { timestamp, identity, direction, frame: raw }, frame: { action, answeredAfter } }) =>
			JSON.stringify({ timestamp, identity, direction, action, answeredAfter, frame: raw }),
		)
		.map((line) => `${line}\n`)
		.join("");
}

/** A table of the frames for a spreadsheet; texts that it would take for formulas are none there. */
export function toCsv(chosen: Chosen): string {
	const rows = chosen.map(({ event, frame }) => [
		event.timestamp,
		event.identity,
		event.direction,
		frame.kind,
		frame.action,
		frame.messageId,
		frame.answeredAfter,
		frame.errorCode,
		frame.errorDescription,
		typeof frame.payload === "string" ? frame.payload : JSON.stringify(frame.payload),
	]);
	const columns = ["timestamp", "identity", "direction", "kind", "action", "messageId", "answeredAfterMs"];
	const header = [...columns, "errorCode", "errorDescription", "payload"];
	return stringify([header, ...rows], { bom: true, escape_formulas: true });
}
