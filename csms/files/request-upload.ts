import type { NewUpload } from "../api/schemas/uploads";
import type { Context } from "../context";
import { momentOf, timestamp } from "../moment";
import { Problem } from "../problem";
import { usedRoom } from "../records/stored-files";
import { newToken } from "../secrets";
import { uploadAddress } from "./addresses";
import { noRoom } from "./receiving";
import { chargePointOf, checkLocation, originFor, requestTransfer } from "./request-transfer";

/**
 * Asks a charge point to send its diagnostics or a log, here or elsewhere, and answers the number of the
 * upload. Throws a Problem: 404, 409, 422, 502, 504, 507.
 */
export async function requestUpload(
	context: Context,
	identity: string,
	account: string,
	{ kind, location: given, retries, retryInterval, ...span }: NewUpload,
): Promise<number> {
	const chargePoint = await chargePointOf(context, identity);
	const { store, fileLimits } = context;
	const token = given === undefined ? newToken() : undefined;
	if (token && (await usedRoom(store.db, "upload")) >= fileLimits.total.upload) {
		throw noRoom("upload", fileLimits);
	}
	const location = token ? uploadAddress(originFor(chargePoint), token) : checkLocation(given!);
	const from = span.from === undefined ? undefined : momentOf(span.from);
	const to = span.to === undefined ? undefined : momentOf(span.to);
	if (from !== undefined && to !== undefined && from > to) throw new Problem(422, "`from` is after `to`.");
	const [fromText, toText] = [from, to].map((moment) =>
		moment === undefined ? undefined : timestamp(moment),
	);
	const tries = { retries, retryInterval };
	const transfer = { identity, account, location, token, kind, ...tries, from, to };
	if (kind === "Diagnostics") {
		const payload = { location, ...tries, startTime: fromText, stopTime: toText };
		return requestTransfer(context, { ...transfer, action: "GetDiagnostics" }, () => payload);
	}
	const log = { remoteLocation: location, oldestTimestamp: fromText, latestTimestamp: toText };
	return requestTransfer(context, { ...transfer, action: "GetLog" }, ({ request_id }) => ({
		...{ logType: kind, requestId: request_id, ...tries, log },
	}));
}
