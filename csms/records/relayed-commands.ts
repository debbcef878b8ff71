import type { Db } from "../database/tables";
import type { RelayedCommandRow } from "../database/tables/cluster";

/** Lays a command down for the process that the charge point is connected to. */
export async function addRelayedCommand(db: Db, command: RelayedCommandRow): Promise<void> {
	await db.insertInto("relayed_command").values(command).execute();
}

/** The commands that wait for a process, which nobody else gets any more, in the order in which they were given. */
export async function takeRelayedCommands(db: Db, processId: number): Promise<RelayedCommandRow[]> {
	const rows = await db
		.deleteFrom("relayed_command")
		.where("process_id", "=", processId)
		.returningAll()
		.execute();
	return rows.sort((a, b) => a.command_id - b.command_id);
}

/** Takes a command back; false when it was fetched already. */
export async function takeBackCommand(db: Db, commandId: number): Promise<boolean> {
	const rows = await db
		.deleteFrom("relayed_command")
		.where("command_id", "=", commandId)
		.returning("command_id")
		.execute();
	return rows.length > 0;
}
