import { type Static, Type } from "typebox";
import { AuthorizationStatus } from "./drivers";
import { IdToken, nullable, object, some, Timestamp } from "./fields";

/** The local authorization lists of the charge points. */

export const LocalListEntry = object({
	idTag: Type.String(),
	idTagInfo: object({
		status: AuthorizationStatus,
		expiryDate: Type.Optional(Timestamp),
		parentIdTag: Type.Optional(Type.String()),
	}),
});
export type LocalListEntry = Static<typeof LocalListEntry>;

const follows = Type.Boolean({ description: "The list is kept in step with the registered ids" });
const idTags = { description: "The chosen ids; null: all that are registered" };

const listFields = {
	identity: Type.String(),
	follows,
	idTags: nullable(Type.Array(Type.String(), idTags)),
	support: Type.Enum(["Unknown", "Supported", "Disabled", "NotSupported"], {
		description: "Disabled: its LocalAuthListEnabled is false",
	}),
	inStep: Type.Boolean({ description: "It follows, and the charge point has accepted all there is to tell" }),
	problem: nullable(Type.String({ description: "Why it is not in step, in English" })),
	listVersion: Type.Integer({ description: "The version in the charge point, for all we know; 0: none" }),
	lastVersion: Type.Integer({ description: "The version that was sent last, accepted or not; 0: none" }),
	updating: Type.Boolean({ description: "An update is due or under way" }),
	acceptedAt: nullable(Timestamp),
	localAuthListMaxLength: nullable(Type.Integer()),
	sendLocalListMaxLength: nullable(Type.Integer()),
};

/** How the list of a charge point stands. */
export const LocalListState = object({
	...listFields,
	entryCount: Type.Integer({ description: "Ids in the charge point, for all we know" }),
});
export type LocalListState = Static<typeof LocalListState>;

export const LocalList = object({
	...listFields,
	entries: Type.Array(LocalListEntry, { description: "The list in the charge point, for all we know" }),
});
export type LocalList = Static<typeof LocalList>;

/** What is left out stays; at first it does not follow, and all ids are meant. */
export const LocalListChange = some({
	follows,
	idTags: nullable(Type.Array(IdToken, { ...idTags, maxItems: 10_000 })),
});
export type LocalListChange = Static<typeof LocalListChange>;

export const LocalListUpdate = object({
	updateType: Type.Optional(
		Type.Enum(["Full", "Differential"], {
			description: "Left out: Differential, and Full where the charge point needs it",
		}),
	),
});
