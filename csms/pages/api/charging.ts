import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	Cleared,
	NewAssignment,
	NewProfile,
	ProfileAssignment,
	StoredProfile,
} from "../../api/schemas/charging-profiles";
import { call, withQuery } from "./client";
import { keys } from "./keys";

/** More former profiles than these are not asked for. */
const FORMER = 200;

/** The kept profiles, by their numbers. */
export function useProfiles() {
	return useQuery({
		queryKey: keys.profiles,
		queryFn: () => call<StoredProfile[]>("GET", "/charging-profiles"),
	});
}

/** Where a kept profile is installed. */
export function useProfilePlaces(chargingProfileId: number) {
	return useQuery({
		queryKey: keys.profilePlaces(chargingProfileId),
		queryFn: () => call<ProfileAssignment[]>("GET", `/charging-profiles/${chargingProfileId}/places`),
	});
}

/** Keeps a new profile, or changes the one that is there. */
export function useSaveProfile() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ existing, fields }: { existing: number | null; fields: NewProfile }) =>
			existing === null
				? call<StoredProfile>("POST", "/charging-profiles", fields)
				: call<StoredProfile>("PUT", `/charging-profiles/${existing}`, fields),
		onSettled: () => client.invalidateQueries({ queryKey: keys.profiles }),
	});
}

export function useDeleteProfile() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (chargingProfileId: number) =>
			call<null>("DELETE", `/charging-profiles/${chargingProfileId}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.profiles }),
	});
}

/** What a charge point was given: what it has, and what it has no longer; each the newest first. */
export function useAssignments(identity: string) {
	return useQuery({
		queryKey: keys.assignments(identity),
		queryFn: async () => {
			const path = `/charge-points/${encodeURIComponent(identity)}/charging-profiles`;
			const list = (installed: boolean) =>
				call<ProfileAssignment[]>("GET", withQuery(path, { installed, limit: installed ? 1000 : FORMER }));
			const [installed, former] = await Promise.all([list(true), list(false)]);
			return { installed, former };
		},
	});
}

/** Gives a charge point a profile; the answer tells whether it has taken it. */
export function useAssignProfile(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (assignment: NewAssignment) =>
			call<ProfileAssignment>(
				"POST",
				`/charge-points/${encodeURIComponent(identity)}/charging-profiles`,
				assignment,
			),
		onSettled: () => client.invalidateQueries({ queryKey: keys.assignments(identity) }),
	});
}

/** Which profiles are to be cleared; all that fit what is given. */
export interface ProfileChoice {
	id?: number;
	connectorId?: number;
	chargingProfilePurpose?: string;
	stackLevel?: number;
}

export function useClearProfiles(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (choice: ProfileChoice) => {
			const path = `/charge-points/${encodeURIComponent(identity)}/charging-profiles`;
			return call<Cleared>("DELETE", withQuery(path, { ...choice }));
		},
		onSettled: () => client.invalidateQueries({ queryKey: keys.assignments(identity) }),
	});
}
