import type { Generated, Selectable } from "kysely";
import type { Command } from "../../api/schemas/commands";
import type { Moment } from "./columns";

/** Commands to charge points. */
export interface CommandTables {
	command: CommandTable;
}

interface CommandTable {
	id: Generated<number>;
	identity: string;
	action: string;
	payload: string;
	account: string;
	/** The CSMS process that it was given to. */
	process_id: number | null;
	sent_at: Moment;
	answered_at: Moment | null;
	result: Command["result"];
	response: string | null;
	call_error: string | null;
}

export type CommandRow = Selectable<CommandTable>;
