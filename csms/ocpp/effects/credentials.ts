import { tellChargePoint } from "../../context";
import { findChargePoint } from "../../records/charge-points";
import {
	announceCredentials,
	dropCredentials,
	type NextCredentials,
	takeCredentials,
} from "../../records/credentials";
import { hashKey } from "../../secrets";
import { keyBytes } from "../credentials";
import type { Effect } from "../effects";

/**
 * New credentials are good from the moment in which they are sent, for the charge point comes back with them
 * at once, and its answer may be lost. A key that is Accepted is the only one from then on (R-CS-13). A
 * profile that is Accepted is the only one when the charge point has connected with it (R-CS-14, A05.FR.09):
 * until then it may fall back (A05.FR.08).
 */
export const changeCredentials: Effect = async ({ context, identity, payload }) => {
	const { store } = context;
	const next = await credentialsIn(payload);
	if (!next) return;
	const row = await findChargePoint(store.db, identity);
	if (!row || next.securityProfile === row.security_profile) return;
	await store.write((trx) => announceCredentials(trx, identity, next));
	return async ({ result, response }) => {
		const { status } = response ?? {};
		const unknown = result === "Timeout" || status === "RebootRequired";
		if (status === "Accepted" && next.authorizationKeyHash !== undefined) {
			await store.write((trx) => takeCredentials(trx, identity, { profile: false, key: true }));
		} else if (status !== "Accepted" && !unknown) {
			await store.write((trx) => dropCredentials(trx, identity, next));
		}
		await tellChargePoint(context, identity);
	};
};

/** The credentials that a ChangeConfiguration sets, if it does. */
async function credentialsIn({ key, value }: Record<string, unknown>): Promise<NextCredentials | undefined> {
	const text = String(value);
	switch (String(key).toLowerCase()) {
		case "authorizationkey":
			return { authorizationKeyHash: await hashKey(keyBytes(text)) };
		case "securityprofile":
			return { securityProfile: Number(text) };
	}
}
