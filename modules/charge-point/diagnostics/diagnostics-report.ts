import type { BootNotificationRequest } from "../../ocpp/types";
import type { Configuration } from "../configuration";
import type { LogSource } from "../firmware/interfaces";
import type { ChargePointState } from "../state";

/** What the report is made of. */
export interface DiagnosticsSources {
	boot: BootNotificationRequest;
	configuration: Configuration;
	log: LogSource;
	state(): ChargePointState;
}

/**
 * What somebody far away would want to know of this charge point, as it is now, in lines. Keys that nobody
 * may read, such as AuthorizationKey, are not in it (R-SEC-04).
 */
export function diagnosticsReport(sources: DiagnosticsSources, from?: number, to?: number): string[] {
	const { boot, configuration, log } = sources;
	const state = sources.state();
	const lines = [
		`Charge point ${state.identity}`,
		`Time: ${state.clock === null ? "unknown" : new Date(state.clock).toISOString()}`,
		`Vendor: ${boot.chargePointVendor}`,
		`Model: ${boot.chargePointModel}`,
		`Serial number: ${boot.chargePointSerialNumber ?? "unknown"}`,
		`Firmware: ${boot.firmwareVersion ?? "unknown"}`,
		`Connected: ${state.connected}`,
		`Registration: ${state.registration ?? "none"}`,
		`Messages not delivered: ${state.queueLength}`,
		`Charge point: ${state.status} ${state.errorCode}`,
	];
	for (const { id, notice, ...connector } of state.connectors) {
		lines.push("", `Connector ${id}`);
		for (const [name, value] of Object.entries(connector)) lines.push(`${name}: ${value ?? "none"}`);
	}
	lines.push("", "Configuration");
	for (const { key, value } of configuration.get({}).configurationKey ?? [])
		if (value !== undefined) lines.push(`${key}: ${value}`);
	lines.push("", "Log", ...log.lines(from, to));
	return lines;
}
