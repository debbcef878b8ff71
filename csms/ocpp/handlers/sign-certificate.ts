import type { SignCertificateRequest, SignCertificateResponse } from "../../../modules/ocpp/types";
import { sign } from "../../certificates/authority";
import { describe, readPem } from "../../certificates/certificate";
import { ownAuthority } from "../../certificates/own-authority";
import { judgeRequest } from "../../certificates/signing-request";
import type { Context } from "../../context";
import { tellCertificates } from "../../live-changes";
import { addRequest, findCertificate, keepCertificate } from "../../records/certificates";
import { findChargePoint } from "../../records/charge-points";
import { readSettings } from "../../records/settings";
import { deliverCertificate } from "../certificate-delivery";
import { requesterOf } from "../client-certificate";
import type { Call } from "../connection";

/**
 * Signs what can be signed, and sends it after the answer; otherwise the operator learns why (R-CS-19,
 * A02.FR.11, A02.FR.12).
 */
export async function signCertificate(
	{ context, connection, receivedAt: at }: Call,
	{ csr }: SignCertificateRequest,
): Promise<SignCertificateResponse> {
	const { identity } = connection;
	const signed = await chainOrReason(context, identity, csr);
	if ("reason" in signed) {
		const { reason } = signed;
		context.log.warn({ identity, reason }, "A certificate request was rejected.");
		await context.store.write((trx) => addRequest(trx, identity, { csr, reason, at }));
		tellCertificates(context, identity);
		return { status: "Rejected" };
	}
	const { chain } = signed;
	const description = describe(readPem(chain)[0]);
	const row = await context.store.write(async (trx) => {
		await addRequest(trx, identity, { csr, reason: null, at });
		const known = { certificate_chain: chain, issued_at: at, delivery: "Waiting" } as const;
		await keepCertificate(trx, identity, description, known);
		return findCertificate(trx, description.fingerprint);
	});
	tellCertificates(context, identity);
	// The answer goes first.
	if (row) setImmediate(() => void deliverCertificate(context, row));
	return { status: "Accepted" };
}

async function chainOrReason(
	context: Context,
	identity: string,
	csr: string,
): Promise<{ chain: string } | { reason: string }> {
	const { store, settings } = context;
	const row = await findChargePoint(store.db, identity);
	if (!row) return { reason: "The charge point is not known any more." };
	const { cpoName } = await readSettings(store.db, settings);
	const request = await judgeRequest(csr, { cpoName, ...requesterOf(row) });
	if (typeof request === "string") return { reason: request };
	try {
		return { chain: await sign(await ownAuthority(context, request.keyType), request) };
	} catch (error) {
		context.log.error({ identity, err: error }, "A certificate could not be signed.");
		return { reason: "The certificate authority failed; the log of the CSMS says why." };
	}
}
