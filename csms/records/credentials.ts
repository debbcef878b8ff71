import type { Db } from "../database/tables";

/** New credentials that are on their way to a charge point. */
export interface NextCredentials {
	securityProfile?: number;
	authorizationKeyHash?: string;
}

/** Before they are sent: from now on they are good beside the present ones, whatever becomes of the answer. */
export async function announceCredentials(
	db: Db,
	identity: string,
	{ securityProfile, authorizationKeyHash }: NextCredentials,
): Promise<void> {
	await db
		.updateTable("charge_point")
		.set({
			...(securityProfile !== undefined && { next_security_profile: securityProfile }),
			...(authorizationKeyHash !== undefined && { next_authorization_key_hash: authorizationKeyHash }),
		})
		.where("identity", "=", identity)
		.execute();
}

/** The charge point has refused them: the present ones stay. */
export async function dropCredentials(db: Db, identity: string, refused: NextCredentials): Promise<void> {
	await db
		.updateTable("charge_point")
		.set({
			...(refused.securityProfile !== undefined && { next_security_profile: null }),
			...(refused.authorizationKeyHash !== undefined && { next_authorization_key_hash: null }),
		})
		.where("identity", "=", identity)
		.execute();
}

/** The charge point uses what was sent: the former profile or key ends here (R-CS-13, R-CS-14). */
export async function takeCredentials(
	db: Db,
	identity: string,
	{ profile, key }: { profile: boolean; key: boolean },
): Promise<void> {
	await db
		.updateTable("charge_point")
		.set((row) => ({
			...(profile && {
				security_profile: row.fn.coalesce("next_security_profile", "security_profile"),
				next_security_profile: null,
			}),
			...(key && {
				authorization_key_hash: row.fn.coalesce("next_authorization_key_hash", "authorization_key_hash"),
				next_authorization_key_hash: null,
			}),
		}))
		.where("identity", "=", identity)
		.execute();
}
