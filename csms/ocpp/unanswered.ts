import { Problem } from "../problem";
import type { CommandOutcome } from "../records/commands";

/** What to tell whoever gave a command that did not get a response: 409, 502 or 504. */
export function problemOf({ result, callError }: CommandOutcome, identity: string, action: string): Problem {
	switch (result) {
		case "NotConnected":
			return new Problem(409, `${identity} is not connected.`);
		case "Refused":
			return new Problem(409, `${identity} is not accepted, so ${action} must not be sent.`);
		case "Timeout":
			return new Problem(504, `${identity} did not answer ${action}.`);
		default: {
			const words = callError?.description ? `: ${callError.description}` : "";
			return new Problem(502, `${identity} answered ${action} with the error ${callError?.code}${words}`);
		}
	}
}
