import type {
	ExtendedTriggerMessageRequest,
	TriggerMessageRequest,
	TriggerMessageStatus,
} from "../ocpp/types";
import type { Core } from "./core";

/** The answer to TriggerMessage (R-TRG-01 to R-TRG-05). */
export function triggerStatus(core: Core, request: TriggerMessageRequest): TriggerMessageStatus {
	switch (request.requestedMessage) {
		case "BootNotification":
			return core.registration.status === "Accepted" ? "Rejected" : "Accepted";
		case "DiagnosticsStatusNotification":
		case "FirmwareStatusNotification":
		case "Heartbeat":
			return "Accepted";
		case "MeterValues":
			// Before the first answer of the CSMS nobody knows what time it is.
			return core.clock.now !== null && knows(core, request.connectorId) ? "Accepted" : "Rejected";
		case "StatusNotification":
			return knows(core, request.connectorId) ? "Accepted" : "Rejected";
	}
}

/** Sends what an accepted TriggerMessage asked for, after the answer is out. */
export function sendTriggered(core: Core, request: TriggerMessageRequest): void {
	// Without a connectorId all of them (R-TRG-02).
	const last = request.connectorId ?? core.connectors.length;
	switch (request.requestedMessage) {
		case "BootNotification":
			core.registration.sendNow();
			return;
		case "DiagnosticsStatusNotification":
			core.logUploads.triggerDiagnostics();
			return;
		case "FirmwareStatusNotification":
			core.firmware.trigger();
			return;
		case "Heartbeat":
			core.heartbeat.send();
			return;
		case "MeterValues":
			for (let id = request.connectorId ?? 1; id <= last; id++) core.metering.trigger(id);
			return;
		case "StatusNotification":
			for (let id = request.connectorId ?? 0; id <= last; id++) core.statusNotification.trigger(id);
	}
}

/** The answer to ExtendedTriggerMessage (R-SEC-07): the messages of the security extension, too. */
export function extendedTriggerStatus(
	core: Core,
	request: ExtendedTriggerMessageRequest,
): TriggerMessageStatus {
	switch (request.requestedMessage) {
		case "SignChargePointCertificate":
			return core.security.certificate.canRequest ? "Accepted" : "Rejected";
		case "LogStatusNotification":
		case "FirmwareStatusNotification":
			return "Accepted";
		default:
			return triggerStatus(core, {
				requestedMessage: request.requestedMessage,
				connectorId: request.connectorId,
			});
	}
}

/** Sends what an accepted ExtendedTriggerMessage asked for, after the answer is out. */
export function sendExtendedTriggered(core: Core, request: ExtendedTriggerMessageRequest): void {
	switch (request.requestedMessage) {
		case "SignChargePointCertificate":
			core.security.certificate.request();
			return;
		case "LogStatusNotification":
			core.logUploads.triggerLog();
			return;
		case "FirmwareStatusNotification":
			core.firmware.triggerSigned();
			return;
		default:
			sendTriggered(core, { requestedMessage: request.requestedMessage, connectorId: request.connectorId });
	}
}

function knows(core: Core, connectorId = 0): boolean {
	return connectorId >= 0 && connectorId <= core.connectors.length;
}
