import type { BootNotificationRequest } from "../ocpp/types";
import type { Timers } from "../timers";
import type { AuthorizationCache } from "./authorization/authorization-cache";
import type { Authorizer } from "./authorization/authorizer";
import type { HeldCables } from "./authorization/held-cables";
import type { LocalList } from "./authorization/local-list";
import type { Availability } from "./availability";
import type { ChargePointHost } from "./charge-point-options";
import type { Clock } from "./clock";
import type { Configuration } from "./configuration";
import type { Connection } from "./connection";
import type { Connector } from "./connector";
import type { LogLines } from "./diagnostics/log-lines";
import type { LogUploads } from "./diagnostics/log-uploads";
import type { Faults } from "./faults";
import type { FirmwareUpdate } from "./firmware/firmware-update";
import type { Heartbeat } from "./heartbeat";
import type { Fault, Records } from "./interfaces";
import type { Metering } from "./metering";
import type { ProgressReports } from "./progress-reports";
import type { Registration } from "./registration";
import type { Reservations } from "./reservation/reservations";
import type { Reset } from "./reset";
import type { Security } from "./security/security";
import type { SmartCharging } from "./smart-charging/smart-charging";
import type { ChargePointState } from "./state";
import type { StatusNotification, StatusReport } from "./status-notification";
import type { TransactionQueue } from "./transaction-queue";

/** The security events of the whitepaper (R-SEC-14). */
export type SecurityEvent =
	| "FirmwareUpdated"
	| "FailedToAuthenticateAtCentralSystem"
	| "CentralSystemFailedToAuthenticate"
	| "SettingSystemTime"
	| "StartupOfTheDevice"
	| "ResetOrReboot"
	| "SecurityLogWasCleared"
	| "ReconfigurationOfSecurityParameters"
	| "MemoryExhaustion"
	| "InvalidMessages"
	| "AttemptedReplayAttacks"
	| "TamperDetectionActivated"
	| "InvalidFirmwareSignature"
	| "InvalidFirmwareSigningCertificate"
	| "InvalidCentralSystemCertificate"
	| "InvalidChargePointCertificate"
	| "InvalidTLSVersion"
	| "InvalidTLSCipherSuite";

/** A key, a certificate or the profile has changed; `techInfo` tells which. */
export const RECONFIGURED: SecurityEvent = "ReconfigurationOfSecurityParameters";

/**
 * The charge point as its subjects see it: each finds the others here when it needs them, and has no
 * references and callbacks of its own to them, which would all take RAM.
 */
export interface Core {
	readonly host: ChargePointHost;
	readonly timers: Timers;
	readonly records: Records;
	/** What BootNotification tells (R-BOOT-02). */
	readonly boot: BootNotificationRequest;
	readonly clock: Clock;
	readonly configuration: Configuration;
	readonly connection: Connection;
	readonly registration: Registration;
	/** From connector 1 on. */
	readonly connectors: readonly Connector[];
	/** Those of the whole charge point. */
	readonly faults: Faults;
	readonly availability: Availability;
	readonly authorizer: Authorizer;
	readonly authorizationCache: AuthorizationCache;
	readonly localList: LocalList;
	readonly heldCables: HeldCables;
	readonly queue: TransactionQueue;
	readonly metering: Metering;
	readonly smartCharging: SmartCharging;
	readonly reservations: Reservations;
	readonly statusNotification: StatusNotification;
	readonly heartbeat: Heartbeat;
	readonly reset: Reset;
	readonly reports: ProgressReports;
	readonly firmware: FirmwareUpdate;
	readonly logLines: LogLines;
	readonly logUploads: LogUploads;
	readonly security: Security;
	/** What an observer could see. */
	readonly state: ChargePointState;
	/** The status of connector 0. */
	readonly ownStatus: "Available" | "Faulted" | "Unavailable";
	log(text: string): void;
	/** Something happened that the security log keeps (R-SEC-14); `techInfo` at most 255 characters. */
	securityEvent(type: SecurityEvent, techInfo?: string): void;
	/** Something that an observer could see has changed. */
	changed(): void;
	/** A hardware fault appears or clears; connector 0 is the whole charge point. */
	setFault(connectorId: number, fault: Fault, active: boolean): void;
	/** Lets every connector and the charge point follow a change. */
	evaluate(): void;
	/** Status or error of a connector may have changed. */
	statusChanged(connector: Connector): void;
	/** What StatusNotification tells of a connector; connector 0 is the whole (R-ST-15). */
	report(connectorId: number): StatusReport;
	/** Restarts the firmware at once, and keeps what the restart must not lose. */
	restart(): void;
	/** The connection to the CSMS is open. */
	connected(): void;
	/** The connection is lost or closed. */
	disconnected(): void;
	/** Nothing is under way on the open connection, and nothing waits. */
	idle(): void;
	/** The CSMS has accepted this charge point for the first time since the firmware started. */
	accepted(): void;
}

/** True while the CSMS can be asked: connected, and the registration was accepted (R-BOOT-07, R-QUE-10). */
export function isOnline(core: Core): boolean {
	return core.connection.isOpen && core.registration.status === "Accepted";
}
