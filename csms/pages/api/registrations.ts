import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Session } from "../../api/schemas/accounts";
import type {
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationStatus,
} from "../../api/schemas/drivers";
import type { OwnRegistrationEvent } from "../../api/schemas/me";
import { followEvents } from "../shared/event-stream";
import { call } from "./client";
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
