import { tellChargePoint } from "../../context";
import { type ChargePointSettings, changeChargePoint, findChargePoint } from "../../records/charge-points";
import { hashKey } from "../../secrets";
import { keyBytes } from "../credentials";
import type { Effect } from "../effects";

/**
 * An accepted change of the credentials counts here too: from now on the charge point connects
 * with the new ones, and the old ones are refused (R-CS-13, R-CS-14).
 */
export const changeCredentials: Effect = async ({ context, identity, payload }) => {
	// Ready before the answer: the charge point reconnects with its new credentials at once.
	const change = await credentialsIn(payload);
	if (!change) return;
	return async ({ response }) => {
		if (response?.status !== "Accepted") return;
		await context.store.write(async (trx) => {
			const row = await findChargePoint(trx, identity);
			if (row) await changeChargePoint(trx, row, change);
		});
		await tellChargePoint(context, identity);
	};
};

/** The credentials that a ChangeConfiguration sets, if it does. */
async function credentialsIn({
	key,
	value,
}: Record<string, unknown>): Promise<ChargePointSettings | undefined> {
	const text = String(value);
	switch (String(key).toLowerCase()) {
		case "authorizationkey":
			return { authorizationKeyHash: await hashKey(keyBytes(text)) };
		case "securityprofile":
			return { securityProfile: Number(text) };
	}
}
