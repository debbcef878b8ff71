import type { Command } from "../api/schemas/commands";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { CommandRow } from "../database/tables/commands";
import { maskRequest } from "../masking";
import { timestamp, timestampOrNull } from "../moment";

/** How a command ended. */
export interface CommandOutcome {
	result: Exclude<Command["result"], "Waiting">;
	response?: Record<string, unknown>;
	callError?: { code: string; description: string };
}

/** Notes who gave which command, before it is sent; secrets in it are masked. Answers its number. */
export async function addCommand(
	db: Db,
	command: { identity: string; action: string; payload: Record<string, unknown>; account: string },
): Promise<number> {
	const { id } = await db
		.insertInto("command")
		.values({
			identity: command.identity,
			action: command.action,
			payload: JSON.stringify(maskRequest(command.action, command.payload)),
			account: command.account,
			sent_at: Date.now(),
			result: "Waiting",
		})
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

export async function endCommand(db: Db, id: number, outcome: CommandOutcome): Promise<void> {
	await db
		.updateTable("command")
		.set({
			answered_at: Date.now(),
			result: outcome.result,
			response: outcome.response ? JSON.stringify(outcome.response) : null,
			call_error: outcome.callError ? JSON.stringify(outcome.callError) : null,
		})
		.where("id", "=", id)
		.execute();
}

/** The newest first. */
export async function listCommands(
	db: Db,
	identity: string,
	{ limit = 100, before }: PageQuery,
): Promise<Command[]> {
	let query = db
		.selectFrom("command")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	const rows = await query.execute();
	return rows.map(toCommand);
}

function toCommand(row: CommandRow): Command {
	return {
		id: row.id,
		identity: row.identity,
		action: row.action,
		payload: JSON.parse(row.payload),
		account: row.account,
		sentAt: timestamp(row.sent_at),
		answeredAt: timestampOrNull(row.answered_at),
		result: row.result,
		response: row.response === null ? null : JSON.parse(row.response),
		callError: row.call_error === null ? null : JSON.parse(row.call_error),
	};
}
