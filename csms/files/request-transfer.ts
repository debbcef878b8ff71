import type { Context } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import type { TransferRow } from "../database/tables/files";
import { command } from "../ocpp/commands";
import { problemOf } from "../ocpp/unanswered";
import { Problem } from "../problem";
import { findChargePoint } from "../records/charge-points";
import { addTransfer, deleteTransfer, type NewTransfer } from "../records/transfers";

/** What charge points can be expected to know how to reach. */
const PROTOCOLS = ["http:", "https:", "ftp:", "ftps:", "sftp:"];

/**
 * Notes a transfer, sends its request, and answers the number of the transfer. Throws a Problem: 409 when the
 * request could not be sent, and then nothing is noted; 502 and 504 when it was and went wrong.
 */
export async function requestTransfer(
	context: Context,
	transfer: NewTransfer,
	payloadOf: (row: TransferRow) => object,
): Promise<number> {
	const { store } = context;
	const { identity, action, account } = transfer;
	const row = await store.write((trx) => addTransfer(trx, transfer));
	// What nobody has set is left out.
	const payload = JSON.parse(JSON.stringify(payloadOf(row)));
	const forget = () => store.write((trx) => deleteTransfer(trx, row.id));
	const outcome = await command(context, { identity, action, payload, account, transferId: row.id }).catch(
		async (error) => {
			// Anything else may have happened after it was sent.
			if (error instanceof Problem) await forget();
			throw error;
		},
	);
	if (outcome.result === "NotConnected" || outcome.result === "Refused") await forget();
	if (outcome.result !== "Response") throw problemOf(outcome, identity, action);
	return row.id;
}

/** Throws a Problem (404). */
export async function chargePointOf({ store }: Context, identity: string): Promise<ChargePointRow> {
	const row = await findChargePoint(store.db, identity);
	if (!row) throw new Problem(404, `There is no charge point "${identity}".`);
	return row;
}

/** Where the charge point reaches this CSMS. Throws a Problem (409) while that is not known. */
export function originFor({ identity, csms_origin }: ChargePointRow): string {
	if (csms_origin !== null) return csms_origin;
	throw new Problem(409, `${identity} has not connected yet, so its address for files is not known.`);
}

/** A location that somebody gives. Throws a Problem (422) for one that no charge point can use. */
export function checkLocation(location: string): string {
	if (URL.canParse(location) && PROTOCOLS.includes(new URL(location).protocol)) return location;
	throw new Problem(
		422,
		"The location is no address of http, https, ftp, ftps or sftp. Leave it out for the CSMS's own " +
			"address, which is http or https; FTP is not served here and needs a server of yours.",
	);
}
