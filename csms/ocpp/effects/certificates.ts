import type {
	CertificateHashData,
	CertificateSignedRequest,
	DeleteCertificateRequest,
	GetInstalledCertificateIdsRequest,
	InstallCertificateRequest,
} from "../../../modules/ocpp/types";
import { describe, hashDataOf, readPem } from "../../certificates/certificate";
import { tellCertificates } from "../../live-changes";
import { keepCertificate } from "../../records/certificates";
import { addInstalled, removeInstalled, replaceInstalled } from "../../records/installed-certificates";
import type { Effect } from "../effects";

/** What became of a charge point's certificate (R-CS-19). */
export const sendCertificate: Effect = async ({ context, identity, payload }) => {
	const { certificateChain } = payload as unknown as CertificateSignedRequest;
	const description = describe(readPem(certificateChain)[0]);
	return async ({ result, response }) => {
		// Without an answer it may have arrived: it is sent again, or seen when the charge point uses it.
		if (result === "Timeout") return;
		const accepted = response?.status === "Accepted";
		const delivery = accepted ? "Accepted" : response ? "Rejected" : "Failed";
		if (!accepted) {
			const { fingerprint } = description;
			context.log.warn({ identity, fingerprint, delivery }, "A charge point did not take its certificate.");
		}
		await context.store.write((trx) =>
			keepCertificate(trx, identity, description, {
				certificate_chain: certificateChain,
				delivery,
				delivered_at: Date.now(),
			}),
		);
		tellCertificates(context, identity);
	};
};

/** A root that the charge point has taken is kept with its PEM. */
export const installCertificate: Effect = async ({ context, identity, payload }) => {
	const { certificateType, certificate } = payload as unknown as InstallCertificateRequest;
	const hashData = await hashDataOf(readPem(certificate)[0]);
	return async ({ response }) => {
		// What has not signed itself cannot be named here: the charge point tells its name when it is asked.
		if (response?.status !== "Accepted" || !hashData) return;
		const at = Date.now();
		await context.store.write((trx) =>
			addInstalled(trx, identity, certificateType, { hashData, certificate, at }),
		);
		tellCertificates(context, identity);
	};
};

/** What the charge point tells is what it has. */
export const listCertificateIds: Effect = async ({ context, identity, payload }) => {
	const { certificateType } = payload as unknown as GetInstalledCertificateIdsRequest;
	return async ({ response }) => {
		if (!response) return;
		const told = (response.certificateHashData ?? []) as CertificateHashData[];
		await context.store.write((trx) => replaceInstalled(trx, identity, certificateType, told, Date.now()));
		tellCertificates(context, identity);
	};
};

/** A root that is deleted, or was not there, is not kept any more. */
export const deleteCertificate: Effect = async ({ context, identity, payload }) => {
	const { certificateHashData } = payload as unknown as DeleteCertificateRequest;
	return async ({ response }) => {
		if (response?.status !== "Accepted" && response?.status !== "NotFound") return;
		await context.store.write((trx) => removeInstalled(trx, identity, certificateHashData));
		tellCertificates(context, identity);
	};
};
