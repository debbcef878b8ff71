import { parseDateTime } from "../../../modules/ocpp/date-time";
import type {
	MeterValuesRequest,
	MeterValuesResponse,
	StartTransactionRequest,
	StartTransactionResponse,
	StopTransactionRequest,
	StopTransactionResponse,
} from "../../../modules/ocpp/types";
import { tellProfiles, tellReservations } from "../../live-changes";
import { newMeterValues } from "../../records/meter-values";
import { attachRemoteProfile } from "../../records/profile-assignments";
import { recordReservationUse } from "../../records/reservations";
import { findRunningTransaction, recordStart, recordStop } from "../../records/transactions";
import type { Call } from "../connection";

/** Answers a new transactionId, or the old one to a repetition (R-CS-06, R-CS-07). */
export async function startTransaction(
	{ context, connection, messageId, receivedAt }: Call,
	request: StartTransactionRequest,
): Promise<StartTransactionResponse> {
	connection.measures.clock(request.timestamp, receivedAt);
	const { identity } = connection;
	const { reservationId } = request;
	const started = await context.store.write(async (trx) => {
		const started = await recordStart(trx, identity, messageId, request, receivedAt);
		if (!started.authorization) return { ...started, used: [], hasProfile: false };
		const used =
			reservationId === undefined
				? []
				: await recordReservationUse(trx, identity, reservationId, started.transaction);
		const hasProfile = await attachRemoteProfile(trx, started.transaction, receivedAt);
		return { ...started, used, hasProfile };
	});
	tellReservations(context, started.used);
	if (started.hasProfile) tellProfiles(context, identity);
	const { transaction, idTagInfo, authorization, superseded } = started;
	connection.transactions.add(transaction.transactionId);
	for (const ended of superseded) context.liveMeterValues.tell(context, ended);
	if (authorization) {
		context.live.tell("authorization", authorization);
		context.liveMeterValues.tell(context, transaction);
	}
	return { transactionId: transaction.transactionId, idTagInfo };
}

/** Accepts every stop, also of unknown transactions (R-CS-08). */
export async function stopTransaction(
	{ context, connection, receivedAt }: Call,
	request: StopTransactionRequest,
): Promise<StopTransactionResponse> {
	const { identity } = connection;
	const { liveMeterValues } = context;
	connection.measures.clock(request.timestamp, receivedAt);
	const stopped = await context.store.write((trx) => recordStop(trx, identity, request, receivedAt));
	const { transaction, idTagInfo, authorization, odd } = stopped;
	if (odd !== undefined) {
		const { transactionId } = request;
		context.log.warn({ identity, transactionId, odd }, "A stop that does not fit was kept.");
	}
	if (authorization) context.live.tell("authorization", authorization);
	if (transaction) {
		liveMeterValues.add(context, transaction, stopped.meterValues);
		liveMeterValues.tell(context, transaction);
	}
	return idTagInfo ? { idTagInfo } : {};
}

/**
 * Keeps meter values. Those that name no transaction belong to the one that runs on their connector: some charge
 * points leave it out, all of them of clock-aligned values or of those that were asked for. Else they stand alone.
 */
export async function meterValues(
	{ context, connection, receivedAt }: Call,
	{ connectorId, transactionId: named, meterValue }: MeterValuesRequest,
): Promise<MeterValuesResponse> {
	const { store, liveMeterValues } = context;
	const { identity, transactions } = connection;
	const own = named !== undefined && (transactions.has(named) || (await transactions.find(store.db, named)));
	const place = { identity, connectorId, transactionId: own ? named : null };
	// 0 and less is no transaction's number.
	if ((named === undefined || named <= 0) && connectorId > 0) {
		const times = meterValue.map(({ timestamp }) => parseDateTime(timestamp) ?? receivedAt);
		const running = await findRunningTransaction(store.db, identity, connectorId);
		if (running && Math.min(...times) >= running.start) place.transactionId = running.id;
	}
	const values = newMeterValues(place, meterValue, receivedAt);
	const isNew = await store.writeMeterValues(values);
	if (liveMeterValues.wanted(context, identity)) {
		const added = isNew.every(Boolean) ? values : values.filter((_, index) => isNew[index]);
		liveMeterValues.add(context, place, added);
	}
	return {};
}
