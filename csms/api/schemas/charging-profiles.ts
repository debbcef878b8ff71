import { type Static, Type } from "typebox";
import { nullable, object, PageQuery, Timestamp } from "./fields";

/** Charging profiles: those that are kept for use, and what was given to which charge point. */

const Purpose = Type.Enum(["ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"]);

const ChargingSchedulePeriod = object({
	startPeriod: Type.Integer({ description: "Seconds from the start of the schedule" }),
	limit: Type.Number({ description: "In A per phase or in W for all, with at most one decimal" }),
	numberPhases: Type.Optional(Type.Integer({ description: "3 when left out" })),
});

const ChargingSchedule = object({
	duration: Type.Optional(Type.Integer({ description: "Seconds; left out: without an end" })),
	startSchedule: Type.Optional(Timestamp),
	chargingRateUnit: Type.Enum(["A", "W"]),
	chargingSchedulePeriod: Type.Array(ChargingSchedulePeriod),
	minChargingRate: Type.Optional(Type.Number()),
});

const profileFields = {
	stackLevel: Type.Integer({ description: "0 and more; the highest one that is valid rules" }),
	chargingProfilePurpose: Purpose,
	chargingProfileKind: Type.Enum(["Absolute", "Recurring", "Relative"]),
	recurrencyKind: Type.Optional(Type.Enum(["Daily", "Weekly"])),
	validFrom: Type.Optional(Timestamp),
	validTo: Type.Optional(Timestamp),
	chargingSchedule: ChargingSchedule,
};

/** As OCPP has it. */
const ChargingProfile = object({
	chargingProfileId: Type.Integer(),
	transactionId: Type.Optional(Type.Integer()),
	...profileFields,
});

const description = Type.String({ maxLength: 500, description: "For people; charge points are not told" });

/** A profile that is kept for use. */
export const StoredProfile = object({
	chargingProfileId: Type.Integer(),
	...profileFields,
	description: nullable(description),
	createdAt: Timestamp,
	changedAt: Timestamp,
});
export type StoredProfile = Static<typeof StoredProfile>;

const profileId = Type.Integer({ minimum: 1, maximum: 0x7fffffff });

/** Without chargingProfileId it is given one. */
export const NewProfile = object({
	chargingProfileId: Type.Optional(profileId),
	...profileFields,
	description: Type.Optional(nullable(description)),
});
export type NewProfile = Static<typeof NewProfile>;

export const ProfileChange = object({
	...profileFields,
	description: Type.Optional(nullable(description)),
});
export type ProfileChange = Static<typeof ProfileChange>;

export const ProfileParams = object({ chargingProfileId: profileId });

/** What one charge point was given, and what came of it. */
export const ProfileAssignment = object({
	id: Type.Integer(),
	identity: Type.String(),
	connectorId: nullable(Type.Integer({ description: "0: the charge point; null: not known yet" })),
	transactionId: nullable(Type.Integer({ description: "Of a TxProfile" })),
	chargingProfile: ChargingProfile,
	status: Type.Enum(["Waiting", "Accepted", "Rejected", "NotSupported", "Failed"], {
		description: "The charge point's answer. Waiting: none came. Failed: a CALLERROR",
	}),
	installed: Type.Boolean({ description: "It is in the charge point, for all we know" }),
	account: Type.String({ description: "Who gave it" }),
	sentAt: Timestamp,
	endedAt: nullable(Timestamp),
	endedBy: nullable(
		Type.Enum(["Replaced", "Cleared", "TransactionEnded"], {
			description: "Replaced: by one of its chargingProfileId, or of its purpose, stackLevel and connector",
		}),
	),
});
export type ProfileAssignment = Static<typeof ProfileAssignment>;

export const NewAssignment = object({
	connectorId: Type.Integer({ minimum: 0, description: "0: the charge point, or all connectors" }),
	chargingProfileId: Type.Optional({
		...profileId,
		description: "One that is kept under /charging-profiles",
	}),
	chargingProfile: Type.Optional(ChargingProfile),
	transactionId: Type.Optional(
		Type.Integer({ description: "Of a TxProfile; left out: the one that runs on the connector" }),
	),
});
export type NewAssignment = Static<typeof NewAssignment>;

export const AssignmentQuery = object({
	installed: Type.Optional(
		Type.Boolean({ default: true, description: "false: what is not, or no longer, in the charge point" }),
	),
	...PageQuery.properties,
});

export const ClearQuery = object({
	id: Type.Optional(Type.Integer({ description: "A chargingProfileId; the other fields do not count then" })),
	connectorId: Type.Optional(Type.Integer({ minimum: 0 })),
	chargingProfilePurpose: Type.Optional(Purpose),
	stackLevel: Type.Optional(Type.Integer({ minimum: 0 })),
});

export const Cleared = object({
	status: Type.Enum(["Accepted", "Unknown"], { description: "Unknown: there was none that fits" }),
	cleared: Type.Array(ProfileAssignment, { description: "What was taken to be installed until now" }),
});
export type Cleared = Static<typeof Cleared>;
