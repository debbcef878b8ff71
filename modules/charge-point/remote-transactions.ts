import type { RemoteStartTransactionRequest, RemoteStopTransactionRequest } from "../ocpp/types";
import type { Connector } from "./connector";
import type { Core } from "./core";

/**
 * The connector on which a RemoteStartTransaction will be tried; undefined is Rejected (R-RSTX-01 to
 * R-RSTX-05).
 */
export function chooseForStart(core: Core, request: RemoteStartTransactionRequest): Connector | undefined {
	if (core.registration.status !== "Accepted") return;
	const idTag = request.idTag;
	const connector = chooseAmong(core, request.connectorId, idTag);
	const fits =
		!connector ||
		!request.chargingProfile ||
		core.smartCharging.accepts(connector.id, request.chargingProfile);
	return fits ? connector : undefined;
}

/**
 * A connector that is reserved for the id comes first, then one with a cable; one held for a group that
 * may be another one comes last (R-RSTX-02).
 */
function chooseAmong(core: Core, connectorId: number | undefined, idTag: string): Connector | undefined {
	const admission = (connector: Connector) => core.reservations.admission(connector, { idTag });
	const able = core.connectors.filter((one) => canStart(one) && admission(one) !== "refused");
	if (connectorId !== undefined) return able.find((one) => one.id === connectorId);
	const free = able.filter((one) => admission(one) === "free");
	return (
		able.find((one) => admission(one) === "reserved") ??
		free.find((one) => one.isOccupied) ??
		free[0] ??
		able[0]
	);
}

/**
 * Tries to start on the chosen connector, after the answer is out (R-OP-01, R-RSTX-03); the group of an
 * id that only its group lets charge has to be asked for in any case (R-RSV-04).
 */
export function startRemotely(
	core: Core,
	connector: Connector,
	{ idTag, chargingProfile }: RemoteStartTransactionRequest,
): void {
	const asks = core.configuration.flag("AuthorizeRemoteTxRequests");
	if (!asks && core.reservations.admits(connector, { idTag })) {
		const parentIdTag = core.authorizer.parentOf(idTag);
		connector.answer(idTag, { status: "Accepted", parentIdTag }, chargingProfile);
		return;
	}
	connector.ask(idTag, (result) => connector.answer(idTag, result, chargingProfile));
}

/** The connector whose transaction a RemoteStopTransaction means; undefined is Rejected (R-RSTX-06). */
export function findForStop(
	core: Core,
	{ transactionId }: RemoteStopTransactionRequest,
): Connector | undefined {
	if (core.registration.status !== "Accepted") return;
	return core.connectors.find((one) => one.transaction?.transactionId === transactionId);
}

function canStart(connector: Connector): boolean {
	return connector.canAuthorize && !connector.authorization && connector.asking === undefined;
}
