import type { CommandOutcome } from "../records/commands";
import type { CommandError, CommandResponse } from "./schemas/commands";
import type { ApiError } from "./schemas/fields";

/** What both routes that send commands may answer. */
interface Reply {
	code(status: 200): { send(body: CommandResponse): unknown };
	code(status: 409 | 504): { send(body: ApiError): unknown };
	code(status: 502): { send(body: CommandError): unknown };
}

/** Answers how a command ended. */
export function answerOutcome(
	reply: Reply,
	identity: string,
	action: string,
	{ result, response, callError }: CommandOutcome,
): void {
	switch (result) {
		case "Response":
			reply.code(200).send({ response: response! });
			return;
		case "CallError": {
			const { code, description } = callError!;
			const words = description === "" ? "" : `: ${description}`;
			const error = `${identity} answered ${action} with the error ${code}${words}`;
			reply.code(502).send({ error, callError: { code, description } });
			return;
		}
		case "NotConnected":
			reply.code(409).send({ error: `${identity} is not connected.` });
			return;
		case "Refused":
			reply.code(409).send({ error: `${identity} is not accepted, so ${action} must not be sent.` });
			return;
		case "Timeout":
			reply.code(504).send({ error: `${identity} did not answer ${action}.` });
	}
}
