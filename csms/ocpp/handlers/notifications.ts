import type {
	DiagnosticsStatusNotificationRequest,
	FirmwareStatusNotificationRequest,
	LogStatusNotificationRequest,
	SecurityEventNotificationRequest,
	SignedFirmwareStatusNotificationRequest,
} from "../../../modules/ocpp/types";
import { tellChargePoint, tellHistory } from "../../context";
import { type NotificationAction, recordNotification } from "../../records/notifications";
import { recordTransferStatus } from "../../records/transfers";
import { tellTransfers } from "../../transfers";
import type { Call } from "../connection";

type Nothing = Record<string, never>;

/** Keeps how far an update is, and what that means to the transfer. */
export function firmwareStatusNotification(
	call: Call,
	request: FirmwareStatusNotificationRequest,
): Promise<Nothing> {
	return keep(call, "FirmwareStatusNotification", request);
}

/** The same of a signed update. */
export function signedFirmwareStatusNotification(
	call: Call,
	request: SignedFirmwareStatusNotificationRequest,
): Promise<Nothing> {
	return keep(call, "SignedFirmwareStatusNotification", request);
}

/** The same of an upload of diagnostics. */
export function diagnosticsStatusNotification(
	call: Call,
	request: DiagnosticsStatusNotificationRequest,
): Promise<Nothing> {
	return keep(call, "DiagnosticsStatusNotification", request);
}

/** The same of an upload of a log. */
export function logStatusNotification(call: Call, request: LogStatusNotificationRequest): Promise<Nothing> {
	return keep(call, "LogStatusNotification", request);
}

/** Confirms every security event (R-CS-19). */
export function securityEventNotification(
	call: Call,
	request: SecurityEventNotificationRequest,
): Promise<Nothing> {
	return keep(call, "SecurityEventNotification", request);
}

async function keep(
	{ context, connection, receivedAt }: Call,
	action: NotificationAction,
	payload: object,
): Promise<Nothing> {
	const { identity } = connection;
	const transfer = await context.store.write(async (trx) => {
		await recordNotification(trx, identity, action, payload, receivedAt);
		return recordTransferStatus(trx, identity, action, payload, receivedAt);
	});
	if (action === "SecurityEventNotification") tellHistory(context, identity, "security-events");
	await tellTransfers(context, transfer);
	await tellChargePoint(context, identity);
	return {};
}
