import { frozen } from "../frozen";
import type { IncomingCall } from "../ocpp/endpoint";
import type { CsmsAction } from "../ocpp/types";
import type { FeatureProfile } from "./configuration";
import type { Connector } from "./connector";
import type { Core } from "./core";
import { chooseForStart, findForStop, startRemotely } from "./remote-transactions";
import {
	extendedTriggerStatus,
	sendExtendedTriggered,
	sendTriggered,
	triggerStatus,
} from "./trigger-message";

/** The CALLs of the CSMS that are answered here; the others get NotSupported (R-FRM-12). */
export const HANDLED = frozen([
	"CancelReservation",
	"CertificateSigned",
	"ChangeAvailability",
	"ChangeConfiguration",
	"ClearCache",
	"ClearChargingProfile",
	"DataTransfer",
	"DeleteCertificate",
	"ExtendedTriggerMessage",
	"GetCompositeSchedule",
	"GetConfiguration",
	"GetDiagnostics",
	"GetInstalledCertificateIds",
	"GetLocalListVersion",
	"GetLog",
	"InstallCertificate",
	"RemoteStartTransaction",
	"RemoteStopTransaction",
	"ReserveNow",
	"Reset",
	"SendLocalList",
	"SetChargingProfile",
	"SignedUpdateFirmware",
	"TriggerMessage",
	"UnlockConnector",
	"UpdateFirmware",
] as const satisfies readonly CsmsAction[]);

export type HandledAction = (typeof HANDLED)[number];

/** Actions that get NotSupported without their profile (R-FRM-12); the others have an answer that says so. */
const PROFILES: Readonly<Partial<Record<HandledAction, FeatureProfile>>> = frozen({
	ClearChargingProfile: "SmartCharging",
	GetCompositeSchedule: "SmartCharging",
	GetDiagnostics: "FirmwareManagement",
	SetChargingProfile: "SmartCharging",
	TriggerMessage: "RemoteTrigger",
	UpdateFirmware: "FirmwareManagement",
});

/** The longest location of firmware that is taken. */
const LOCATION_LIMIT = 2000;

/** A call that can be answered with this status and nothing else. */
interface Judged<Status extends string> {
	respond: (payload: { status: Status }) => void;
}

function answer<Status extends string>(call: Judged<Status>, status: Status): void {
	call.respond({ status });
}

function acceptIf(call: Judged<"Accepted" | "Rejected">, accepted: boolean): void {
	call.respond({ status: accepted ? "Accepted" : "Rejected" });
}

