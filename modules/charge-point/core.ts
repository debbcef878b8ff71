import type { Timers } from "../timers";
import type { Clock } from "./clock";
import type { Configuration } from "./configuration";
import type { Connection } from "./connection";
import type { Records } from "./interfaces";
import type { Registration } from "./registration";

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

/** What every subject of the charge point works with. */
export interface Core {
	readonly timers: Timers;
	readonly clock: Clock;
	readonly configuration: Configuration;
	readonly connection: Connection;
	readonly registration: Registration;
	readonly records: Records;
	log(text: string): void;
	/** Something happened that the security log keeps (R-SEC-14); `techInfo` at most 255 characters. */
	securityEvent(type: SecurityEvent, techInfo?: string): void;
	/** Something that an observer could see has changed. */
	changed(): void;
}

/** True while the CSMS can be asked: connected, and the registration was accepted (R-BOOT-07, R-QUE-10). */
export function isOnline(core: Core): boolean {
	return core.connection.isOpen && core.registration.status === "Accepted";
}
