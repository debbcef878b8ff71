import { HANDLED } from "../../modules/charge-point/operations";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type { Action } from "../../modules/ocpp/types";
import { type Direction, officialErrors, type Payload, payloads } from "../ocpp/official-schemas";
import { codeOf } from "../ocpp/payload-changes";

/**
 * What the charge point must do with a frame, from the rules R-FRM-01 to R-FRM-20 and the official schemas
 * alone: a second opinion beside modules/ocpp.
 */

/** The answer that a frame must get. */
export interface Verdict {
	messageId: string;
	/** CALLERROR with one of these codes. */
	codes: ReadonlySet<string>;
	/** Or a CALLRESULT of this action. */
	action?: Action;
	/** Or a CALLRESULT with the status NotImplemented (R-FRM-14). */
	notImplemented?: boolean;
}

/** The deepest nesting that is read at all. */
const DEPTH = 12;

/** The answer to `text`; undefined is silence. `open`: ids of CALLs that still wait for their answers. */
export function judge(text: string, rejected: boolean, open: ReadonlySet<string>): Verdict | undefined {
	let frame: unknown;
	try {
		frame = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!Array.isArray(frame) || depthOf(frame) > DEPTH) return undefined;
	const [type, messageId, action] = frame as unknown[];
	if (typeof messageId !== "string" || messageId === "") return undefined;
	if ((typeof type === "number" && type !== 2) || rejected) return undefined;
	const refuse = (...codes: string[]): Verdict => ({ messageId, codes: new Set(codes) });
	const malformed = type !== 2 || messageId.length > 36 || open.has(messageId);
	if (malformed || frame.length !== 4 || typeof action !== "string") return refuse("FormationViolation");
	const payload = payloadOf(action, "req");
	if (!payload) return refuse("NotImplemented");
	if (!(HANDLED as readonly string[]).includes(action)) return refuse("NotSupported");
	const errors = officialErrors(payload, frame[3] ?? {});
	if (errors.length === 0) {
		return { ...refuse(...refusals(payload.action, frame[3] ?? {})), action: payload.action };
	}
	const verdict = refuse(...errors.map(({ keyword, instancePath }) => codeOf(keyword, instancePath)));
	const trigger = errors.filter((one) => one.keyword === "enum" && one.instancePath === "/requestedMessage");
	if (trigger.length === 0) return verdict;
	return errors.length === 1 ? { ...refuse(), notImplemented: true } : { ...verdict, notImplemented: true };
}

/** The codes with which the rules of an action let a valid CALL be refused. */
function refusals(
	action: Action,
	{ connectorId, key, location }: Partial<Record<string, unknown>>,
): string[] {
	switch (action) {
		case "GetConfiguration": // R-CFG-03
			return (key as string[] | undefined)?.length ? ["OccurenceConstraintViolation"] : [];
		case "SetChargingProfile": // R-SC-01
			return [0, 1, 2].includes(connectorId as number)
				? ["NotSupported"]
				: ["PropertyConstraintViolation", "NotSupported"];
		case "ClearChargingProfile":
		case "GetCompositeSchedule":
		case "SignedUpdateFirmware":
			return ["NotSupported"];
		case "UpdateFirmware": // R-FW-04
			return (location as string).length > 2000
				? ["PropertyConstraintViolation", "NotSupported"]
				: ["NotSupported"];
		default:
			return [];
	}
}

/** What is wrong with an answer to a frame with this verdict; undefined when nothing is. */
export function faultOf(verdict: Verdict, answer: readonly unknown[]): string | undefined {
	const { codes, action, notImplemented } = verdict;
	const expected = `${action ?? ""} ${[...codes].join(", ")} ${notImplemented ? "NotImplemented" : ""}`;
	const fault = `expected ${expected}, got ${JSON.stringify(answer).slice(0, 300)}`;
	if (answer[0] === 4) return answer.length === 5 && codes.has(answer[2] as string) ? undefined : fault;
	if (answer.length !== 3) return fault;
	if (notImplemented)
		return (answer[2] as { status?: string }).status === "NotImplemented" ? undefined : fault;
	if (!action || officialErrors(payloadOf(action, "conf")!, answer[2]).length > 0) return fault;
	return undefined;
}

/** Whether a payload is an answer to a CALL of the charge point: what it names besides is passed over (R-FRM-15). */
export function isAnswer(action: Action, payload: unknown): boolean {
	const errors = officialErrors(payloadOf(action, "conf")!, payload ?? {});
	return errors.every(({ keyword }) => keyword === "additionalProperties");
}

/** The CALLs that a CSMS may send. */
export const CALLS = payloads.filter(
	({ action, direction }) => direction === "req" && Object.hasOwn(chargePointSchemas.requests, action),
);

/** The answers that a CSMS may send. */
export const ANSWERS = payloads.filter(
	({ action, direction }) => direction === "conf" && Object.hasOwn(chargePointSchemas.responses, action),
);

function payloadOf(action: string, direction: Direction): Payload | undefined {
	return payloads.find((payload) => payload.action === action && payload.direction === direction);
}

function depthOf(value: unknown): number {
	if (typeof value !== "object" || value === null) return 0;
	let deepest = 0;
	for (const item of Object.values(value)) deepest = Math.max(deepest, depthOf(item));
	return 1 + deepest;
}
