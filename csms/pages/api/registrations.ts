import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Session } from "../../api/schemas/accounts";
import type {
	IdTag,
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationStatus,
} from "../../api/schemas/drivers";
import type { OwnRegistrationEvent } from "../../api/schemas/me";
import type { User } from "../../api/schemas/users";
import { followEvents } from "../shared/event-stream";
import { call, withQuery } from "./client";
import { keys } from "./keys";

export function useRegister() {
	return useMutation({
		mutationFn: (registration: NewRegistration) =>
			call<RegistrationReceipt>("POST", "/registrations", registration),
	});
}

/** A driver's own registration, live: an operator may answer at any moment. */
export function useRegistrationStatus(statusKey: string) {
	const client = useQueryClient();
	const address = `/registrations/${encodeURIComponent(statusKey)}`;
	const status = useQuery({
		queryKey: keys.registrationStatus(statusKey),
		queryFn: () => call<RegistrationStatus>("GET", `${address}/status`),
	});
	const isKnown = status.isSuccess;
	useEffect(() => {
		if (!isKnown) return;
		const ask = () => void client.invalidateQueries({ queryKey: keys.registrationStatus(statusKey) });
		return followEvents<{ registration: OwnRegistrationEvent }>(`/api/v1${address}/events`, {
			onOpen: ask,
			onLost: () => {},
			events: { registration: ask },
		});
	}, [client, statusKey, address, isKnown]);
	return status;
}

/** An account for a registration that was made without a password. */
export function useMakeAccount(statusKey: string) {
	return useMutation({
		mutationFn: (password: string) =>
			call<Session>("POST", `/registrations/${encodeURIComponent(statusKey)}/account`, { password }),
	});
}

export function useRegistrations() {
	return useQuery({
		queryKey: keys.registrations,
		queryFn: () => call<Registration[]>("GET", "/registrations"),
	});
}

/** What is there already with the id, or the e-mail address, of a registration that waits. */
export function useTwins({ idTag, email, userId }: Registration): { idTag?: IdTag; user?: User } {
	const idTags = useQuery({
		queryKey: [...keys.idTags, "twin", idTag],
		queryFn: () => call<IdTag[]>("GET", withQuery("/id-tags", { search: idTag, limit: 1000 })),
	});
	const users = useQuery({
		queryKey: [...keys.users, "twin", email],
		queryFn: () => call<User[]>("GET", withQuery("/users", { search: email, limit: 100 })),
	});
	const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
	return {
		idTag: idTags.data?.find((one) => same(one.idTag, idTag)),
		user: users.data?.find((one) => one.userId !== userId && same(one.email, email)),
	};
}

export function useAnswerRegistration() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, answer }: { id: number; answer: "accept" | "reject" }) =>
			call<Registration>("POST", `/registrations/${id}/${answer}`),
		onSettled: () => {
			void client.invalidateQueries({ queryKey: keys.registrations });
			void client.invalidateQueries({ queryKey: keys.idTags });
		},
	});
}
