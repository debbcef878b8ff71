import type { Generated, Selectable } from "kysely";
import type { AuthorizationStatus } from "../../../modules/ocpp/types";
import type { OpenReason } from "../../api/schemas/transactions";
import type { Moment } from "./columns";

/** Transactions and their meter values. */
export interface TransactionTables {
	transaction: TransactionTable;
	odd_stop: OddStopTable;
	meter_value: MeterValueTable;
	meter_value_inbox: MeterValueInboxTable;
}

interface TransactionTable {
	id: Generated<number>;
	identity: string;
	connector_id: number;
	id_tag: string;
	id_tag_key: string;
	user_name: string | null;
	/** Whose id it was at the start. */
	user_id: number | null;
	/** Of the id at the start: its group. */
	parent_id_tag: string | null;
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
	/** Why it must have ended without a word, and since when; a newer meter value proves otherwise. */
	open_reason: OpenReason | null;
	open_since: Moment | null;
	/** The account that closed it, when, and with which reading; a late stop leaves these as they are. */
	closed_by: string | null;
	closed_at: Moment | null;
	closed_stop: Moment | null;
	closed_meter: number | null;
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
	/** Of the sampled value: by it a meter value is known that comes again. */
	digest: string;
}

/** Meter values that are stored and not yet sorted into their table. */
interface MeterValueInboxTable {
	id: Generated<number>;
	/** JSON: what came together. */
	meter_values: string;
}

export type TransactionRow = Selectable<TransactionTable>;
export type OddStopRow = Selectable<OddStopTable>;
export type MeterValueRow = Selectable<MeterValueTable>;
