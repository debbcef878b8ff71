/** OCPP-J frames as a person reads them: answers carry the action that they answer. */

export type Side = "charge-point" | "csms";

export interface Frame {
	/** Counts up from 1 in the order of arrival. */
	key: number;
	/** When the frame passed, ms since 1970. */
	time: number;
	from: Side;
	kind: "call" | "result" | "error" | "other";
	messageId: string | null;
	/** Of an answer: the action of its call, null when the call was not seen. */
	action: string | null;
	/** Of a CALLERROR: its code and description. */
	errorCode: string | null;
	errorDescription: string | null;
	/** The payload; the whole text or value of a frame that is none of OCPP-J's. */
	payload: unknown;
	/** Of an answer: ms since its call. */
	answeredAfter: number | null;
}

interface OpenCall {
	action: string;
	time: number;
}

/** Calls that are never answered are forgotten beyond this number. */
const OPEN_CALLS = 500;

/** Reads the frames of one charge point in the order of their passing. */
export class FrameReader {
	#open = new Map<string, OpenCall>();
	#key = 0;

	/** Forgets the calls that wait for their answer, as after a gap in the stream. */
	reset(): void {
		this.#open.clear();
	}

	/** `raw` is the parsed frame, or the text when it could not be parsed. */
	read(from: Side, time: number, raw: unknown): Frame {
		const frame: Frame = {
			key: ++this.#key,
			time,
			from,
			kind: "other",
			messageId: null,
			action: null,
			errorCode: null,
			errorDescription: null,
			payload: raw,
			answeredAfter: null,
		};
		if (!Array.isArray(raw) || typeof raw[1] !== "string") return frame;
		const [type, messageId] = raw;
		frame.messageId = messageId;
		if (type === 2 && typeof raw[2] === "string") {
			frame.kind = "call";
			frame.action = raw[2];
			frame.payload = raw[3];
			this.#remember(`${from} ${messageId}`, { action: raw[2], time });
		} else if (type === 3 || type === 4) {
			frame.kind = type === 3 ? "result" : "error";
			const asker: Side = from === "csms" ? "charge-point" : "csms";
			const call = this.#open.get(`${asker} ${messageId}`);
			if (call) {
				this.#open.delete(`${asker} ${messageId}`);
				frame.action = call.action;
				frame.answeredAfter = Math.max(0, time - call.time);
			}
			if (type === 3) {
				frame.payload = raw[2];
			} else {
				frame.errorCode = typeof raw[2] === "string" ? raw[2] : null;
				frame.errorDescription = typeof raw[3] === "string" ? raw[3] : null;
				frame.payload = raw[4];
			}
		}
		return frame;
	}

	#remember(id: string, call: OpenCall): void {
		this.#open.set(id, call);
		if (this.#open.size > OPEN_CALLS) this.#open.delete(this.#open.keys().next().value!);
	}
}

/** The payload on one line: `connectorId 1 · idTagInfo.status Accepted`; of meter values what they are. */
export function summary(payload: unknown): string {
	return payload === undefined ? "" : parts("", payload).join(" · ");
}

function parts(name: string, value: unknown): string[] {
	if (Array.isArray(value)) {
		if (value.some((item) => item !== null && typeof item === "object")) {
			return value.flatMap((item) => parts(name, item));
		}
		return [`${name} ${JSON.stringify(value)}`.trim()];
	}
	if (value === null || typeof value !== "object") return [`${name} ${String(value)}`.trim()];
	if ("value" in value && name.endsWith("sampledValue")) {
		const { measurand, phase, value: sample, unit } = value as Record<string, unknown>;
		return [[measurand, phase, sample, unit].filter((part) => part !== undefined).join(" ")];
	}
	return Object.entries(value)
		.filter(([key]) => !("sampledValue" in value) || key !== "timestamp")
		.flatMap(([key, member]) => parts(name === "" ? key : `${name}.${key}`, member));
}

export type FrameFilter = "all" | Side | "errors";

/** Which frames somebody wants to see; empty texts do not choose. */
export interface FrameChoice {
	show: FrameFilter;
	/** OCPP action of the call, also for its answer. */
	action: string;
	/** Words that all have to be in the frame, in any case. */
	text: string;
}

/** Whether a frame is one of those that are wanted. */
export function matches(frame: Frame, { show, action, text }: FrameChoice): boolean {
	if (show === "errors" && frame.kind !== "error" && frame.kind !== "other") return false;
	if ((show === "charge-point" || show === "csms") && frame.from !== show) return false;
	if (action !== "" && frame.action !== action) return false;
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return true;
	const content = [
		frame.action,
		frame.messageId,
		frame.errorCode,
		frame.errorDescription,
		summary(frame.payload),
	]
		.join(" ")
		.toLowerCase();
	return words.every((word) => content.includes(word));
}
