import { type Static, Type } from "typebox";
import { nullable, object, Timestamp } from "./fields";
import { newTransferFields, transferFields } from "./transfers";

/** Files that charge points send. */

export const UploadKind = Type.Enum(["Diagnostics", "DiagnosticsLog", "SecurityLog"], {
	description: "Diagnostics: by GetDiagnostics. DiagnosticsLog, SecurityLog: by GetLog",
});
export type UploadKind = Static<typeof UploadKind>;

export const NewUpload = object({
	kind: UploadKind,
	from: Type.Optional(Timestamp),
	to: Type.Optional(Timestamp),
	...newTransferFields,
});
export type NewUpload = Static<typeof NewUpload>;

export const Upload = object({
	...transferFields,
	kind: UploadKind,
	from: nullable(Timestamp),
	to: nullable(Timestamp),
	fileName: nullable(Type.String({ description: "As the charge point calls the file" })),
	file: nullable(
		object({
			name: Type.String(),
			size: Type.Integer({ description: "Bytes" }),
			sha256: Type.String(),
			receivedAt: Timestamp,
		}),
	),
});
export type Upload = Static<typeof Upload>;
