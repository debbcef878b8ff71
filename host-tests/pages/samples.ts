import type { ChargePoint, Connector } from "../../csms/api/schemas/charge-points";
import type { MeterValue, Transaction } from "../../csms/api/schemas/transactions";

/** Records as the CSMS tells them, around one moment. */

const NOW = Date.parse("2026-11-22T10:00:00Z");

export function minutesAgo(minutes: number): string {
	return new Date(NOW - minutes * 60_000).toISOString();
}

export function newConnector(
	connectorId: number,
	status: Connector["status"],
	more?: Partial<Connector>,
): Connector {
	return {
		connectorId,
		status,
		errorCode: "NoError",
		since: minutesAgo(connectorId * 7 + 3),
		info: null,
		vendorId: null,
		vendorErrorCode: null,
		...more,
	};
}

export function newChargePoint(
	identity: string,
	connectors: Connector[],
	more?: Partial<ChargePoint>,
): ChargePoint {
	return {
		identity,
		name: null,
		location: null,
		connected: true,
		registration: "Accepted",
		securityProfile: 0,
		nextSecurityProfile: null,
		hasAuthorizationKey: false,
		tolerant: false,
		createdAt: minutesAgo(60 * 24 * 30),
		lastSeen: minutesAgo(1),
		bootedAt: minutesAgo(60 * 5),
		chargePointVendor: "xs-evse",
		chargePointModel: "XS-1",
		chargePointSerialNumber: "0001",
		chargeBoxSerialNumber: null,
		firmwareVersion: "0.1.0",
		iccid: null,
		imsi: null,
		meterType: null,
		meterSerialNumber: null,
		firmwareStatus: null,
		diagnosticsStatus: null,
		health: "good",
		connectors,
		...more,
	};
}

export function newTransaction(transactionId: number, more?: Partial<Transaction>): Transaction {
	return {
		transactionId,
		identity: "CP001",
		connectorId: 1,
		idTag: "A1B2C3D4",
		userId: null,
		parentIdTag: null,
		user: "Lin Mei-ling",
		idTagStatus: "Accepted",
		active: true,
		start: minutesAgo(42),
		stop: null,
		meterStart: 120_400,
		meterStop: null,
		energyWh: 7_730,
		cost: null,
		reason: null,
		stopIdTag: null,
		reservationId: null,
		openReason: null,
		openSince: null,
		closedBy: null,
		closedAt: null,
		closedStop: null,
		closedMeter: null,
		...more,
	};
}

/** A sample as the bundled charge point takes it: register, power and the three phases. */
export function newMeterValue(
	transactionId: number,
	timestamp: string,
	energyWh: number,
	powerW: number,
): MeterValue {
	const current = (powerW / 690).toFixed(1);
	return {
		timestamp,
		connectorId: 1,
		transactionId,
		energyWh,
		powerW,
		sampledValue: [
			{ value: String(energyWh), measurand: "Energy.Active.Import.Register", unit: "Wh" },
			{ value: String(powerW), measurand: "Power.Active.Import", unit: "W" },
			{ value: current, measurand: "Current.Import", phase: "L1", unit: "A" },
			{ value: current, measurand: "Current.Import", phase: "L2", unit: "A" },
			{ value: current, measurand: "Current.Import", phase: "L3", unit: "A" },
		],
	};
}
