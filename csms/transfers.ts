import type { Context } from "./context";
import type { TransferRow } from "./database/tables/files";
import { viewFirmwareUpdates, viewUploads } from "./records/transfer-views";

/** Shows firmware updates and uploads as they are now on the live pages. */
export async function tellTransfers(
	{ store, live }: Context,
	...rows: readonly (TransferRow | undefined)[]
): Promise<void> {
	if (!live.watches("firmware-update") && !live.watches("upload")) return;
	const changed = rows.filter((row) => row !== undefined);
	const updates = changed.filter(({ kind }) => kind === null);
	const uploads = changed.filter(({ kind }) => kind !== null);
	for (const update of await viewFirmwareUpdates(store.db, updates)) live.tell("firmware-update", update);
	for (const upload of await viewUploads(store.db, uploads)) live.tell("upload", upload);
}
