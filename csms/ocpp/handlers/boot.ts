import type {
	BootNotificationRequest,
	BootNotificationResponse,
	HeartbeatResponse,
} from "../../../modules/ocpp/types";
import { tellChargePoint, tellHistory } from "../../context";
import { timestamp } from "../../moment";
import { recordBootNotification } from "../../records/boot-notifications";
import { findChargePoint, recordBoot } from "../../records/charge-points";
import { askListAgain } from "../../records/local-list-dues";
import { markBooted } from "../../records/open-transactions";
import { recordBootOfUpdate } from "../../records/transfers";
import { tellTransfers } from "../../transfers";
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
	const { answer, marked, update } = await context.store.write(async (trx) => {
		const row = await findChargePoint(trx, identity);
		if (!row) throw new Error(`The charge point ${identity} is connected and not in the database`);
		await askListAgain(trx, identity, receivedAt);
		const { registration: status } = await recordBoot(trx, row, request, receivedAt);
		const answer = { status, interval: status === "Accepted" ? HEARTBEAT_INTERVAL : RETRY_INTERVAL };
		await recordBootNotification(trx, identity, request, answer, receivedAt);
		const update = await recordBootOfUpdate(trx, identity, request.firmwareVersion, receivedAt);
		return { answer, marked: await markBooted(trx, identity, receivedAt), update };
	});
	const { status } = answer;
	connection.bootStatus = status;
	// Also when the charge point has connected anew meanwhile.
	const current = context.fleet.get(identity);
	if (current) current.bootStatus = status;
	context.log.info({ identity, status }, "A charge point booted.");
	for (const transaction of marked) context.liveMeterValues.tell(context, transaction);
	tellHistory(context, identity, "boot-notifications");
	await tellChargePoint(context, identity);
	await tellTransfers(context, update);
	return { ...answer, currentTime: timestamp(Date.now()) };
}

/** Answers with the time. */
export function heartbeat(): Promise<HeartbeatResponse> {
	return Promise.resolve({ currentTime: timestamp(Date.now()) });
}
