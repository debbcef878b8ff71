import { Transfers } from "../files/transfers";
import { useChargePoint } from "./charge-point-page";

/** Firmware updates, diagnostics and logs of the charge point. */
export function FilesTab() {
	const { identity } = useChargePoint();
	return <Transfers identity={identity} />;
}
