import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type { CsmsAction, Requests } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";
import { type Context, tellChargePoint } from "../context";
import { maskResponse } from "../masking";
import { Problem } from "../problem";
import { type ChargePointSettings, changeChargePoint, findChargePoint } from "../records/charge-points";
import { addCommand, type CommandOutcome, endCommand } from "../records/commands";
import { hashKey } from "../secrets";
import { keyBytes } from "./credentials";

/** A command as an account gave it. */
export interface CommandRequest {
	identity: string;
	action: string;
	payload: Record<string, unknown>;
	account: string;
}

type Payload = Record<string, unknown>;

/** Sends a command to a charge point and answers how it ended; each one is recorded. Throws a Problem (404, 422). */
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
	const id = await context.store.write((trx) => addCommand(trx, request));
	const outcome = await send(context, identity, action, payload);
	await context.store.write((trx) => endCommand(trx, id, masked(outcome)));
	return outcome;
}

function isCommand(action: string): action is CsmsAction {
	return Object.hasOwn(chargePointSchemas.requests, action);
}

async function send(
	context: Context,
	identity: string,
	action: CsmsAction,
	payload: Payload,
): Promise<CommandOutcome> {
	const connection = context.fleet.get(identity);
	if (!connection) return { result: "NotConnected" };
	const { acceptance } = connection;
	const remote = action === "RemoteStartTransaction" || action === "RemoteStopTransaction";
	if (acceptance === "Rejected" || (acceptance === "Pending" && remote)) return { result: "Refused" };

	// Ready before the answer: the charge point reconnects with its new credentials at once.
	const change = action === "ChangeConfiguration" ? await credentialsIn(payload) : undefined;
	const outcome = await connection.call(action, payload as unknown as Requests[CsmsAction]);
	if (outcome.ok) {
		const response = outcome.payload as Payload;
		if (change && response.status === "Accepted") await follow(context, identity, change);
		return { result: "Response", response };
	}
	const { reason, code, description } = outcome;
	if (reason === "timeout" || reason === "closed") return { result: "Timeout" };
	return { result: "CallError", callError: { code: code ?? "GenericError", description } };
}

/** The credentials that a ChangeConfiguration sets, if it does. */
async function credentialsIn({ key, value }: Payload): Promise<ChargePointSettings | undefined> {
	const text = String(value);
	switch (String(key).toLowerCase()) {
		case "authorizationkey":
			return { authorizationKeyHash: await hashKey(keyBytes(text)) };
		case "securityprofile":
			return { securityProfile: Number(text) };
	}
}

/**
 * An accepted change of the credentials counts here too: from now on the charge point connects
 * with the new ones, and the old ones are refused (R-CS-13, R-CS-14).
 */
async function follow(context: Context, identity: string, change: ChargePointSettings): Promise<void> {
	await context.store.write(async (trx) => {
		const row = await findChargePoint(trx, identity);
		if (row) await changeChargePoint(trx, row, change);
	});
	await tellChargePoint(context, identity);
}

function masked(outcome: CommandOutcome): CommandOutcome {
	return outcome.response ? { ...outcome, response: maskResponse(outcome.response) } : outcome;
}
