import type { Connector } from "./connector";
import type { Reservation } from "./reservation/reservation";
import type { ConnectorState } from "./state";

/** What an observer sees of a connector. */
export function connectorState(connector: Connector, reservation: Reservation | undefined): ConnectorState {
	const { hardware, transaction, session } = connector;
	const { importWh, powerW = 0, currentA = [] } = hardware.meter.read();
	return {
		id: connector.id,
		status: connector.status,
		errorCode: connector.fault?.errorCode ?? "NoError",
		cable: hardware.cable,
		ev: hardware.ev,
		evReady: hardware.evReady,
		locked: hardware.locked,
		contactor: connector.supply.isClosed,
		offeredA: connector.supply.offered,
		drawnA: Math.max(0, ...currentA),
		powerW,
		importWh,
		idTag: transaction?.idTag ?? connector.authorization?.idTag ?? null,
		transactionId: transaction?.transactionId ?? null,
		sessionWh: session?.wh ?? null,
		sessionSeconds: session?.seconds ?? null,
		reservation: reservation ?? null,
		notice: connector.asking !== undefined ? "Authorizing" : connector.noticeBoard.notice,
	};
}
