import type { Generated, Selectable } from "kysely";
import type { ConnectorStatus, RegistrationStatus } from "../../../modules/ocpp/types";
import type { Notification } from "../../api/schemas/charge-points";
import type { Flag, Moment } from "./columns";

/** The charge points and what they told. */
export interface ChargePointTables {
	charge_point: ChargePointTable;
	connector: ConnectorTable;
	notification: NotificationTable;
}

interface ChargePointTable {
	identity: string;
	/** How people call it. */
	name: string | null;
	/** Where it stands. */
	location: string | null;
	/** What its next BootNotification is answered. */
	registration: RegistrationStatus;
	/** What its last BootNotification was answered; null before the first. */
	boot_status: RegistrationStatus | null;
	security_profile: number;
	authorization_key_hash: string | null;
	/** A raise of the profile that has been sent; in force with the first handshake that fulfils it. */
	next_security_profile: number | null;
	/** A key that has been sent, while it is not known whether the charge point has taken it. */
	next_authorization_key_hash: string | null;
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
	/** Under which origin it has reached the CSMS, such as `https://csms.example`; null before it has. */
	csms_origin: string | null;
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
	/** When the newest notification says that it was so, at most its receipt; a later one may be older. */
	told_at: Moment | null;
	received_at: Moment | null;
}

/** Firmware, diagnostics, log and security notifications as they came. */
interface NotificationTable {
	id: Generated<number>;
	received_at: Moment;
	identity: string;
	action: Notification["action"];
	payload: string;
}

export type ChargePointRow = Selectable<ChargePointTable>;
export type ConnectorRow = Selectable<ConnectorTable>;
