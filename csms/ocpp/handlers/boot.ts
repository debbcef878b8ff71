import type {
	BootNotificationRequest,
	BootNotificationResponse,
	HeartbeatResponse,
} from "../../../modules/ocpp/types";
import { tellChargePoint } from "../../context";
import { timestamp } from "../../moment";
import { findChargePoint, recordBoot } from "../../records/charge-points";
import type { Call } from "../connection";

/** Seconds between heartbeats of an accepted charge point. */
const HEARTBEAT_INTERVAL = 300;
/** Seconds until a charge point that is not accepted may ask again. */
const RETRY_INTERVAL = 60;

/** Judges each boot by what the operators have set for this charge point (R-CS-05). */
export async function bootNotification(
	{ context, connection, receivedAt }: Call,
	request: BootNotificationRequest,
): Promise<BootNotificationResponse> {
	const { identity } = connection;
	const { registration } = await context.store.write(async (trx) => {
		const row = await findChargePoint(trx, identity);
		if (!row) throw new Error(`The charge point ${identity} is connected and not in the database`);
		return recordBoot(trx, row, request, receivedAt);
	});
	connection.bootStatus = registration;
	context.log.info({ identity, status: registration }, "A charge point booted.");
	await tellChargePoint(context, identity);
	return {
		status: registration,
		currentTime: timestamp(Date.now()),
		interval: registration === "Accepted" ? HEARTBEAT_INTERVAL : RETRY_INTERVAL,
	};
}

export function heartbeat(): Promise<HeartbeatResponse> {
	return Promise.resolve({ currentTime: timestamp(Date.now()) });
}
