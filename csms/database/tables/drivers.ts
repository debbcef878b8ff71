import type { Generated, Selectable } from "kysely";
import type { AuthorizationStatus } from "../../../modules/ocpp/types";
import type { Authorization, RegistrationState } from "../../api/schemas/drivers";
import type { Language } from "../../api/schemas/users";
import type { Flag, Moment } from "./columns";

/** Drivers' ids, their registrations, and what was said of them. */
export interface DriverTables {
	user: UserTable;
	id_tag: IdTagTable;
	registration: RegistrationTable;
	authorization: AuthorizationTable;
}

interface UserTable {
	id: Generated<number>;
	name: string;
	email: string;
	language: Language | null;
	created_at: Moment;
}

interface IdTagTable {
	/** The id in lower case: ids compare without regard to case (R-FRM-22). */
	key: string;
	id_tag: string;
	parent_id_tag: string | null;
	expiry_date: Moment | null;
	blocked: Flag;
	max_active_transactions: number | null;
	/** Free text, or the name of the user it belongs to. */
	user_name: string | null;
	user_id: number | null;
	/** What the driver calls it. */
	label: string | null;
	created_at: Moment;
}

interface RegistrationTable {
	id: Generated<number>;
	/** SHA-256 of the key that the driver asks with. */
	status_key_hash: string;
	name: string;
	email: string;
	id_tag: string;
	id_tag_key: string;
	status: RegistrationState;
	created_at: Moment;
	/** When the driver agreed that the data are stored; null if not asked. */
	consent_at: Moment | null;
	/** Null until it is accepted, unless the driver has an account. */
	user_id: number | null;
	/** What the driver calls the card. */
	label: string | null;
}

interface AuthorizationTable {
	id: Generated<number>;
	timestamp: Moment;
	identity: string;
	connector_id: number | null;
	id_tag: string;
	id_tag_key: string;
	action: Authorization["action"];
	status: AuthorizationStatus;
}

export type UserRow = Selectable<UserTable>;
export type IdTagRow = Selectable<IdTagTable>;
export type RegistrationRow = Selectable<RegistrationTable>;
export type AuthorizationRow = Selectable<AuthorizationTable>;
