import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	IdTag,
	NewRegistration,
	Registration,
	RegistrationReceipt,
	RegistrationStatus,
} from "../../api/schemas/drivers";
import type { User } from "../../api/schemas/users";
import { call, withQuery } from "./client";
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
