import type { Generated, Insertable } from "kysely";
import type { Moment } from "./columns";

/** Who changed what. */
export interface AuditTables {
	audit: AuditTable;
}

interface AuditTable {
	id: Generated<number>;
	at: Moment;
	/** Null for a call without an account. */
	account: string | null;
	/** Name of the account's token; null for a session. */
	token: string | null;
	method: string;
	/** As the API describes it, with the names of its parameters. */
	route: string;
	path: string;
	/** JSON without secrets and personal data; null without a body. */
	body: string | null;
	/** HTTP status of the answer; null while there is none. */
	status: number | null;
}

export type NewAuditRow = Insertable<AuditTable>;
