import type { Generated, Selectable } from "kysely";
import type { ChargingProfilePurpose } from "../../../modules/ocpp/types";
import type { ProfileAssignment } from "../../api/schemas/charging-profiles";
import type { Moment } from "./columns";

/** Charging profiles: those that are kept for use, and what was given to which charge point. */
export interface ChargingProfileTables {
	charging_profile: ChargingProfileTable;
	profile_assignment: ProfileAssignmentTable;
}

interface ChargingProfileTable {
	charging_profile_id: number;
	description: string | null;
	/** JSON: a ChargingProfile of OCPP without transactionId. */
	profile: string;
	created_at: Moment;
	changed_at: Moment;
}

/** One SetChargingProfile, or one RemoteStartTransaction with a profile. */
interface ProfileAssignmentTable {
	id: Generated<number>;
	identity: string;
	/** Null: of a remote start that leaves the choice to the charge point, until its transaction starts. */
	connector_id: number | null;
	charging_profile_id: number;
	purpose: ChargingProfilePurpose;
	stack_level: number;
	/** Of a TxProfile; null while its remote start has no transaction yet. */
	transaction_id: number | null;
	/** The id of a remote start, in lower case; null for SetChargingProfile. */
	id_tag_key: string | null;
	/** JSON: the ChargingProfile as it was sent. */
	profile: string;
	status: ProfileAssignment["status"];
	account: string;
	sent_at: Moment;
	/** When another took its place or it was cleared; the end of a transaction is not written down here. */
	ended_at: Moment | null;
	ended_by: Exclude<ProfileAssignment["endedBy"], "TransactionEnded">;
}

export type ChargingProfileRow = Selectable<ChargingProfileTable>;
export type ProfileAssignmentRow = Selectable<ProfileAssignmentTable>;
