import { parseDateTime } from "../../../modules/ocpp/date-time";
import type { StatusNotificationRequest, StatusNotificationResponse } from "../../../modules/ocpp/types";
import { recordStatus } from "../../records/charge-points";
import type { Call } from "../connection";

/** Keeps a connector's status; without a timestamp as of its receipt (R-CS-18). */
export async function statusNotification(
	{ context, connection, receivedAt }: Call,
	request: StatusNotificationRequest,
): Promise<StatusNotificationResponse> {
	const { identity } = connection;
	const at = parseDateTime(request.timestamp ?? "") ?? receivedAt;
	const connector = await context.store.write((trx) => recordStatus(trx, identity, request, at));
	context.live.tell("connector", { identity, ...connector });
	return {};
}
