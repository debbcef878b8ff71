/** What the charge points of the benchmarks say, and what they need to understand of the answers. */

/** Characters of a message id. */
const ID_LENGTH = 12;

let lastId = 0;

/** A message id never used before in this process, always of the same length. */
export function newMessageId(): string {
	return (++lastId).toString(36).padStart(ID_LENGTH, "0");
}

/** A CALL as it goes over the wire. */
export function callFrame(messageId: string, action: string, payload: object): string {
	return JSON.stringify([2, messageId, action, payload]);
}

/** One MeterValues with the energy register and the power, as many charge points send them. */
export function meterValues(transactionId: number, at: number, energyWh: number): object {
	const common = { context: "Sample.Periodic", location: "Outlet" };
	return {
		connectorId: 1,
		transactionId,
		meterValue: [
			{
				timestamp: new Date(at).toISOString(),
				sampledValue: [
					{ ...common, value: `${energyWh}`, measurand: "Energy.Active.Import.Register", unit: "Wh" },
					{ ...common, value: "7360.0", measurand: "Power.Active.Import", unit: "W" },
				],
			},
		],
	};
}

export const BOOT = {
	chargePointVendor: "Bench",
	chargePointModel: "Generator",
	chargePointSerialNumber: "BENCH-0001",
	firmwareVersion: "1.0.0",
};

/** The id that all transactions of the benchmarks start with. */
export const ID_TAG = "BENCH";

/** The payload of a StartTransaction; `at` in ms since 1970, `meterStart` in Wh. */
export function startTransaction(at: number, meterStart: number): object {
	return { connectorId: 1, idTag: ID_TAG, meterStart, timestamp: new Date(at).toISOString() };
}

/** The payload of a StopTransaction; `at` in ms since 1970, `meterStop` in Wh. */
export function stopTransaction(transactionId: number, at: number, meterStop: number): object {
	return { transactionId, idTag: ID_TAG, meterStop, timestamp: new Date(at).toISOString(), reason: "Local" };
}

/** The payload of a StatusNotification without an error; `at` in ms since 1970. */
export function statusNotification(connectorId: number, status: string, at: number): object {
	return { connectorId, errorCode: "NoError", status, timestamp: new Date(at).toISOString() };
}
