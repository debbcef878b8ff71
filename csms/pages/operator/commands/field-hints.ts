/** What the schemas do not say of the parameters of commands. */

/** Where the values to choose from come from. */
export type Source =
	| "connector"
	| "idTag"
	| "transaction"
	| "reservation"
	| "profile"
	| "certificate"
	| "configurationKey";

export interface FieldHint {
	source?: Source;
	/** Least and greatest number. */
	min?: number;
	max?: number;
	/** What the form begins with: a text, this moment, or a number that was not used before. */
	initial?: string | { now: true } | { fresh: true };
	/** Lines of a text. */
	rows?: number;
	/** May be sent empty. */
	mayBeEmpty?: boolean;
	/** What a text has to be. */
	format?: "pem" | "base64" | "hex";
	/** A moment that has to lie ahead. */
	future?: boolean;
	/** The field's name among the texts, where another one of the same name means something else. */
	named?: string;
}

const CONNECTOR_0: FieldHint = { source: "connector", min: 0 };
const CONNECTOR_1: FieldHint = { source: "connector", min: 1 };

/** By the name of the parameter, or by action and name where it differs. */
export const HINTS: Readonly<Record<string, FieldHint>> = {
	connectorId: CONNECTOR_0,
	"RemoteStartTransaction.connectorId": CONNECTOR_1,
	"UnlockConnector.connectorId": CONNECTOR_1,
	"TriggerMessage.connectorId": CONNECTOR_1,
	"ExtendedTriggerMessage.connectorId": CONNECTOR_1,
	idTag: { source: "idTag" },
	transactionId: { source: "transaction" },
	reservationId: { source: "reservation", min: 0 },
	"ReserveNow.reservationId": { min: 1, initial: { fresh: true } },
	"ReserveNow.expiryDate": { future: true },
	"Reset.type": { named: "resetType", initial: "Soft" },
	"ChangeAvailability.type": { named: "availabilityType" },
	// The one that comes first is refused while the charge point is accepted (R-CS-11).
	requestedMessage: { initial: "StatusNotification" },
	id: { source: "profile" },
	key: { source: "configurationKey" },
	"ChangeConfiguration.value": { mayBeEmpty: true },
	data: { rows: 4 },
	certificate: { rows: 6, format: "pem" },
	certificateChain: { rows: 8, format: "pem" },
	signingCertificate: { rows: 6, format: "pem" },
	signature: { rows: 3, format: "base64" },
	certificateHashData: { source: "certificate" },
	issuerNameHash: { format: "hex" },
	issuerKeyHash: { format: "hex" },
	serialNumber: { format: "hex" },
	requestId: { initial: { fresh: true } },
	retries: { min: 0, max: 100 },
	retryInterval: { min: 0, max: 86_400 },
	retrieveDate: { initial: { now: true } },
	retrieveDateTime: { initial: { now: true } },
	listVersion: { min: 1 },
	chargingProfileId: { min: 1, initial: { fresh: true } },
	stackLevel: { min: 0 },
	startPeriod: { min: 0 },
	limit: { min: 0 },
	minChargingRate: { min: 0 },
	numberPhases: { min: 1, max: 3 },
	duration: { min: 1 },
	"GetCompositeSchedule.duration": { min: 1, initial: "86400" },
};
