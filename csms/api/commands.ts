import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import type { Context } from "../context";
import { period } from "../moment";
import { type CommandRequest, command } from "../ocpp/commands";
import { type CommandOutcome, listCommands } from "../records/commands";
import { chargePointOrProblem } from "./charge-points";
import { ChargePointParams } from "./schemas/charge-points";
import {
	Command,
	CommandError,
	CommandParams,
	CommandPayload,
	CommandQuery,
	CommandResponse,
} from "./schemas/commands";
import { ApiError, PageQuery } from "./schemas/fields";
import { type Api, errors } from "./server";

/** Commands to charge points, and who gave which. */
export function addCommandRoutes(api: Api, context: Context): void {
	const tags = ["commands"];
	api.post(
		"/charge-points/:identity/commands/:Action",
		{
			// A request without fields may be left out.
			preValidation: async (request) => {
				request.body ??= {};
			},
			schema: {
				tags,
				summary: "Send an OCPP request to a charge point and wait for its answer",
				description:
					"409: it is not connected or not accepted. 422: the payload breaks the action's schema. " +
					"502: it answered with a CALLERROR. 504: no answer in time, or the connection was lost.",
				params: CommandParams,
				body: CommandPayload,
				response: errors(commandAnswers),
			},
		},
		async ({ params: { identity, Action: action }, body, session }, reply) => {
			const request = { identity, action, payload: body, account: session!.account };
			return answer(reply, request, await command(context, request));
		},
	);
	api.get(
		"/charge-points/:identity/commands",
		{
			schema: {
				tags,
				summary: "The commands given to a charge point, the newest first",
				params: ChargePointParams,
				querystring: PageQuery,
				response: errors({ 200: Type.Array(Command) }),
			},
		},
		async ({ params: { identity }, query }) => {
			await chargePointOrProblem(context, identity);
			return listCommands(context.store.db, { identity, ...query });
		},
	);
	api.get(
		"/commands",
		{
			schema: {
				tags,
				summary: "The commands given to all charge points, the newest first",
				querystring: CommandQuery,
				response: errors({ 200: Type.Array(Command) }),
			},
		},
		({ query: { from, to, ...filter } }) =>
			listCommands(context.store.db, { ...filter, ...period(from, to) }),
	);
}

/** What an answer to a command can be. */
export const commandAnswers = { 200: CommandResponse, 502: CommandError, 504: ApiError };

/** Puts how a command ended into the answer of the call that gave it. */
export function answer(
	reply: FastifyReply,
	{ identity, action }: Pick<CommandRequest, "identity" | "action">,
	outcome: CommandOutcome,
): FastifyReply {
	switch (outcome.result) {
		case "Response":
			return reply.send({ response: outcome.response! });
		case "CallError": {
			const { code, description } = outcome.callError!;
			const words = description === "" ? "" : `: ${description}`;
			const error = `${identity} answered ${action} with the error ${code}${words}`;
			return reply.code(502).send({ error, callError: { code, description } });
		}
		case "NotConnected":
			return reply.code(409).send({ error: `${identity} is not connected.` });
		case "Refused":
			return reply.code(409).send({ error: `${identity} is not accepted, so ${action} must not be sent.` });
		case "Timeout":
			return reply.code(504).send({ error: `${identity} did not answer ${action}.` });
	}
}
