import { Type } from "typebox";
import { object } from "./fields";

/** The OCPP messages that passed a short while ago. */

const choice = {
	show: Type.Optional(
		Type.Enum(["all", "charge-point", "csms", "errors"], {
			default: "all",
			description: "charge-point, csms: what it has sent. errors: CALLERRORs, and what is no OCPP-J",
		}),
	),
	action: Type.Optional(Type.String({ description: "An OCPP action, with the answers to it" })),
	text: Type.Optional(Type.String({ maxLength: 200, description: "Words that all have to be in it" })),
};

export const FrameQuery = object(choice);

export const FrameDownloadQuery = object({
	format: Type.Enum(["jsonl", "csv"], {
		description: "jsonl: a line of JSON for each. csv: for a spreadsheet",
	}),
	...choice,
});

export const frameDownload = {
	200: {
		description: "The messages as a file",
		content: {
			"application/jsonl": { schema: Type.String() },
			"text/csv": { schema: Type.String() },
		},
	},
};
