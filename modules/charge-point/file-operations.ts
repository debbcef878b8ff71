import type { BootNotificationRequest } from "../ocpp/types";
import type { Core } from "./core";
import { LogUploads } from "./diagnostics/log-uploads";
import { type FirmwareParts, FirmwareUpdate } from "./firmware/firmware-update";
import type { LogSource } from "./firmware/interfaces";
import { ProgressReports } from "./progress-reports";
import type { ChargePointState } from "./state";

export interface FileOperationsOptions extends Omit<FirmwareParts, "reports"> {
	identity: string;
	boot: BootNotificationRequest;
	log: LogSource;
	securityLog: LogSource;
	state(): ChargePointState;
}

/** Everything for which a file goes over the network: new firmware, diagnostics and logs. */
export class FileOperations {
	readonly firmware: FirmwareUpdate;
	readonly logUploads: LogUploads;
	private readonly reports: ProgressReports;

	constructor(core: Core, options: FileOperationsOptions) {
		const { identity, transfer, boot, log, securityLog, state } = options;
		const { configuration } = core;
		const reports = new ProgressReports(core);
		this.reports = reports;
		this.firmware = new FirmwareUpdate(core, { ...options, reports });
		const sources = { boot, configuration, log, state };
		this.logUploads = new LogUploads(core, { identity, transfer, reports, sources, securityLog });
	}

	/** Takes up what a restart has interrupted. */
	start(): void {
		this.firmware.start();
		this.logUploads.start();
	}

	/** The CSMS can be told again. */
	online(): void {
		this.reports.send();
	}
}
