import type {
	MeterValuesRequest,
	MeterValuesResponse,
	StartTransactionRequest,
	StartTransactionResponse,
	StopTransactionRequest,
	StopTransactionResponse,
} from "../../../modules/ocpp/types";
import type { MeterValue, Transaction } from "../../api/schemas/transactions";
import type { Context } from "../../context";
import { addMeterValues } from "../../records/meter-values";
import { attachRemoteProfile } from "../../records/profile-assignments";
import { recordReservationUse } from "../../records/reservations";
import { findTransaction, recordStart, recordStop, toTransaction } from "../../records/transactions";
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
		if (!started.authorization) return started;
		if (reservationId !== undefined)
			await recordReservationUse(trx, identity, reservationId, started.transaction);
		await attachRemoteProfile(trx, started.transaction, receivedAt);
		return started;
	});
	const { transaction, idTagInfo, authorization, superseded } = started;
	for (const ended of superseded) context.live.tell("transaction", ended);
	if (authorization) {
		context.live.tell("authorization", authorization);
		context.live.tell("transaction", transaction);
	}
	return { transactionId: transaction.transactionId, idTagInfo };
}

/** Accepts every stop, also of unknown transactions (R-CS-08). */
export async function stopTransaction(
	{ context, connection, receivedAt }: Call,
	request: StopTransactionRequest,
): Promise<StopTransactionResponse> {
	const { identity } = connection;
	connection.measures.clock(request.timestamp, receivedAt);
	const stopped = await context.store.write((trx) => recordStop(trx, identity, request, receivedAt));
	const { transaction, idTagInfo, authorization, odd } = stopped;
	if (odd !== undefined) {
		const { transactionId } = request;
		context.log.warn({ identity, transactionId, odd }, "A stop that does not fit was kept.");
	}
	if (authorization) context.live.tell("authorization", authorization);
	if (transaction) tellMeterValues(context, transaction, stopped.meterValues);
	return idTagInfo ? { idTagInfo } : {};
}

/** Keeps meter values; those that name no transaction of this charge point stand alone. */
export async function meterValues(
	{ context, connection, receivedAt }: Call,
	{ connectorId, transactionId: named, meterValue }: MeterValuesRequest,
): Promise<MeterValuesResponse> {
	const { identity } = connection;
	const { transaction, added } = await context.store.write(async (trx) => {
		const row = named === undefined ? undefined : await findTransaction(trx, named);
		const transactionId = row?.identity === identity ? row.id : null;
		const place = { identity, connectorId, transactionId };
		const added = await addMeterValues(trx, place, meterValue, receivedAt);
		const after = transactionId === null ? undefined : await findTransaction(trx, transactionId);
		return { transaction: after && toTransaction(after), added };
	});
	if (transaction) tellMeterValues(context, transaction, added);
	else if (added.length > 0) {
		context.live.tell("meter-values", { identity, connectorId, transactionId: null, meterValue: added });
	}
	return {};
}

/** The meter values first, then the transaction that has grown by them. */
function tellMeterValues({ live }: Context, transaction: Transaction, meterValue: MeterValue[]): void {
	const { identity, connectorId, transactionId } = transaction;
	if (meterValue.length > 0) live.tell("meter-values", { identity, connectorId, transactionId, meterValue });
	live.tell("transaction", transaction);
}
