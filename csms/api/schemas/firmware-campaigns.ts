import { type Static, Type } from "typebox";
import { Identity, nullable, object, PageQuery, Timestamp } from "./fields";
import { FirmwareUpdate, NewFirmwareUpdate } from "./firmware";

/** One firmware image for several charge points, so many of them at the same time. */

const { retrieveDate, installDate, retries, retryInterval } = NewFirmwareUpdate.properties;

const AtOnce = Type.Integer({
	minimum: 1,
	maximum: 1000,
	description: "So many charge points may be under way at the same time; the others wait for their turn",
});

export const NewFirmwareCampaign = object({
	firmwareId: Type.Integer(),
	identities: Type.Array(Identity, { minItems: 1, maxItems: 10_000, uniqueItems: true }),
	signed: Type.Optional(Type.Boolean({ description: "Left out: when the image has a signature" })),
	...{ retrieveDate, installDate, retries, retryInterval },
	atOnce: Type.Optional({ ...AtOnce, default: 10 }),
});
export type NewFirmwareCampaign = Static<typeof NewFirmwareCampaign>;

const MemberState = Type.Enum(["Waiting", "UnderWay", "Succeeded", "Failed"], {
	description:
		"Waiting: for its turn, or for its connection. UnderWay: asked. Failed: it could not be asked, " +
		"refused, failed, was replaced by another update, or never ended",
});
export type CampaignMemberState = Static<typeof MemberState>;

export const CampaignMember = object({
	identity: Type.String(),
	state: MemberState,
	problem: nullable(Type.String({ description: "Why it could not be asked so far, in English" })),
	update: nullable({ ...FirmwareUpdate, description: "Its newest update by this campaign" }),
});
export type CampaignMember = Static<typeof CampaignMember>;

const count = Type.Integer({ description: "Charge points" });

const campaignFields = {
	id: Type.Integer(),
	firmware: object({
		id: Type.Integer(),
		name: Type.String(),
		version: Type.String(),
		size: Type.Integer({ description: "Bytes" }),
	}),
	signed: Type.Boolean(),
	retrieveDate: nullable({ ...Timestamp, description: "null: as soon as a charge point is asked" }),
	installDate: nullable(Timestamp),
	retries: nullable(Type.Integer()),
	retryInterval: nullable(Type.Integer()),
	atOnce: AtOnce,
	account: Type.String({ description: "Who started it" }),
	createdAt: Timestamp,
	stoppedAt: nullable({ ...Timestamp, description: "Since then no further charge point is asked" }),
	state: Type.Enum(["Running", "Stopped", "Done"], {
		description: "Done: every charge point has succeeded or failed",
	}),
	counts: object({ Waiting: count, UnderWay: count, Succeeded: count, Failed: count }),
};

export const FirmwareCampaign = object(campaignFields);
export type FirmwareCampaign = Static<typeof FirmwareCampaign>;

export const FirmwareCampaignWithMembers = object({
	...campaignFields,
	chargePoints: Type.Array(CampaignMember, { description: "By their identities" }),
});
export type FirmwareCampaignWithMembers = Static<typeof FirmwareCampaignWithMembers>;

export const CampaignParams = object({ id: Type.Integer() });
export const CampaignQuery = PageQuery;

export const CampaignRetry = object({
	identities: Type.Optional(
		Type.Array(Identity, { minItems: 1, maxItems: 10_000, description: "Left out: all that have failed" }),
	),
});
