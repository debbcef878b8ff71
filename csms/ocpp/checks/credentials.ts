import { Problem } from "../../problem";
import { findChargePoint } from "../../records/charge-points";
import type { Check } from "../checks";
import { isKey } from "../credentials";

/** Keys that the charge point could not use (A00.FR.205), and a lower profile (A00.FR.005), are not sent. */
export const checkCredentialsChange: Check = async ({ context, identity, payload }) => {
	const text = String(payload.value);
	switch (String(payload.key).toLowerCase()) {
		case "authorizationkey":
			if (isKey(text)) return;
			throw new Problem(
				422,
				"An AuthorizationKey has 16 to 20 bytes: 32 to 40 hexadecimal digits, or 16 to 20 characters of ASCII.",
			);
		case "securityprofile": {
			if (!/^[0-3]$/.test(text)) throw new Problem(422, "A SecurityProfile is 0, 1, 2 or 3.");
			const row = await findChargePoint(context.store.db, identity);
			if (!row || Number(text) >= row.security_profile) return;
			throw new Problem(
				422,
				`OCPP does not lower a SecurityProfile, and ${identity} has ${row.security_profile}: lower it at ` +
					"the charge point itself, and here by PUT /charge-points/{identity}.",
			);
		}
	}
};
