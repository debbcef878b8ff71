import type { FastifyReply } from "fastify";
import { problemOf } from "../ocpp/unanswered";
import type { CommandOutcome } from "../records/commands";
import { CommandError, CommandResponse } from "./schemas/commands";
import { ApiError } from "./schemas/fields";

/** What was sent to whom. */
interface Asked {
	identity: string;
	action: string;
}

/** What an answer to a command can be. */
export const commandAnswers = { 200: CommandResponse, 502: CommandError, 504: ApiError };

/** Puts how a command ended into the answer of the call that gave it: 200, 409, 502 or 504. */
export function sendOutcome(reply: FastifyReply, asked: Asked, outcome: CommandOutcome): FastifyReply {
	if (outcome.result === "Response") return reply.send({ response: outcome.response! });
	return sendFailure(reply, asked, outcome);
}

/** As {@link sendOutcome}, for a command that got no response. */
export function sendFailure(
	reply: FastifyReply,
	{ identity, action }: Asked,
	outcome: CommandOutcome,
): FastifyReply {
	const { statusCode, message } = problemOf(outcome, identity, action);
	const { callError } = outcome;
	return reply.code(statusCode).send(callError ? { error: message, callError } : { error: message });
}
