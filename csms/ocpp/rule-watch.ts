import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { Outcome } from "../../modules/ocpp/endpoint";
import type { CsmsAction } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";
import type { Mending } from "./mending";
import type { Noted, ViolationLog } from "./violation-log";

/** A message type that is a number and none of CALL, CALLRESULT and CALLERROR. */
const UNKNOWN_TYPE = /^\s*\[\s*(?![234]\s*[,\]])-?\d/;
/** How the endpoint refuses a message id that is in use. */
const IN_USE = "A call with this message id is still being handled";

/** Sees where a charge point breaks the rules, on one connection. */
export class RuleWatch {
	readonly #log: ViolationLog;
	#newest = "";

	constructor(log: ViolationLog) {
		this.#log = log;
	}

	/** The newest frame, as it came. */
	get newest(): string {
		return this.#newest;
	}

	/** Takes every frame before it is handled. */
	received(frame: string): void {
		this.#newest = frame;
		if (UNKNOWN_TYPE.test(frame)) {
			const what = "The message type is none of CALL, CALLRESULT and CALLERROR";
			this.#log.note({ action: undefined, rule: "Frame", what, outcome: "Refused" }, frame);
		}
	}

	/** Takes every frame that is sent, and looks at the CALLERRORs. */
	sent(frame: string): void {
		if (!frame.startsWith("[4,")) return;
		const [, messageId, code, description] = JSON.parse(frame) as [number, string, string, string];
		// The one is this side's own failure, the other is noted where it is decided.
		if (code === "InternalError" || code === "SecurityError") return;
		const call = callIn(this.#newest, messageId);
		this.#log.note(
			{ action: call?.action, ...refusal(code, description, call), outcome: "Refused" },
			call && this.#newest,
		);
	}

	/** Takes a frame that could not even be answered (R-FRM-16). */
	unanswerable(reason: string, frame: string): void {
		this.#log.note({ action: undefined, rule: "Frame", what: `It is ${reason}`, outcome: "Refused" }, frame);
	}

	/** Takes an answer that no call waits for (R-FRM-08); nobody knows whether it repeats a secret. */
	unasked(): void {
		const what = "No call waits for this answer";
		this.#log.note({ action: undefined, rule: "Answer", what, outcome: "Refused" });
	}

	/** Takes how a command ended: the response may have fields too many, or break its schema. */
	answered(action: CsmsAction, outcome: Outcome<CsmsAction>): void {
		// The answer may repeat the value that was to be set, which may be a secret.
		const excerpt = action === "ChangeConfiguration" ? undefined : this.#newest;
		if (outcome.ok) {
			const violation = validate(csmsSchemas.responses[action], outcome.payload);
			if (!violation) return;
			const what = withoutIndices(`${violation.path} ${violation.detail}`);
			this.#log.note({ action, rule: "Answer", what, outcome: "Tolerated" }, excerpt);
		} else if (outcome.reason === "malformed") {
			const what = withoutIndices(outcome.description);
			this.#log.note({ action, rule: "Answer", what, outcome: "Refused" }, excerpt);
		}
	}

	/** Takes what was mended in the newest frame. */
	mended(action: string | undefined, mendings: readonly Mending[]): void {
		for (const mending of mendings) {
			this.#log.note({ action, ...mending, outcome: "Mended" }, this.#newest);
		}
	}
}

/** The action of a CALL, and whether the frame is whole. */
interface SeenCall {
	action: string | undefined;
	whole: boolean;
}

function callIn(frame: string, messageId: string): SeenCall | undefined {
	let parts: unknown;
	try {
		parts = JSON.parse(frame);
	} catch {
		return;
	}
	if (!Array.isArray(parts) || parts[1] !== messageId) return;
	const action = typeof parts[2] === "string" ? parts[2] : undefined;
	const whole =
		parts.length === 4 && messageId.length <= 36 && Object.hasOwn(csmsSchemas.requests, action ?? "");
	return { action, whole };
}

function refusal(
	code: string,
	description: string,
	call: SeenCall | undefined,
): Pick<Noted, "rule" | "what"> {
	switch (code) {
		case "NotImplemented":
			return { rule: "Frame", what: "The action is not known" };
		case "NotSupported":
			return { rule: "Frame", what: "The action is one of a CSMS" };
		default: {
			const schema = call?.whole === true && description !== IN_USE;
			return { rule: schema ? "Schema" : "Frame", what: withoutIndices(description) };
		}
	}
}

/** The same fault at another place of a list is the same violation. */
function withoutIndices(text: string): string {
	return text.replace(/\[\d+\]/g, "[]");
}
