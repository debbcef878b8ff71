import type { HardwareKeys } from "./configuration";
import type { KeyName } from "./configuration-keys";
import type { ConnectorHardware } from "./interfaces";
import { measurableItems } from "./measurands";

/** Configuration that follows from the hardware (R-CFG-11). */
export function hardwareKeys(connectors: readonly ConnectorHardware[]): HardwareKeys {
	const measurands = measurableItems(
		Object.assign({}, ...connectors.map((connector) => connector.meter.read())),
	);
	const most = String(measurands.length);
	const fixed: Partial<Record<KeyName, string>> = { NumberOfConnectors: String(connectors.length) };
	if (!connectors.some((connector) => connector.detachable))
		fixed.UnlockConnectorOnEVSideDisconnect = "false";
	const rotation = ["0.Unknown"];
	for (let id = 1; id <= connectors.length; id++) rotation.push(`${id}.Unknown`);
	const defaults: Partial<Record<KeyName, string>> = {
		ConnectorPhaseRotation: rotation.join(","),
		ConnectorPhaseRotationMaxLength: String(connectors.length + 1),
		MeterValuesAlignedDataMaxLength: most,
		MeterValuesSampledDataMaxLength: most,
		StopTxnAlignedDataMaxLength: most,
		StopTxnSampledDataMaxLength: most,
	};
	return { fixed, defaults, measurands };
}
