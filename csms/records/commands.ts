import type { Command } from "../api/schemas/commands";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
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
	processId: number,
): Promise<number> {
	const { id } = await db
		.insertInto("command")
		.values({
			identity: command.identity,
			action: command.action,
			payload: JSON.stringify(maskRequest(command.action, command.payload)),
			account: command.account,
			process_id: processId,
			sent_at: Date.now(),
			result: "Waiting",
		})
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** Notes the outcome of a command, and that it came now. */
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

/** By its number. */
export async function findCommand(db: Db, id: number): Promise<Command | undefined> {
	const row = await db.selectFrom("command").selectAll().where("id", "=", id).executeTakeFirst();
	return row && toCommand(row);
}

/** How these commands have ended, by number; without those that wait. */
export async function readOutcomes(db: Db, ids: readonly number[]): Promise<Map<number, CommandOutcome>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom("command")
		.select(["id", "result", "response", "call_error"])
		.where("id", "in", ids)
		.where("result", "<>", "Waiting")
		.execute();
	return new Map(
		rows.map(({ id, result, response, call_error }) => [
			id,
			{
				result: result as CommandOutcome["result"],
				...(response === null ? {} : { response: JSON.parse(response) }),
				...(call_error === null ? {} : { callError: JSON.parse(call_error) }),
			},
		]),
	);
}

/** Ends the commands that wait and were given to a process that is gone: nobody knows how they ended. */
export async function endCommandsOf(db: Db, processId: number): Promise<void> {
	await db
		.updateTable("command")
		.set({ answered_at: Date.now(), result: "Timeout" })
		.where("process_id", "=", processId)
		.where("result", "=", "Waiting")
		.execute();
}

export interface CommandFilter {
	identity?: string;
	action?: string;
	account?: string;
	/** Sent then or later. */
	from?: Moment;
	/** Sent before. */
	to?: Moment;
	/** With a lower number. */
	before?: number;
	limit?: number;
}

/** The newest first. */
export async function listCommands(db: Db, filter: CommandFilter): Promise<Command[]> {
	const { identity, action, account, from, to, before, limit = 100 } = filter;
	let query = db.selectFrom("command").selectAll().orderBy("id", "desc").limit(limit);
	if (identity !== undefined) query = query.where("identity", "=", identity);
	if (action !== undefined) query = query.where("action", "=", action);
	if (account !== undefined) query = query.where("account", "=", account.toLowerCase());
	if (from !== undefined) query = query.where("sent_at", ">=", from);
	if (to !== undefined) query = query.where("sent_at", "<", to);
	if (before !== undefined) query = query.where("id", "<", before);
	return (await query.execute()).map(toCommand);
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
