import type { CommandResponse } from "../../../api/schemas/commands";
import { call } from "../../api/client";
import type { Action } from "./commands";

/** How a command went. */
export type CommandResult = { response: Record<string, unknown> } | { error: unknown };

/** Sends a command and waits for how it ends. */
export async function give(
	identity: string,
	action: Action,
	payload: Record<string, unknown>,
): Promise<CommandResult> {
	try {
		const path = `/charge-points/${encodeURIComponent(identity)}/commands/${action}`;
		return await call<CommandResponse>("POST", path, payload);
	} catch (error) {
		return { error };
	}
}
