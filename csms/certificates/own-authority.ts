import type { Context } from "../context";
import type { KeyType } from "../database/tables/certificates";
import { addAuthority, findAuthority } from "../records/certificates";
import { readSettings } from "../records/settings";
import { type Authority, newAuthority } from "./authority";

/** The owner of roots that are made before the CPO has a name here. */
const NAMELESS = "CSMS";

/** The authority for keys of that type; made when it is needed for the first time, and trusted at once. */
export async function ownAuthority(context: Context, keyType: KeyType): Promise<Authority> {
	const { store, settings, trust } = context;
	const known = await findAuthority(store.db, keyType);
	if (known) return known;
	const { cpoName } = await readSettings(store.db, settings);
	const made = await newAuthority(keyType, cpoName ?? NAMELESS);
	const authority = await store.write((trx) => addAuthority(trx, made));
	context.log.info({ keyType }, "A certificate authority was made.");
	await trust.refresh(store.db);
	return authority;
}
