import { readPem } from "../../certificates/certificate";
import { Problem } from "../../problem";
import type { Check } from "../checks";

export const checkCertificate: Check = async ({ payload }) => {
	const count = countCertificates("certificate", payload.certificate);
	if (count !== 1) {
		throw new Problem(422, "The payload is wrong: certificate has to be one certificate and no chain.");
	}
};

export const checkCertificateChain: Check = async ({ payload }) => {
	countCertificates("certificateChain", payload.certificateChain);
};

/** Throws a Problem when `text` is no PEM of certificates. */
function countCertificates(field: string, text: unknown): number {
	try {
		return readPem(String(text)).length;
	} catch (error) {
		throw new Problem(422, `The payload is wrong: ${field} ${(error as Error).message}.`);
	}
}
