import type { Selectable } from "kysely";
import type { Role } from "../../api/schemas/accounts";
import type { Moment } from "./columns";

/** The people who run the CSMS, and its settings. */
export interface AccountTables {
	setting: { name: string; value: string };
	account: AccountTable;
	session: SessionTable;
}

interface AccountTable {
	/** In lower case. */
	account: string;
	role: Role;
	password_hash: string;
	created_at: Moment;
}

interface SessionTable {
	/** SHA-256 of the cookie. */
	token_hash: string;
	account: string;
	expires_at: Moment;
}

export type AccountRow = Selectable<AccountTable>;
