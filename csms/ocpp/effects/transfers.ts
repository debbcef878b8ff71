import type { TransferAction } from "../../database/tables/files";
import { addTransfer, findTransfer, recordAnswer, transferIn } from "../../records/transfers";
import { tellTransfers } from "../../transfers";
import type { Effect } from "../effects";

/** Notes what a charge point is asked to fetch or to send, also for another server, and how it answers. */
export const followTransfer: Effect = async ({ context, identity, action, payload, account, transferId }) => {
	const { store } = context;
	const transfer = transferIn(action as TransferAction, payload);
	const row = await store.write((trx) =>
		transferId === undefined
			? addTransfer(trx, { ...transfer, identity, account })
			: findTransfer(trx, transferId),
	);
	await tellTransfers(context, row);
	return async (outcome) => {
		await tellTransfers(context, ...(await store.write((trx) => recordAnswer(trx, row.id, outcome))));
	};
};
