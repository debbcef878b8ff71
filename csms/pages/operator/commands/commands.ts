import type { CsmsAction } from "../../../../modules/ocpp/types";

/** The commands that the pages offer: all that a CSMS may send by OCPP 1.6 and its security whitepaper. */

export type Action = CsmsAction;

/** The commands by what they are about, in the order in which they are offered. */
export const GROUPS = {
	charging: ["RemoteStartTransaction", "RemoteStopTransaction", "UnlockConnector"],
	operation: ["ChangeAvailability", "Reset", "TriggerMessage", "ExtendedTriggerMessage"],
	configuration: ["GetConfiguration", "ChangeConfiguration"],
	authorization: ["ClearCache", "GetLocalListVersion", "SendLocalList"],
	reservations: ["ReserveNow", "CancelReservation"],
	smartCharging: ["SetChargingProfile", "ClearChargingProfile", "GetCompositeSchedule"],
	files: ["UpdateFirmware", "SignedUpdateFirmware", "GetDiagnostics", "GetLog"],
	certificates: [
		"CertificateSigned",
		"InstallCertificate",
		"GetInstalledCertificateIds",
		"DeleteCertificate",
	],
	other: ["DataTransfer"],
} as const satisfies Record<string, readonly Action[]>;

export type Group = keyof typeof GROUPS;

/** Every command once. */
export const ACTIONS: readonly Action[] = Object.values(GROUPS).flat();

/** The commands that are wanted most, for buttons. */
export const USUAL_ACTIONS = [
	"RemoteStartTransaction",
	"RemoteStopTransaction",
	"UnlockConnector",
	"ChangeAvailability",
	"Reset",
	"TriggerMessage",
] as const satisfies readonly Action[];

/** Those that concern something of one charge point alone, so that they make no sense for several. */
const SINGLE: readonly Action[] = [
	"RemoteStartTransaction",
	"RemoteStopTransaction",
	"UnlockConnector",
	"ReserveNow",
	"CancelReservation",
	"CertificateSigned",
	"DeleteCertificate",
];

/** Whether the same command can be given to several charge points. */
export function isForSeveral(action: Action): boolean {
	return !SINGLE.includes(action);
}

/** What is lost or cut off by a command, so that it is asked for first; undefined where nothing is. */
export function dangerOf(
	action: Action,
	payload: Record<string, unknown>,
):
	| "hardReset"
	| "softReset"
	| "clearCache"
	| "outOfService"
	| "credentials"
	| "fullList"
	| "deleteCertificate"
	| "clearProfiles"
	| undefined {
	switch (action) {
		case "Reset":
			return payload.type === "Hard" ? "hardReset" : "softReset";
		case "ClearCache":
			return "clearCache";
		case "ChangeAvailability":
			return payload.type === "Inoperative" ? "outOfService" : undefined;
		case "ChangeConfiguration":
			return /^(authorizationkey|securityprofile)$/i.test(String(payload.key)) ? "credentials" : undefined;
		case "SendLocalList":
			return payload.updateType === "Full" ? "fullList" : undefined;
		case "DeleteCertificate":
			return "deleteCertificate";
		case "ClearChargingProfile":
			return Object.keys(payload).length === 0 ? "clearProfiles" : undefined;
	}
}
