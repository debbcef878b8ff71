import type { ExtendedTriggerMessageRequest, TriggerMessageStatus } from "../../ocpp/types";
import type { LogUploads } from "../diagnostics/log-uploads";
import type { FirmwareUpdate } from "../firmware/firmware-update";
import type { TriggerMessage } from "../trigger-message";
import type { ChargePointCertificate } from "./charge-point-certificate";

/** ExtendedTriggerMessage (R-SEC-07): TriggerMessage with the messages of the security extension. */
export class ExtendedTrigger {
	private readonly triggerMessage: TriggerMessage;
	private readonly certificate: ChargePointCertificate;
	private readonly firmware: FirmwareUpdate;
	private readonly logUploads: LogUploads;

	constructor(
		triggerMessage: TriggerMessage,
		certificate: ChargePointCertificate,
		firmware: FirmwareUpdate,
		logUploads: LogUploads,
	) {
		this.triggerMessage = triggerMessage;
		this.certificate = certificate;
		this.firmware = firmware;
		this.logUploads = logUploads;
	}

	/** The answer to a request. */
	status({ requestedMessage, connectorId }: ExtendedTriggerMessageRequest): TriggerMessageStatus {
		switch (requestedMessage) {
			case "SignChargePointCertificate":
				return this.certificate.canRequest ? "Accepted" : "Rejected";
			case "LogStatusNotification":
			case "FirmwareStatusNotification":
				return "Accepted";
			default:
				return this.triggerMessage.status({ requestedMessage, connectorId });
		}
	}

	/** Sends what an accepted request asked for, after the answer is out. */
	send({ requestedMessage, connectorId }: ExtendedTriggerMessageRequest): void {
		switch (requestedMessage) {
			case "SignChargePointCertificate":
				this.certificate.request();
				return;
			case "LogStatusNotification":
				this.logUploads.triggerLog();
				return;
			case "FirmwareStatusNotification":
				this.firmware.triggerSigned();
				return;
			default:
				this.triggerMessage.send({ requestedMessage, connectorId });
		}
	}
}
