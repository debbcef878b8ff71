import type { TriggerMessageRequest, TriggerMessageStatus } from "../ocpp/types";
import type { Core } from "./core";
import type { LogUploads } from "./diagnostics/log-uploads";
import type { FirmwareUpdate } from "./firmware/firmware-update";
import type { Heartbeat } from "./heartbeat";
import type { Metering } from "./metering";
import type { StatusNotification } from "./status-notification";

/** TriggerMessage (R-TRG-01 to R-TRG-05). */
export class TriggerMessage {
	private readonly core: Core;
	private readonly connectors: number;
	private readonly heartbeat: Heartbeat;
	private readonly metering: Metering;
	private readonly firmware: FirmwareUpdate;
	private readonly logUploads: LogUploads;
	private readonly statusNotification: StatusNotification;

	constructor(
		core: Core,
		connectors: number,
		heartbeat: Heartbeat,
		metering: Metering,
		statusNotification: StatusNotification,
		firmware: FirmwareUpdate,
		logUploads: LogUploads,
	) {
		this.core = core;
		this.connectors = connectors;
		this.heartbeat = heartbeat;
		this.metering = metering;
		this.statusNotification = statusNotification;
		this.firmware = firmware;
		this.logUploads = logUploads;
	}

	/** The answer to a request. */
	status({ requestedMessage, connectorId }: TriggerMessageRequest): TriggerMessageStatus {
		switch (requestedMessage) {
			case "BootNotification":
				return this.core.registration.status === "Accepted" ? "Rejected" : "Accepted";
			case "DiagnosticsStatusNotification":
			case "FirmwareStatusNotification":
			case "Heartbeat":
				return "Accepted";
			case "MeterValues":
				// Before the first answer of the CSMS nobody knows what time it is.
				return this.core.clock.now !== null && this.knows(connectorId) ? "Accepted" : "Rejected";
			case "StatusNotification":
				return this.knows(connectorId) ? "Accepted" : "Rejected";
		}
	}

	/** Sends what an accepted request asked for, after the answer is out. */
	send({ requestedMessage, connectorId }: TriggerMessageRequest): void {
		switch (requestedMessage) {
			case "BootNotification":
				this.core.registration.sendNow();
				return;
			case "DiagnosticsStatusNotification":
				this.logUploads.triggerDiagnostics();
				return;
			case "FirmwareStatusNotification":
				this.firmware.trigger();
				return;
			case "Heartbeat":
				this.heartbeat.send();
				return;
			case "MeterValues":
				this.forEach(connectorId, 1, (id) => this.metering.trigger(id));
				return;
			case "StatusNotification":
				this.forEach(connectorId, 0, (id) => this.statusNotification.trigger(id));
		}
	}

	private knows(connectorId = 0): boolean {
		return connectorId >= 0 && connectorId <= this.connectors;
	}

	/** Without a connectorId all of them, from `first` on (R-TRG-02). */
	private forEach(connectorId: number | undefined, first: number, send: (connectorId: number) => void): void {
		if (connectorId !== undefined) send(connectorId);
		else for (let id = first; id <= this.connectors; id++) send(id);
	}
}
