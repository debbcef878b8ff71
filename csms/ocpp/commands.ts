import { setTimeout as delay } from "node:timers/promises";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type { Outcome } from "../../modules/ocpp/endpoint";
import type { CsmsAction, Requests } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";
import type { Context } from "../context";
import { maskDescription, maskResponse } from "../masking";
import { Problem } from "../problem";
import { findChargePoint } from "../records/charge-points";
import { addCommand, type CommandOutcome, endCommand } from "../records/commands";
import { checks } from "./checks";
import { effects, type SentCommand } from "./effects";

/** A command as an account gave it. */
export interface CommandRequest {
	identity: string;
	action: string;
	payload: Record<string, unknown>;
	account: string;
	/** The firmware update or upload that it asks for; without it, one is noted. */
	transferId?: number;
}

/** Milliseconds before each further try to note how a command ended. */
const NOTING_PAUSES = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600].map((seconds) => seconds * 1000);

type Payload = Record<string, unknown>;

/** Sends a command to a charge point and answers how it ended; each one is recorded. Throws a Problem (404, 409, 422). */
export async function command(context: Context, request: CommandRequest): Promise<CommandOutcome> {
	const { identity, action, payload } = request;
	if (!(await findChargePoint(context.store.db, identity))) {
		throw new Problem(404, `There is no charge point "${identity}".`);
	}
	if (!isCommand(action)) throw new Problem(404, `"${action}" is no command of OCPP 1.6.`);
	const violation = validate(chargePointSchemas.requests[action], payload);
	if (violation) {
		const { path, detail } = violation;
		throw new Problem(422, `The payload is wrong: ${path === "" ? "it" : path} ${detail}.`);
	}
	await checks[action]?.({ context, ...request, action });
	const { commands, id: processId } = context.cluster;
	const { id, holder } = await context.store.write(async (trx) => {
		const id = await addCommand(trx, request, processId);
		return { id, holder: await commands.layDown(trx, id, request) };
	});
	return holder === undefined ? carryOut(context, id, request) : commands.followUp(id, request, holder);
}

/** Sends a command that is entered as `id`, if the charge point is connected to this process, and notes how it ended. */
export async function carryOut(
	context: Context,
	id: number,
	request: CommandRequest,
): Promise<CommandOutcome> {
	let outcome: CommandOutcome = { result: "Timeout" };
	try {
		outcome = await send({ context, ...request, action: request.action as CsmsAction });
		return outcome;
	} finally {
		await noteEnd(context, id, outcome);
		context.diagnosing.noticed(request.identity, ["commands", "firmware", "localLists"]);
	}
}

/** Without the database it is tried again for a while: what the charge point has done is done. */
async function noteEnd({ store, log }: Context, id: number, outcome: CommandOutcome): Promise<void> {
	const note = () => store.write((trx) => endCommand(trx, id, outcome));
	const noteLater = async () => {
		for (const pause of NOTING_PAUSES) {
			await delay(pause, undefined, { ref: false });
			try {
				return await note();
			} catch {
				// Not yet.
			}
		}
	};
	try {
		await note();
	} catch (error) {
		log.error({ err: error, command: id }, "The end of a command could not be noted yet.");
		void noteLater();
	}
}

function isCommand(action: string): action is CsmsAction {
	return Object.hasOwn(chargePointSchemas.requests, action);
}

async function send(sent: SentCommand): Promise<CommandOutcome> {
	const { context, identity, action, payload } = sent;
	const connection = context.fleet.get(identity);
	if (!connection) return { result: "NotConnected" };
	const { acceptance } = connection;
	const remote = action === "RemoteStartTransaction" || action === "RemoteStopTransaction";
	if (acceptance === "Rejected" || (acceptance === "Pending" && remote)) return { result: "Refused" };

	const { after, answer } = await connection.inTurn(async () => ({
		after: await effects[action]?.(sent),
		answer: connection.call(action, payload as unknown as Requests[CsmsAction]),
	}));
	const outcome = masked(payload, outcomeOf(await answer));
	await after?.(outcome);
	return outcome;
}

function outcomeOf(answer: Outcome<CsmsAction>): CommandOutcome {
	if (answer.ok) return { result: "Response", response: answer.payload as Payload };
	const { reason, code, description } = answer;
	if (reason === "timeout" || reason === "closed") return { result: "Timeout" };
	return { result: "CallError", callError: { code: code ?? "GenericError", description } };
}

/** Without the secrets that the charge point should not have told, or repeated in an error. */
function masked(payload: Payload, outcome: CommandOutcome): CommandOutcome {
	const { response, callError } = outcome;
	if (response) return { ...outcome, response: maskResponse(response) };
	if (!callError) return outcome;
	const description = maskDescription(payload, callError.description);
	return { ...outcome, callError: { ...callError, description } };
}
