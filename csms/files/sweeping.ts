import type { Store } from "../database/store";
import { dropFile, sweepFile } from "../records/stored-files";

/** Removes the files that are nobody's, piece by piece, between the jobs of others. */
export async function sweepFiles(store: Store): Promise<void> {
	for (let more = true; more; ) more = await store.write((trx) => sweepFile(trx, Date.now()));
}

/** Removes a file that came and is not wanted. */
export async function discardFile(store: Store, id: number): Promise<void> {
	await store.write((trx) => dropFile(trx, id));
	await sweepFiles(store);
}
