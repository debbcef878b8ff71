import type { Core } from "../core";

/**
 * What somebody far away would want to know of this charge point, as it is now, in lines. Keys that nobody
 * may read, such as AuthorizationKey, are not in it (R-SEC-04).
 */
export function diagnosticsReport(core: Core, from?: number, to?: number): string[] {
	const { boot, state } = core;
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
	for (let i = 0; i < state.connectors.length; i++) {
		const { id, notice, ...connector } = state.connectors[i];
		lines.push("", `Connector ${id}`);
		for (const [name, value] of Object.entries(connector)) lines.push(`${name}: ${value ?? "none"}`);
	}
	lines.push("", "Configuration");
	for (const { key, value } of core.configuration.get({}).configurationKey ?? [])
		if (value !== undefined) lines.push(`${key}: ${value}`);
	lines.push("", "Log", ...core.logLines.lines(from, to));
	return lines;
}
