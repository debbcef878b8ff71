import type { SendLocalListRequest, UpdateStatus } from "../../../modules/ocpp/types";
import { tellLocalList } from "../../live-changes";
import { askListAgain } from "../../records/local-list-dues";
import { recordListSupport, recordListUpdate, recordListVersion } from "../../records/local-lists";
import type { Effect } from "../effects";

/** Error codes by which a charge point says that it knows no lists. */
const UNKNOWN_ACTION = ["NotSupported", "NotImplemented"];

/** Keeps every list that a charge point accepts, by whatever way it was sent. */
export const keepLocalList: Effect = async ({ context, identity, payload }) => {
	const request = payload as unknown as SendLocalListRequest;
	return async ({ response, callError }) => {
		const isUnknown = callError && UNKNOWN_ACTION.includes(callError.code);
		const status = isUnknown
			? "NotSupported"
			: callError
				? "Failed"
				: (response?.status as UpdateStatus | undefined);
		await context.store.write((trx) => recordListUpdate(trx, identity, request, status, Date.now()));
		await tellLocalList(context, identity);
	};
};

/** A charge point whose list is turned on, or off, is asked anew about it. */
export const noticeListSwitch: Effect = async ({ context, identity, payload }) => {
	if (String(payload.key).toLowerCase() !== "localauthlistenabled") return;
	return async ({ response }) => {
		if (response?.status !== "Accepted") return;
		await context.store.write((trx) => askListAgain(trx, identity, Date.now()));
		await tellLocalList(context, identity);
	};
};

/** Keeps the version that a charge point tells, or that it knows no lists. */
export const keepListVersion: Effect = async ({ context, identity }) => {
	return async ({ response, callError }) => {
		await context.store.write(async (trx) => {
			if (response) await recordListVersion(trx, identity, Number(response.listVersion), Date.now());
			else if (callError && UNKNOWN_ACTION.includes(callError.code)) {
				await recordListSupport(trx, identity, { support: "NotSupported" });
			}
		});
		await tellLocalList(context, identity);
	};
};
