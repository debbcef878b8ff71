import type { CsmsAction } from "../../modules/ocpp/types";
import { readPem } from "../certificates/certificate";
import type { ChargePointRow } from "../database/tables/charge-points";
import { Problem } from "../problem";
import { isKey } from "./credentials";

/** What a payload has to fulfil besides its schema before it is recorded and sent; throws a Problem (422). */
export type Check = (payload: Record<string, unknown>, row: ChargePointRow) => void;

/** By action. */
export const checks: Partial<Record<CsmsAction, Check>> = {
	ChangeConfiguration: checkCredentialsChange,
	InstallCertificate: ({ certificate }) => checkPem("certificate", certificate, 1),
	CertificateSigned: ({ certificateChain }) => checkPem("certificateChain", certificateChain),
};

/** Keys that the charge point could not use (A00.FR.205), and a lower profile (A00.FR.005), are not sent. */
function checkCredentialsChange({ key, value }: Record<string, unknown>, row: ChargePointRow): void {
	const text = String(value);
	switch (String(key).toLowerCase()) {
		case "authorizationkey":
			if (isKey(text)) return;
			throw new Problem(
				422,
				"An AuthorizationKey has 16 to 20 bytes: 32 to 40 hexadecimal digits, or 16 to 20 characters of ASCII.",
			);
		case "securityprofile":
			if (!/^[0-3]$/.test(text)) throw new Problem(422, "A SecurityProfile is 0, 1, 2 or 3.");
			if (Number(text) >= row.security_profile) return;
			throw new Problem(
				422,
				`OCPP does not lower a SecurityProfile, and ${row.identity} has ${row.security_profile}: lower it at ` +
					"the charge point itself, and here by PUT /charge-points/{identity}.",
			);
	}
}

function checkPem(field: string, text: unknown, count?: number): void {
	try {
		const certificates = readPem(String(text));
		if (count === undefined || certificates.length === count) return;
	} catch (error) {
		throw new Problem(422, `The payload is wrong: ${field} ${(error as Error).message}.`);
	}
	throw new Problem(422, `The payload is wrong: ${field} has to be one certificate and no chain.`);
}
