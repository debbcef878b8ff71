import { Type } from "typebox";
import type { Context } from "../context";
import { period } from "../moment";
import { command } from "../ocpp/commands";
import { listCommands } from "../records/commands";
import { chargePointOrProblem } from "./charge-points";
import { commandAnswers, sendOutcome } from "./command-answer";
import { ChargePointParams } from "./schemas/charge-points";
import { Command, CommandParams, CommandPayload, CommandQuery } from "./schemas/commands";
import { PageQuery } from "./schemas/fields";
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
					"409: it is not connected or not accepted. 422: the payload breaks the action's schema or a rule. " +
					"502: it answered with a CALLERROR. 504: no answer in time, or the connection was lost.",
				params: CommandParams,
				body: CommandPayload,
				response: errors(commandAnswers),
			},
		},
		async ({ params: { identity, Action: action }, body, session }, reply) => {
			const request = { identity, action, payload: body, account: session!.account };
			return sendOutcome(reply, request, await command(context, request));
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
