import { type Static, Type } from "typebox";
import { nullable, object, PageQuery, Timestamp } from "./fields";

/** What firmware updates and uploads have in common: how the charge point is getting on with them. */

/** `TimedOut`: its address at the CSMS has ended before it has. */
export const TransferState = Type.Enum(
	[
		"Requested",
		"Accepted",
		"Running",
		"Succeeded",
		"Failed",
		"Refused",
		"Replaced",
		"NothingToUpload",
		"TimedOut",
	],
	{
		description:
			"Requested: not answered yet. Accepted: answered, no status so far. Running. Succeeded. Failed: by " +
			"its last status. Refused: by its answer. Replaced: by a newer request. NothingToUpload: " +
			"GetDiagnostics was answered without a file name. TimedOut: not over when its time was up.",
	},
);
export type TransferState = Static<typeof TransferState>;

export const TransferStatus = object({ timestamp: Timestamp, status: Type.String() });
export type TransferStatus = Static<typeof TransferStatus>;

export const transferFields = {
	id: Type.Integer(),
	identity: Type.String(),
	requestId: nullable(Type.Integer({ description: "What its notifications carry, if they carry any" })),
	location: Type.String({ description: "What the charge point was told, with *** for its secrets" }),
	account: Type.String({ description: "Who asked for it" }),
	createdAt: Timestamp,
	retries: nullable(Type.Integer()),
	retryInterval: nullable(Type.Integer({ description: "Seconds" })),
	state: TransferState,
	answer: nullable(Type.String({ description: "What the charge point answered, or the error" })),
	status: nullable(Type.String({ description: "Its last status notification" })),
	statuses: Type.Array(TransferStatus, { description: "All of them in their order" }),
	newsAt: Timestamp,
	noNewsSince: nullable({
		...Timestamp,
		description: "Set when nothing has been heard of it for an hour although it should go on",
	}),
	expiresAt: { ...Timestamp, description: "Until when its address at the CSMS is open" },
};

const Retries = Type.Integer({ minimum: 0, maximum: 100, description: "After the first try" });
const RetryInterval = Type.Integer({ minimum: 0, maximum: 86_400, description: "Seconds" });
const Location = Type.String({
	minLength: 1,
	maxLength: 512,
	description:
		"A server of yours instead of the CSMS's own address. The CSMS itself serves http or https, not FTP",
});

/** What may be said of both. */
export const newTransferFields = {
	location: Type.Optional(Location),
	retries: Type.Optional(Retries),
	retryInterval: Type.Optional(RetryInterval),
};

export const TransferQuery = object({
	identity: Type.Optional(Type.String()),
	state: Type.Optional(TransferState),
	...PageQuery.properties,
});

export const TransferParams = object({ identity: Type.String(), id: Type.Integer() });
