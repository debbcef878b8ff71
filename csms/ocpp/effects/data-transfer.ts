import { chargePointSchemas } from "../../../modules/ocpp/charge-point-schemas.generated";
import { csmsSchemas } from "../../../modules/ocpp/csms-schemas.generated";
import type { DataTransferRequest, DataTransferResponse } from "../../../modules/ocpp/types";
import { tellHistory } from "../../context";
import { recordDataTransfer } from "../../records/data-transfers";
import type { Effect } from "../effects";
import { storable } from "../storable";

/** A DataTransfer to a charge point is kept with its answer, also when there was none. */
export const keepDataTransfer: Effect = async ({ context, identity, payload }) => {
	const at = Date.now();
	const request = payload as unknown as DataTransferRequest;
	const { vendorId, messageId, data } = storable(chargePointSchemas.requests.DataTransfer, request, () => {});
	return async ({ response }) => {
		const answer = response && storable(csmsSchemas.responses.DataTransfer, response, () => {});
		await context.store.write((trx) =>
			recordDataTransfer(trx, {
				identity,
				direction: "out",
				at,
				vendorId,
				messageId,
				data,
				answer: answer as unknown as DataTransferResponse | undefined,
			}),
		);
		tellHistory(context, identity, "data-transfers");
	};
};
