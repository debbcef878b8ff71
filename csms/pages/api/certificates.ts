import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	ChargePointCertificates,
	NewestCertificate,
	RootCertificate,
} from "../../api/schemas/certificates";
import type { CommandResponse } from "../../api/schemas/commands";
import { call } from "./client";
import { keys } from "./keys";

/** The roots that sign here. */
export function useRoots() {
	return useQuery({
		queryKey: keys.roots,
		queryFn: () => call<RootCertificate[]>("GET", "/certificates"),
	});
}

/** The newest certificate of each charge point that has any. */
export function useNewestCertificates() {
	return useQuery({
		queryKey: keys.newestCertificates,
		queryFn: () => call<NewestCertificate[]>("GET", "/charge-point-certificates"),
	});
}

/** A charge point's own certificates, its requests, and the roots that it keeps. */
export function useCertificates(identity: string) {
	return useQuery({
		queryKey: keys.certificates(identity),
		queryFn: () => call<ChargePointCertificates>("GET", `${addressOf(identity)}/certificates`),
	});
}

export function useRenewCertificate(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: () => call<CommandResponse>("POST", `${addressOf(identity)}/certificates`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.certificates(identity) }),
	});
}

export function useRevokeCertificate(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (fingerprint: string) =>
			call<unknown>("POST", `${addressOf(identity)}/certificates/${fingerprint}/revoke`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.certificates(identity) }),
	});
}

/** A command about the roots that a charge point keeps. */
export function useRootCommand(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ action, payload }: { action: RootAction; payload: object }) =>
			call<CommandResponse>("POST", `${addressOf(identity)}/commands/${action}`, payload),
		onSettled: () => client.invalidateQueries({ queryKey: keys.certificates(identity) }),
	});
}

export type RootAction = "InstallCertificate" | "DeleteCertificate" | "GetInstalledCertificateIds";

function addressOf(identity: string): string {
	return `/charge-points/${encodeURIComponent(identity)}`;
}
