import type { Generated, Selectable } from "kysely";
import type { Role } from "../../api/schemas/accounts";
import type { Flag, Moment } from "./columns";

/** The accounts of people and programs, and the settings. */
export interface AccountTables {
	setting: { name: string; value: string };
	account: AccountTable;
	session: SessionTable;
	token: TokenTable;
	sign_in_try: SignInTryTable;
	password_link: PasswordLinkTable;
}

interface AccountTable {
	/** In lower case; a driver's is the e-mail address. */
	account: string;
	role: Role;
	password_hash: string;
	created_at: Moment;
	/** The driver whose account it is. */
	user_id: number | null;
}

interface SessionTable {
	id: Generated<number>;
	/** SHA-256 of the cookie. */
	token_hash: string;
	account: string;
	created_at: Moment;
	expires_at: Moment;
	/** From where and with which browser it was opened. */
	address: string;
	user_agent: string;
}

interface TokenTable {
	id: Generated<number>;
	/** SHA-256 of the bearer token. */
	token_hash: string;
	account: string;
	name: string;
	/** What it may at most; never more than its account. */
	role: Role;
	created_at: Moment;
	expires_at: Moment | null;
	last_used_at: Moment | null;
}

interface SignInTryTable {
	id: Generated<number>;
	/** SHA-256 of what was typed, in lower case; there need not be such an account. */
	account: string;
	address: string;
	at: Moment;
	succeeded: Flag;
}

interface PasswordLinkTable {
	id: Generated<number>;
	/** SHA-256 of the key in the link. */
	key_hash: string;
	user_id: number;
	created_at: Moment;
	expires_at: Moment;
}

export type AccountRow = Selectable<AccountTable>;
export type TokenRow = Selectable<TokenTable>;
