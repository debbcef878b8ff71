import type { Generated, Selectable } from "kysely";
import type { Moment } from "./columns";

/** The processes that share the database, and what they tell each other through it. */
export interface ClusterTables {
	last_commit: LastCommitTable;
	process: ProcessTable;
	holding: HoldingTable;
	relayed_command: RelayedCommandTable;
	fleet_job: { name: string; due_at: Moment };
}

interface ProcessTable {
	id: Generated<number>;
	/** By the clock of the database, as all moments of this table. */
	started_at: Moment;
	beat_at: Moment;
	/** X25519, in base64: what is sealed with it, only this process can read. */
	public_key: string;
}

/** Which process a charge point is connected to. */
interface HoldingTable {
	identity: string;
	/** Null while it is not connected. */
	process_id: number | null;
	/** Of the newest connection; each one has a higher number than those before it. */
	number: number;
	last_seen: Moment;
}

/** A command on its way from the process that it was given to, to the one that the charge point is connected to. */
interface RelayedCommandTable {
	command_id: number;
	/** Who is to send it. */
	process_id: number;
	/** Who waits for its end. */
	given_by: number;
	/** JSON: the whole request, sealed for the one who is to send it. */
	request: string;
}

export type HoldingRow = Selectable<HoldingTable>;
export type RelayedCommandRow = Selectable<RelayedCommandTable>;

/** One row for each process that has committed; only with PostgreSQL. */
interface LastCommitTable {
	/** A new one with each start of a process. */
	writer: string;
	/** How many commits it has begun with this one. */
	number: number;
	made_at: Moment;
}
