import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Settings, SettingsChange } from "../../api/schemas/accounts";
import { call } from "./client";
import { keys } from "./keys";

export function useSettings() {
	return useQuery({ queryKey: keys.settings, queryFn: () => call<Settings>("GET", "/settings") });
}

export function useChangeSettings() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (change: SettingsChange) => call<Settings>("PATCH", "/settings", change),
		onSettled: () => client.invalidateQueries({ queryKey: keys.settings }),
	});
}
