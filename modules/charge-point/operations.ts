import { frozen } from "../frozen";
import type { IncomingCall } from "../ocpp/endpoint";
import type { CsmsAction } from "../ocpp/types";
import type { AuthorizationCache } from "./authorization/authorization-cache";
import type { Authorizer } from "./authorization/authorizer";
import type { LocalList } from "./authorization/local-list";
import type { Availability } from "./availability";
import type { Connector } from "./connector";
import type { Core } from "./core";
import type { RemoteTransactions } from "./remote-transactions";
import type { Reset } from "./reset";
import type { SmartCharging } from "./smart-charging/smart-charging";
import type { TriggerMessage } from "./trigger-message";

/** The CALLs of the CSMS that are answered here; the others get NotSupported (R-FRM-12). */
export const HANDLED = frozen([
	"ChangeAvailability",
	"ChangeConfiguration",
	"ClearCache",
	"ClearChargingProfile",
	"DataTransfer",
	"GetCompositeSchedule",
	"GetConfiguration",
	"GetLocalListVersion",
	"RemoteStartTransaction",
	"RemoteStopTransaction",
	"Reset",
	"SendLocalList",
	"SetChargingProfile",
	"TriggerMessage",
	"UnlockConnector",
] as const satisfies readonly CsmsAction[]);

const SMART_CHARGING: readonly CsmsAction[] = frozen([
	"ClearChargingProfile",
	"GetCompositeSchedule",
	"SetChargingProfile",
]);

export type HandledAction = (typeof HANDLED)[number];

/** The subjects that answer the CSMS. */
export interface OperationParts {
	authorizationCache: AuthorizationCache;
	authorizer: Authorizer;
	availability: Availability;
	connectors: readonly Connector[];
	localList: LocalList;
	remoteTransactions: RemoteTransactions;
	reset: Reset;
	smartCharging: SmartCharging;
	triggerMessage: TriggerMessage;
	/** Lets every connector and the charge point follow a change. */
	evaluate(): void;
}

/** Answers a CALL of the CSMS; what it causes comes after the answer (R-OP-01). */
export function handleCall(core: Core, parts: OperationParts, call: IncomingCall<HandledAction>): void {
	const { availability, connectors, remoteTransactions, reset, smartCharging, triggerMessage } = parts;
	if (SMART_CHARGING.includes(call.action) && !smartCharging.isSupported) {
		call.fail("NotSupported", "SmartCharging is not supported");
		return;
	}
	switch (call.action) {
		case "ChangeAvailability": {
			call.respond({ status: availability.change(call.payload, connectors) });
			parts.evaluate();
			return;
		}
		case "ChangeConfiguration": {
			const { key, value } = call.payload;
			const { configuration } = core;
			const status = configuration.change(key, value, () => call.respond({ status: "Accepted" }));
			if (status !== "Accepted") call.respond({ status });
			return;
		}
		case "ClearCache": {
			const cache = parts.authorizationCache;
			call.respond({ status: cache.isEnabled && cache.clear() ? "Accepted" : "Rejected" });
			return;
		}
		case "ClearChargingProfile":
			call.respond({ status: smartCharging.clear(call.payload) });
			smartCharging.refresh();
			return;
		case "DataTransfer":
			call.respond({ status: "UnknownVendorId" });
			return;
		case "GetCompositeSchedule":
			call.respond(smartCharging.compositeSchedule(call.payload));
			return;
		case "GetConfiguration": {
			const most = core.configuration.integer("GetConfigurationMaxKeys");
			const asked = call.payload.key?.length ?? 0;
			if (asked <= most) call.respond(core.configuration.get(call.payload));
			else call.fail("OccurenceConstraintViolation", `More than ${most} keys at once`);
			return;
		}
		case "GetLocalListVersion":
			call.respond({ listVersion: parts.localList.version });
			return;
		case "RemoteStartTransaction": {
			const connector = remoteTransactions.choose(call.payload);
			call.respond({ status: connector ? "Accepted" : "Rejected" });
			if (connector) remoteTransactions.start(connector, call.payload);
			return;
		}
		case "RemoteStopTransaction": {
			const connector = remoteTransactions.find(call.payload);
			call.respond({ status: connector ? "Accepted" : "Rejected" });
			connector?.stop("Remote");
			return;
		}
		case "Reset":
			call.respond({ status: "Accepted" });
			reset.start(call.payload.type);
			return;
		case "SendLocalList": {
			const status = parts.localList.update(call.payload);
			call.respond({ status });
			if (status === "Accepted") parts.authorizer.listChanged();
			return;
		}
		case "SetChargingProfile": {
			const { connectorId, csChargingProfiles } = call.payload;
			if (connectorId < 0 || connectorId > connectors.length) {
				call.fail("PropertyConstraintViolation", `There is no connector ${connectorId}`);
				return;
			}
			call.respond({ status: smartCharging.install(connectorId, csChargingProfiles) });
			smartCharging.refresh();
			return;
		}
		case "TriggerMessage": {
			const status = triggerMessage.status(call.payload);
			call.respond({ status });
			if (status === "Accepted") triggerMessage.send(call.payload);
			return;
		}
		case "UnlockConnector":
			unlock(connectors[call.payload.connectorId - 1], call);
	}
}

/** UnlockConnector (R-UNL-01, R-UNL-02): a transaction ends, whether the lock opens or not. */
function unlock(connector: Connector | undefined, call: IncomingCall<"UnlockConnector">): void {
	if (!connector?.hardware.detachable) {
		call.respond({ status: "NotSupported" });
		return;
	}
	connector.stop("UnlockCommand");
	connector.release((opened) => call.respond({ status: opened ? "Unlocked" : "UnlockFailed" }));
}
