import { Type } from "typebox";
import { ownAuthority } from "../certificates/own-authority";
import { type Context, tellChargePoint } from "../context";
import { tellCertificates } from "../live-changes";
import { renewCertificate } from "../ocpp/certificate-delivery";
import { Problem } from "../problem";
import {
	listCertificates,
	listNewestCertificates,
	listRequests,
	revokeCertificate,
	toRoot,
} from "../records/certificates";
import { findChargePoint } from "../records/charge-points";
import { listInstalled } from "../records/installed-certificates";
import { chargePointOrProblem } from "./charge-points";
import { commandAnswers, sendOutcome } from "./command-answer";
import {
	CertificateParams,
	ChargePointCertificate,
	ChargePointCertificates,
	KeyTypeParams,
	NewestCertificate,
	RootCertificate,
} from "./schemas/certificates";
import { ChargePointParams } from "./schemas/charge-points";
import { type Api, errors } from "./server";

/** Close code of a connection whose certificate is not good any more: policy violation (RFC 6455). */
const REVOKED = [1008, "The certificate has been revoked"] as const;

/** The certificate authority and the certificates of charge points. */
export function addCertificateRoutes(api: Api, context: Context): void {
	const { store, cluster } = context;
	const tags = ["certificates"];
	api.get(
		"/certificates",
		{
			schema: {
				tags,
				summary: "The roots that sign certificates of charge points; made when they are not there yet",
				response: errors({ 200: Type.Array(RootCertificate) }),
			},
		},
		async () => [toRoot(await ownAuthority(context, "ECDSA")), toRoot(await ownAuthority(context, "RSA"))],
	);
	api.get(
		"/certificates/:keyType",
		{
			schema: {
				tags,
				summary: "One root as a PEM file",
				params: KeyTypeParams,
				produces: ["application/x-pem-file"],
				response: errors({ 200: Type.String() }),
			},
		},
		async ({ params: { keyType } }, reply) => {
			const { certificate } = await ownAuthority(context, keyType);
			return reply
				.header("content-disposition", `attachment; filename="root-${keyType.toLowerCase()}.pem"`)
				.type("application/x-pem-file")
				.serializer((text: string) => text)
				.send(certificate);
		},
	);
	api.get(
		"/charge-point-certificates",
		{
			schema: {
				tags,
				summary: "The newest certificate of each charge point that has any",
				response: errors({ 200: Type.Array(NewestCertificate) }),
			},
		},
		() => listNewestCertificates(store.db),
	);
	api.get(
		"/charge-points/:identity/certificates",
		{
			schema: {
				tags,
				summary: "A charge point's own certificates, its requests, and the roots that it keeps",
				params: ChargePointParams,
				response: errors({ 200: ChargePointCertificates }),
			},
		},
		async ({ params: { identity } }) => {
			await chargePointOrProblem(context, identity);
			return {
				certificates: await listCertificates(store.db, identity),
				requests: await listRequests(store.db, identity),
				installed: await listInstalled(store.db, identity),
			};
		},
	);
	api.post(
		"/charge-points/:identity/certificates",
		{
			schema: {
				tags,
				summary: "Have a charge point renew its certificate, with the CPO's name in it",
				description:
					"Sends ChangeConfiguration of CpoName, if the CPO has a name here, and ExtendedTriggerMessage with " +
					"SignChargePointCertificate, whose answer this is. The rest is seen by GET.",
				params: ChargePointParams,
				response: errors(commandAnswers),
			},
		},
		async ({ params: { identity }, session }, reply) => {
			const outcome = await renewCertificate(context, identity, session!.account);
			return sendOutcome(reply, { identity, action: "ExtendedTriggerMessage" }, outcome);
		},
	);
	api.post(
		"/charge-points/:identity/certificates/:fingerprint/revoke",
		{
			config: { access: "administrator" },
			schema: {
				tags,
				summary: "Refuse a certificate from now on, for good; the charge point's connection is closed",
				params: CertificateParams,
				response: errors({ 200: ChargePointCertificate }),
			},
		},
		async ({ params: { identity, fingerprint }, session }) => {
			const { account } = session!;
			const revoked = await store.write((trx) =>
				revokeCertificate(trx, identity, fingerprint.toLowerCase(), account),
			);
			if (!revoked) throw new Problem(404, `${identity} has no certificate with this fingerprint.`);
			context.log.warn({ identity, fingerprint, account }, "A certificate was revoked.");
			const row = await findChargePoint(store.db, identity);
			if (row?.security_profile === 3) await cluster.close(identity, ...REVOKED);
			await tellChargePoint(context, identity);
			tellCertificates(context, identity);
			return revoked;
		},
	);
}
