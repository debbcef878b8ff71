import { useMutation, useQuery } from "@tanstack/react-query";
import type { Session } from "../../api/schemas/accounts";
import type { PasswordHelp, PasswordLink, PasswordLinkRequest } from "../../api/schemas/password-links";
import { call } from "./client";

const linkPath = (linkKey: string) => `/password-links/${encodeURIComponent(linkKey)}`;

/** How a forgotten password can be replaced. */
export function usePasswordHelp() {
	return useQuery({
		queryKey: ["password-help"],
		queryFn: () => call<PasswordHelp>("GET", "/password-links"),
	});
}

export function useSendPasswordLink() {
	return useMutation({
		mutationFn: (request: PasswordLinkRequest) => call<null>("POST", "/password-links", request),
	});
}

/** Whose password the link is for. */
export function usePasswordLink(linkKey: string) {
	return useQuery({
		queryKey: ["password-link", linkKey],
		queryFn: () => call<PasswordLink>("GET", linkPath(linkKey)),
	});
}

export function useNewPassword(linkKey: string) {
	return useMutation({
		mutationFn: (password: string) => call<Session>("POST", linkPath(linkKey), { password }),
	});
}
