import type { Generated, Kysely, Selectable } from "kysely";
import type { AuthorizationStatus, ConnectorStatus, RegistrationStatus } from "../../modules/ocpp/types";
import type { Authorization, Command, Notification, RegistrationState, Role } from "../api/schemas";

/**
 * The tables as the query builder sees them; `migrations.ts` makes them. Portable between SQLite and
 * PostgreSQL: moments are milliseconds since 1970 UTC, flags are 0 or 1, JSON is text.
 */
export interface Tables {
	setting: { name: string; value: string };
	account: AccountTable;
	session: SessionTable;
	charge_point: ChargePointTable;
	connector: ConnectorTable;
	id_tag: IdTagTable;
	registration: RegistrationTable;
	authorization: AuthorizationTable;
	transaction: TransactionTable;
	odd_stop: OddStopTable;
	meter_value: MeterValueTable;
	notification: NotificationTable;
	command: CommandTable;
}

/** The database, or a transaction on it. */
export type Db = Kysely<Tables>;

/** 0 or 1. */
export type Flag = number;
/** Milliseconds since 1970 UTC. */
export type Moment = number;

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

interface ChargePointTable {
	identity: string;
	/** What its next BootNotification is answered. */
	registration: RegistrationStatus;
	/** What its last BootNotification was answered; null before the first. */
	boot_status: RegistrationStatus | null;
	security_profile: number;
	authorization_key_hash: string | null;
	tolerant: Flag;
	created_at: Moment;
	last_seen: Moment | null;
	booted_at: Moment | null;
	charge_point_vendor: string | null;
	charge_point_model: string | null;
	charge_point_serial_number: string | null;
	charge_box_serial_number: string | null;
	firmware_version: string | null;
	iccid: string | null;
	imsi: string | null;
	meter_type: string | null;
	meter_serial_number: string | null;
	firmware_status: string | null;
	diagnostics_status: string | null;
}

interface ConnectorTable {
	identity: string;
	connector_id: number;
	status: ConnectorStatus;
	error_code: string;
	since: Moment;
	info: string | null;
	vendor_id: string | null;
	vendor_error_code: string | null;
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

interface TransactionTable {
	id: Generated<number>;
	identity: string;
	connector_id: number;
	id_tag: string;
	id_tag_key: string;
	user_name: string | null;
	id_tag_status: AuthorizationStatus;
	/** Id of the StartTransaction message, by which a repetition is known (R-CS-07). */
	message_id: string;
	start: Moment;
	meter_start: number;
	reservation_id: number | null;
	stop: Moment | null;
	meter_stop: number | null;
	reason: string | null;
	stop_id_tag: string | null;
	/** Start of a later transaction on the same connector: this one's stop never came. */
	superseded_at: Moment | null;
	/** The newest energy register among its meter values. */
	last_energy_at: Moment | null;
	last_energy_wh: number | null;
}

/** A StopTransaction that does not fit what is known; kept, never refused (R-CS-08). */
interface OddStopTable {
	id: Generated<number>;
	received_at: Moment;
	identity: string;
	transaction_id: number;
	/** What does not fit, in English. */
	why: string;
	payload: string;
}

interface MeterValueTable {
	id: Generated<number>;
	identity: string;
	connector_id: number;
	transaction_id: number | null;
	timestamp: Moment;
	energy_wh: number | null;
	power_w: number | null;
	/** JSON: the sampledValue array as it came. */
	sampled_value: string;
}

/** Firmware, diagnostics, log and security notifications as they came. */
interface NotificationTable {
	id: Generated<number>;
	received_at: Moment;
	identity: string;
	action: Notification["action"];
	payload: string;
}

interface CommandTable {
	id: Generated<number>;
	identity: string;
	action: string;
	payload: string;
	account: string;
	sent_at: Moment;
	answered_at: Moment | null;
	result: Command["result"];
	response: string | null;
	call_error: string | null;
}

export type AccountRow = Selectable<AccountTable>;
export type ChargePointRow = Selectable<ChargePointTable>;
export type ConnectorRow = Selectable<ConnectorTable>;
export type IdTagRow = Selectable<IdTagTable>;
export type RegistrationRow = Selectable<RegistrationTable>;
export type AuthorizationRow = Selectable<AuthorizationTable>;
export type TransactionRow = Selectable<TransactionTable>;
export type MeterValueRow = Selectable<MeterValueTable>;
export type CommandRow = Selectable<CommandTable>;