/** Answers a CALL of the CSMS; what it causes comes after the answer (R-OP-01). */
export function handleCall(core: Core, call: IncomingCall<HandledAction>): void {
	const profile = PROFILES[call.action];
	if (profile !== undefined && !core.configuration.supports(profile)) {
		call.fail("NotSupported", `${profile} is not supported`);
		return;
	}
	switch (call.action) {
		case "CancelReservation":
			acceptIf(call, core.reservations.cancel(call.payload.reservationId));
			core.evaluate();
			return;
		case "CertificateSigned": {
			const status = core.security.certificate.signed(call.payload, () => answer(call, "Accepted"));
			if (status !== "Accepted") answer(call, status);
			return;
		}
		case "ChangeAvailability": {
			answer(call, core.availability.change(call.payload, core.connectors));
			core.evaluate();
			return;
		}
		case "ChangeConfiguration": {
			const { key, value } = call.payload;
			const status = core.configuration.change(key, value, () => answer(call, "Accepted"));
			if (status !== "Accepted") answer(call, status);
			return;
		}
		case "ClearCache": {
			const cache = core.authorizationCache;
			acceptIf(call, cache.isEnabled && cache.clear());
			return;
		}
		case "ClearChargingProfile":
			answer(call, core.smartCharging.clear(call.payload));
			core.smartCharging.refresh();
			return;
		case "DataTransfer":
			answer(call, "UnknownVendorId");
			return;
		case "GetCompositeSchedule":
			call.respond(core.smartCharging.compositeSchedule(call.payload));
			return;
		case "DeleteCertificate":
			answer(call, core.security.store.delete(call.payload));
			return;
		case "ExtendedTriggerMessage": {
			const status = extendedTriggerStatus(core, call.payload);
			answer(call, status);
			if (status === "Accepted") sendExtendedTriggered(core, call.payload);
			return;
		}
		case "GetConfiguration": {
			const most = core.configuration.integer("GetConfigurationMaxKeys");
			const asked = call.payload.key?.length ?? 0;
			if (asked <= most) call.respond(core.configuration.get(call.payload));
			else call.fail("OccurenceConstraintViolation", `More than ${most} keys at once`);
			return;
		}
		case "GetDiagnostics": {
			const fileName = core.logUploads.fileName("DiagnosticsLog");
			call.respond({ fileName });
			core.logUploads.sendDiagnostics(call.payload, fileName);
			return;
		}
		case "GetLocalListVersion":
			call.respond({ listVersion: core.localList.version });
			return;
		case "GetLog": {
			const filename = core.logUploads.fileName(call.payload.logType);
			call.respond({ status: core.logUploads.logStatus, filename });
			core.logUploads.sendLog(call.payload, filename);
			return;
		}
		case "GetInstalledCertificateIds": {
			const ids = core.security.store.ids(call.payload.certificateType);
			if (ids.length > 0) call.respond({ status: "Accepted", certificateHashData: ids });
			else answer(call, "NotFound");
			return;
		}
		case "InstallCertificate":
			answer(call, core.security.store.install(call.payload));
			return;
		case "RemoteStartTransaction": {
			const connector = chooseForStart(core, call.payload);
			acceptIf(call, connector !== undefined);
			if (connector) startRemotely(core, connector, call.payload);
			return;
		}
		case "RemoteStopTransaction": {
			const connector = findForStop(core, call.payload);
			acceptIf(call, connector !== undefined);
			connector?.stop("Remote");
			return;
		}
		case "ReserveNow":
			answer(call, core.reservations.reserve(call.payload));
			core.evaluate();
			return;
		case "Reset": {
			const status = core.firmware.isInstalling ? "Rejected" : "Accepted";
			answer(call, status);
			if (status === "Accepted") core.reset.start(call.payload.type);
			return;
		}
		case "SendLocalList": {
			const status = core.localList.update(call.payload);
			answer(call, status);
			if (status === "Accepted") core.authorizer.listChanged();
			return;
		}
		case "SignedUpdateFirmware":
			core.firmware.updateSigned(call.payload, core.security.firmwareSigning, (status) =>
				answer(call, status),
			);
			return;
		case "SetChargingProfile": {
			const connectorId = call.payload.connectorId;
			if (connectorId < 0 || connectorId > core.connectors.length) {
				call.fail("PropertyConstraintViolation", `There is no connector ${connectorId}`);
				return;
			}
			answer(call, core.smartCharging.install(connectorId, call.payload.csChargingProfiles));
			core.smartCharging.refresh();
			return;
		}
		case "TriggerMessage": {
			const status = triggerStatus(core, call.payload);
			answer(call, status);
			if (status === "Accepted") sendTriggered(core, call.payload);
			return;
		}
		case "UnlockConnector":
			unlock(core.connectors[call.payload.connectorId - 1], call);
			return;
		case "UpdateFirmware":
			update(core, call);
	}
}

/** UpdateFirmware (R-FW-01, R-FW-04, R-FW-05). */
function update(core: Core, call: IncomingCall<"UpdateFirmware">): void {
	if (core.configuration.integer("SecurityProfile") >= 1) {
		call.fail("NotSupported", "With a security profile, firmware is updated by SignedUpdateFirmware");
	} else if (call.payload.location.length > LOCATION_LIMIT) {
		call.fail("PropertyConstraintViolation", `location has more than ${LOCATION_LIMIT} characters`);
	} else {
		core.firmware.update(call.payload, () => call.respond({}));
	}
}

/** UnlockConnector (R-UNL-01, R-UNL-02): a transaction ends, whether the lock opens or not. */
function unlock(connector: Connector | undefined, call: IncomingCall<"UnlockConnector">): void {
	if (!connector?.hardware.detachable) {
		call.respond({ status: "NotSupported" });
		return;
	}
	connector.stop("UnlockCommand");
	connector.release((opened) => call.respond({ status: opened ? "Unlocked" : "UnlockFailed" }));
}
