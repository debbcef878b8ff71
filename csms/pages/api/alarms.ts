import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Alarm, NewAlarm } from "../../api/schemas/alarms";
import type {
	Delivery,
	IssuedWebhook,
	MailServer,
	NewMailServer,
	NewWebhook,
	Webhook,
} from "../../api/schemas/notices";
import { call } from "./client";
import { keys } from "./keys";

export function useAlarms() {
	return useQuery({ queryKey: keys.alarms, queryFn: () => call<Alarm[]>("GET", "/alarms") });
}

/** Adds an alarm, or changes the one of that number. */
export function useSaveAlarm() {
	return useChange(keys.alarms, ({ id, alarm }: { id: number | null; alarm: NewAlarm }) =>
		id === null ? call<Alarm>("POST", "/alarms", alarm) : call<Alarm>("PATCH", `/alarms/${id}`, alarm),
	);
}

export function useSwitchAlarm() {
	return useChange(keys.alarms, ({ id, isOn }: { id: number; isOn: boolean }) =>
		call<Alarm>("PATCH", `/alarms/${id}`, { isOn }),
	);
}

export function useDeleteAlarm() {
	return useChange(keys.alarms, (id: number) => call<null>("DELETE", `/alarms/${id}`));
}

export function useMailServer(enabled: boolean) {
	return useQuery({
		queryKey: keys.mailServer,
		queryFn: () => call<MailServer | null>("GET", "/mail-server"),
		enabled,
	});
}

export function useSaveMailServer() {
	return useChange(keys.mailServer, (server: NewMailServer) =>
		call<MailServer>("PUT", "/mail-server", server),
	);
}

export function useRemoveMailServer() {
	return useChange(keys.mailServer, () => call<null>("DELETE", "/mail-server"));
}

export function useTestMailServer() {
	return useMutation({
		mutationFn: (test: { to: string; language: "en" | "zh-TW" }) =>
			call<Delivery>("POST", "/mail-server/test", test),
	});
}

export function useWebhooks() {
	return useQuery({ queryKey: keys.webhooks, queryFn: () => call<Webhook[]>("GET", "/webhooks") });
}

/** Adds a webhook, whose secret is in the answer, or changes the one of that number. */
export function useSaveWebhook() {
	return useChange(keys.webhooks, ({ id, webhook }: { id: number | null; webhook: NewWebhook }) =>
		id === null
			? call<Webhook & Partial<IssuedWebhook>>("POST", "/webhooks", webhook)
			: call<Webhook & Partial<IssuedWebhook>>("PATCH", `/webhooks/${id}`, webhook),
	);
}

export function useSwitchWebhook() {
	return useChange(keys.webhooks, ({ id, isOn }: { id: number; isOn: boolean }) =>
		call<Webhook>("PATCH", `/webhooks/${id}`, { isOn }),
	);
}

export function useDeleteWebhook() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `/webhooks/${id}`),
		onSettled: () => {
			void client.invalidateQueries({ queryKey: keys.webhooks });
			void client.invalidateQueries({ queryKey: keys.alarms });
		},
	});
}

export function useRenewSecret() {
	return useMutation({ mutationFn: (id: number) => call<IssuedWebhook>("POST", `/webhooks/${id}/secret`) });
}

export function useTestWebhook() {
	return useMutation({ mutationFn: (id: number) => call<Delivery>("POST", `/webhooks/${id}/test`) });
}

/** A change after which the answer of that name is asked for anew. */
function useChange<Given, Answer>(
	queryKey: readonly unknown[],
	mutationFn: (given: Given) => Promise<Answer>,
) {
	const client = useQueryClient();
	return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey }) });
}
