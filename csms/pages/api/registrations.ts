import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationStatus,
} from "../../api/schemas/drivers";
import { call } from "./client";
import { keys } from "./keys";

export function useRegister() {
	return useMutation({
		mutationFn: (registration: NewRegistration) =>
			call<RegistrationReceipt>("POST", "/registrations", registration),
	});
}

/** A driver's own registration, asked for again and again: an operator may answer at any moment. */
export function useRegistrationStatus(statusKey: string) {
	return useQuery({
		queryKey: keys.registrationStatus(statusKey),
		queryFn: () => call<RegistrationStatus>("GET", `/registrations/${encodeURIComponent(statusKey)}/status`),
		refetchInterval: ({ state }) => (state.data?.status === "Pending" ? 3_000 : 30_000),
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
