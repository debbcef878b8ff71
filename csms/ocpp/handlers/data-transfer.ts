import type { DataTransferRequest, DataTransferResponse } from "../../../modules/ocpp/types";
import { tellHistory } from "../../context";
import { recordDataTransfer } from "../../records/data-transfers";
import type { Call } from "../connection";

/** Keeps what came; no vendor's extensions are known (R-CS-17). */
export async function dataTransfer(
	{ context, connection, receivedAt }: Call,
	{ vendorId, messageId, data }: DataTransferRequest,
): Promise<DataTransferResponse> {
	const answer: DataTransferResponse = { status: "UnknownVendorId" };
	const { identity } = connection;
	await context.store.write((trx) =>
		recordDataTransfer(trx, { identity, direction: "in", at: receivedAt, vendorId, messageId, data, answer }),
	);
	tellHistory(context, identity, "data-transfers");
	return answer;
}
