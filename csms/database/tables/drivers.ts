import type { Generated, Selectable } from "kysely";
import type { AuthorizationStatus } from "../../../modules/ocpp/types";
import type { Authorization, RegistrationState } from "../../api/schemas/drivers";
import type { Flag, Moment } from "./columns";

/** Drivers' ids, their registrations, and what was said of them. */
export interface DriverTables {
	id_tag: IdTagTable;
	registration: RegistrationTable;
	authorization: AuthorizationTable;
}

interface IdTagTable {
	/** The id in lower case: ids compare without regard to case (R-FRM-22). */
	key: string;
	id_tag: string;
	parent_id_tag: string | null;
	expiry_date: Moment | null;
	blocked: Flag;
	max_active_transactions: number | null;
	user_name: string | null;
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

export type IdTagRow = Selectable<IdTagTable>;
export type RegistrationRow = Selectable<RegistrationTable>;
export type AuthorizationRow = Selectable<AuthorizationTable>;
