import type { Core } from "../core";
import type { ConnectorState } from "../state";

/**
 * What somebody far away would want to know of this charge point, as it is now, in lines. Keys that nobody
 * may read, such as AuthorizationKey, are not in it (R-SEC-04).
 */
export function diagnosticsReport(core: Core, from?: number, to?: number): string[] {
	const { boot, state } = core;
	const lines = [`Charge point ${state.identity}`];
	const tell = (name: string, value: unknown) => {
		lines.push(`${name}: ${value ?? "none"}`);
	};
	tell("Time", state.clock === null ? "unknown" : new Date(state.clock).toISOString());
	tell("Vendor", boot.chargePointVendor);
	tell("Model", boot.chargePointModel);
	tell("Serial number", boot.chargePointSerialNumber);
	tell("Firmware", boot.firmwareVersion);
	tell("Connected", state.connected);
	tell("Registration", state.registration);
	tell("Messages not delivered", state.queueLength);
	tell("Charge point", `${state.status} ${state.errorCode}`);
	state.connectors.forEach((connector) => {
		lines.push("", `Connector ${connector.id}`);
		for (const name in connector)
			if (name !== "id" && name !== "notice" && name !== "reservation")
				tell(name, connector[name as keyof ConnectorState]);
		tell("reservation", connector.reservation?.idTag);
	});
	lines.push("", "Configuration");
	core.configuration.get({}).configurationKey?.forEach((one) => {
		if (one.value !== undefined) tell(one.key, one.value);
	});
	return lines.concat("", "Log", core.logLines.lines(from, to));
}
