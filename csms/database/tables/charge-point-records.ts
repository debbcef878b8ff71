import type { Generated, Selectable } from "kysely";
import type { ConnectorStatus, RegistrationStatus } from "../../../modules/ocpp/types";
import type { Violation } from "../../api/schemas/charge-point-records";
import type { Flag, Moment } from "./columns";

/** What charge points told and did over time, and where they broke the rules. */
export interface ChargePointRecordTables {
	status_notification: StatusNotificationTable;
	connection: ConnectionTable;
	boot_notification: BootNotificationTable;
	data_transfer: DataTransferTable;
	configuration_key: ConfigurationKeyTable;
	violation: ViolationTable;
}

/** Every StatusNotification; the table `connector` has the newest. */
interface StatusNotificationTable {
	id: Generated<number>;
	identity: string;
	connector_id: number;
	status: ConnectorStatus;
	error_code: string;
	info: string | null;
	vendor_id: string | null;
	vendor_error_code: string | null;
	/** Of its receipt without one (R-CS-18). */
	timestamp: Moment;
	received_at: Moment;
}

interface ConnectionTable {
	id: Generated<number>;
	/** The CSMS process that held it. */
	owner: string;
	identity: string;
	connected_at: Moment;
	address: string;
	/** What the charge point had to fulfil at that time. */
	security_profile: number;
	/** Protocol and cipher suite; null without TLS. */
	tls: string | null;
	disconnected_at: Moment | null;
	close_code: number | null;
	close_reason: string | null;
	/** A newer connection of the same charge point took its place. */
	replaced: Flag;
	/** Answered pings, and their round trips in milliseconds. */
	pongs: number;
	ping_min: number | null;
	ping_average: number | null;
	ping_max: number | null;
	/** Receipt less timestamp of its messages, milliseconds. */
	clock_min: number | null;
	clock_max: number | null;
	clock_last: number | null;
}

interface BootNotificationTable {
	id: Generated<number>;
	identity: string;
	received_at: Moment;
	payload: string;
	/** The answer. */
	status: RegistrationStatus;
	interval: number;
}

interface DataTransferTable {
	id: Generated<number>;
	identity: string;
	/** in: from the charge point. */
	direction: "in" | "out";
	timestamp: Moment;
	vendor_id: string;
	message_id: string | null;
	data: string | null;
	/** The answer; null when there was none. */
	status: string | null;
	answer: string | null;
}

/** What is known of a charge point's configuration; secrets are masked. */
interface ConfigurationKeyTable {
	identity: string;
	/** The key in lower case (R-CFG-02). */
	name: string;
	key: string;
	/** Null when it was only ever changed. */
	readonly: Flag | null;
	value: string | null;
	read_at: Moment;
}

/** Identical violations are one row that counts. */
interface ViolationTable {
	id: Generated<number>;
	identity: string;
	/** Empty where no action can be told. */
	action: string;
	rule: Violation["rule"];
	what: string;
	outcome: Violation["outcome"];
	/** Of one of the newest. */
	excerpt: string | null;
	times: number;
	first_at: Moment;
	last_at: Moment;
}

export type ConnectionRow = Selectable<ConnectionTable>;
