import type { QueryClient } from "@tanstack/react-query";
import type { Events } from "../../api/schemas/events";
import type { FirmwareCampaign, FirmwareCampaignWithMembers } from "../../api/schemas/firmware-campaigns";
import type { LocalListState } from "../../api/schemas/local-lists";
import type { Reservation } from "../../api/schemas/reservations";
import type { EventStreamListener } from "../shared/event-stream";
import { change } from "./changing";
import { keys } from "./keys";
import { mergeCampaign, mergeLocalList, mergeTransfer } from "./merge";

/** What is told of profiles, reservations, local lists, certificates and firmware campaigns. */
export function chargingEvents(
	client: QueryClient,
): Pick<
	EventStreamListener<Events>["events"],
	"firmware-campaign" | "reservation" | "charging-profiles" | "local-list" | "certificates"
> {
	const again = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
	return {
		"firmware-campaign": (data) => {
			change<FirmwareCampaign[]>(client, keys.campaigns, (list) => mergeTransfer(list, data));
			change<FirmwareCampaignWithMembers>(client, keys.campaign(data.id), (kept) =>
				mergeCampaign(kept, data),
			);
			// Whose turn has come, or who could not be asked.
			again(keys.campaign(data.id));
		},
		reservation: (data) => {
			for (const key of [keys.reservationList(), keys.reservationList(data.identity)]) {
				change<Reservation[]>(client, key, (list) => mergeTransfer(list, data));
			}
		},
		"charging-profiles": ({ identity }) => {
			if (identity === undefined) again(keys.profiles);
			else again(keys.assignments(identity));
			again(["profile-places"]);
		},
		"local-list": (data) => {
			change<LocalListState[]>(client, keys.localLists, (list) => mergeLocalList(list, data));
			again(keys.localList(data.identity));
		},
		certificates: ({ identity }) => {
			if (identity !== undefined) again(keys.certificates(identity));
			again(keys.newestCertificates);
		},
	};
}
