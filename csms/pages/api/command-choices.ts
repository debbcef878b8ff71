import { useQuery } from "@tanstack/react-query";
import type { InstalledCertificate } from "../../api/schemas/certificates";
import type { ProfileAssignment, StoredProfile } from "../../api/schemas/charging-profiles";
import type { Reservation } from "../../api/schemas/reservations";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** What the forms of commands offer to choose from. */

const of = (identity: string) => `/charge-points/${encodeURIComponent(identity)}`;

/** The reservations of a charge point that are in force. */
export function useReservationChoices(identity: string) {
	return useQuery({
		queryKey: keys.commandChoices("reservations", identity),
		queryFn: () => call<Reservation[]>("GET", withQuery("/reservations", { identity, status: "Accepted" })),
		staleTime: 0,
	});
}

/** The charging profiles that a charge point keeps. */
export function useInstalledProfileChoices(identity: string) {
	return useQuery({
		queryKey: keys.commandChoices("installed-profiles", identity),
		queryFn: () => call<ProfileAssignment[]>("GET", `${of(identity)}/charging-profiles`),
		staleTime: 0,
	});
}

/** The charging profiles that are kept for use. */
export function useStoredProfileChoices() {
	return useQuery({
		queryKey: keys.commandChoices("stored-profiles", ""),
		queryFn: () => call<StoredProfile[]>("GET", "/charging-profiles"),
		staleTime: 0,
	});
}

/** The root certificates that a charge point keeps. */
export function useCertificateChoices(identity: string) {
	return useQuery({
		queryKey: keys.commandChoices("certificates", identity),
		queryFn: async () => {
			const { installed } = await call<{ installed: InstalledCertificate[] }>(
				"GET",
				`${of(identity)}/certificates`,
			);
			return installed;
		},
		staleTime: 0,
	});
}
