import {
	mdiAlertOctagonOutline,
	mdiBlockHelper,
	mdiCarConnected,
	mdiCheckCircleOutline,
	mdiClockOutline,
	mdiFlagCheckered,
	mdiLightningBolt,
	mdiPause,
	mdiPauseCircleOutline,
} from "@mdi/js";
import type { ConnectorStatus } from "../../../modules/ocpp/types";

/** A connector's status as a shape, for whoever does not see the colour. */
export const STATUS_ICONS: Record<ConnectorStatus, string> = {
	Available: mdiCheckCircleOutline,
	Preparing: mdiCarConnected,
	Charging: mdiLightningBolt,
	SuspendedEV: mdiPause,
	SuspendedEVSE: mdiPauseCircleOutline,
	Finishing: mdiFlagCheckered,
	Reserved: mdiClockOutline,
	Unavailable: mdiBlockHelper,
	Faulted: mdiAlertOctagonOutline,
};
