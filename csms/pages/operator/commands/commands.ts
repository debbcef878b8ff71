/** The commands that the pages offer: their parameters, as the forms ask for them. */

export type CommandField =
	/** A connector's number from `least` (0: the charge point as a whole); `optional`: may be left out. */
	| { name: "connectorId"; kind: "connector"; least: 0 | 1; optional: boolean }
	| { name: "idTag"; kind: "idTag" }
	/** One of the running transactions. */
	| { name: "transactionId"; kind: "transaction" }
	| { name: "type"; kind: "resetType"; choices: readonly ["Soft", "Hard"] }
	| { name: "type"; kind: "availabilityType"; choices: readonly ["Operative", "Inoperative"] }
	| { name: "requestedMessage"; kind: "requestedMessage"; choices: readonly RequestedMessage[] };

type RequestedMessage =
	| "StatusNotification"
	| "MeterValues"
	| "Heartbeat"
	| "BootNotification"
	| "DiagnosticsStatusNotification"
	| "FirmwareStatusNotification";

export const COMMANDS = {
	RemoteStartTransaction: [
		{ name: "idTag", kind: "idTag" },
		{ name: "connectorId", kind: "connector", least: 1, optional: true },
	],
	RemoteStopTransaction: [{ name: "transactionId", kind: "transaction" }],
	UnlockConnector: [{ name: "connectorId", kind: "connector", least: 1, optional: false }],
	ChangeAvailability: [
		{ name: "connectorId", kind: "connector", least: 0, optional: false },
		{ name: "type", kind: "availabilityType", choices: ["Operative", "Inoperative"] },
	],
	Reset: [{ name: "type", kind: "resetType", choices: ["Soft", "Hard"] }],
	TriggerMessage: [
		{
			name: "requestedMessage",
			kind: "requestedMessage",
			choices: [
				"StatusNotification",
				"MeterValues",
				"Heartbeat",
				"BootNotification",
				"DiagnosticsStatusNotification",
				"FirmwareStatusNotification",
			],
		},
		{ name: "connectorId", kind: "connector", least: 1, optional: true },
	],
} as const satisfies Record<string, readonly CommandField[]>;

export type Action = keyof typeof COMMANDS;
export const ACTIONS = Object.keys(COMMANDS) as Action[];

/** What a form holds: every parameter as text, empty where none is given. */
export type CommandValues = Record<CommandField["name"], string>;

/** The OCPP request payload of what a form holds. */
export function payloadOf(action: Action, values: CommandValues): Record<string, unknown> {
	const payload: Record<string, unknown> = {};
	for (const { name, kind } of COMMANDS[action]) {
		const value = values[name].trim();
		if (value === "") continue;
		payload[name] = kind === "connector" || kind === "transaction" ? Number(value) : value;
	}
	return payload;
}

/** The parameters without which the command cannot be sent and that are empty. */
export function missingFields(action: Action, values: CommandValues): CommandField["name"][] {
	return COMMANDS[action]
		.filter((field) => !("optional" in field && field.optional) && values[field.name].trim() === "")
		.map(({ name }) => name);
}
