import type { Peer } from "../csms/charge-point-peer";

/** What a charge point tells while somebody charges. */

export function tellStatus(
	peer: Peer,
	connectorId: number,
	status: string,
	errorCode = "NoError",
): Promise<unknown> {
	return peer.call("StatusNotification", { connectorId, status, errorCode });
}

/** Starts a transaction at 1000 Wh; its id. */
export async function startTransaction(peer: Peer, idTag: string, connectorId = 1): Promise<number> {
	const timestamp = new Date().toISOString();
	const [, , payload] = await peer.call("StartTransaction", {
		connectorId,
		idTag,
		meterStart: 1000,
		timestamp,
	});
	return payload.transactionId;
}

/** Register, power and one current, at `at` (ms since 1970). */
export function tellMeterValues(
	peer: Peer,
	transactionId: number,
	wh: number,
	w: number,
	at = Date.now(),
): Promise<unknown> {
	const sampledValue = [
		{ value: String(wh), measurand: "Energy.Active.Import.Register", unit: "Wh" },
		{ value: String(w), measurand: "Power.Active.Import", unit: "W" },
		{ value: "16.0", measurand: "Current.Import", phase: "L1", unit: "A" },
	];
	const meterValue = [{ timestamp: new Date(at).toISOString(), sampledValue }];
	return peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
}
