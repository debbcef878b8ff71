import { parseDateTime } from "../../../modules/ocpp/date-time";
import type { StatusNotificationRequest, StatusNotificationResponse } from "../../../modules/ocpp/types";
import { tellHistory } from "../../context";
import { tellReservations } from "../../live-changes";
import { markByStatus } from "../../records/open-transactions";
import { endReservationsOf } from "../../records/reservations";
import { recordStatus } from "../../records/status-notifications";
import type { Call } from "../connection";

/**
 * Keeps every status; without a timestamp as of its receipt (R-CS-18). One that comes late changes
 * neither the connector nor its transaction.
 */
export async function statusNotification(
	{ context, connection, receivedAt }: Call,
	request: StatusNotificationRequest,
): Promise<StatusNotificationResponse> {
	const { identity } = connection;
	const { connectorId, status } = request;
	const at = parseDateTime(request.timestamp ?? "") ?? receivedAt;
	connection.measures.clock(request.timestamp, receivedAt);
	const { connector, ended, changed } = await context.store.write(async (trx) => {
		const connector = await recordStatus(trx, identity, request, at, receivedAt);
		const ended = connector ? await endReservationsOf(trx, identity, request, at, receivedAt) : [];
		const asOf = Math.min(at, receivedAt);
		const changed = connector ? await markByStatus(trx, identity, connectorId, status, asOf) : [];
		return { connector, ended, changed };
	});
	tellHistory(context, identity, "status-notifications");
	if (connector) context.live.tell("connector", { identity, ...connector });
	tellReservations(context, ended);
	for (const transaction of changed) context.liveMeterValues.tell(context, transaction);
	return {};
}
