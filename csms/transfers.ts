import type { Context } from "./context";
import type { TransferRow } from "./database/tables/files";
import { findCampaign, viewCampaigns } from "./records/firmware-campaigns";
import { viewFirmwareUpdates, viewUploads } from "./records/transfer-views";

/** Shows firmware updates and uploads as they are now on the live pages. */
export async function tellTransfers(
	context: Context,
	...rows: readonly (TransferRow | undefined)[]
): Promise<void> {
	const { store, live } = context;
	if (!live.watches("firmware-update") && !live.watches("upload") && !live.watches("firmware-campaign")) {
		return;
	}
	const changed = rows.filter((row) => row !== undefined);
	const updates = changed.filter(({ kind }) => kind === null);
	const uploads = changed.filter(({ kind }) => kind !== null);
	for (const update of await viewFirmwareUpdates(store.db, updates)) live.tell("firmware-update", update);
	for (const id of new Set(updates.flatMap(({ campaign_id }) => campaign_id ?? []))) {
		await tellCampaign(context, id);
	}
	for (const upload of await viewUploads(store.db, uploads)) live.tell("upload", upload);
}

/** Shows a firmware campaign as it is now on the live pages. */
export async function tellCampaign({ store, live }: Context, id: number): Promise<void> {
	if (!live.watches("firmware-campaign")) return;
	const [campaign] = await viewCampaigns(store.db, [await findCampaign(store.db, id)]);
	live.tell("firmware-campaign", campaign);
}
