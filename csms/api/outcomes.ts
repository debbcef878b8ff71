import type { FastifyReply } from "fastify";
import type { CommandOutcome } from "../records/commands";

/** Answers for a command that the charge point did not answer with a response: 409, 502 or 504. */
export function sendFailure(
	reply: FastifyReply,
	{ identity, action }: { identity: string; action: string },
	{ result, callError }: CommandOutcome,
): FastifyReply {
	switch (result) {
		case "NotConnected":
			return reply.code(409).send({ error: `${identity} is not connected.` });
		case "Refused":
			return reply.code(409).send({ error: `${identity} is not accepted, so ${action} must not be sent.` });
		case "CallError": {
			const { code, description } = callError!;
			const words = description === "" ? "" : `: ${description}`;
			const error = `${identity} answered ${action} with the error ${code}${words}`;
			return reply.code(502).send({ error, callError: { code, description } });
		}
		default:
			return reply.code(504).send({ error: `${identity} did not answer ${action}.` });
	}
}
