import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { GetCompositeScheduleResponse } from "../../../../modules/ocpp/types";
import type { CommandResponse } from "../../../api/schemas/commands";
import { call } from "../../api/client";
import { useFormats } from "../../shared/use-formats";
import { compositeSteps } from "./limits";

/** What the charge point itself says that it will allow a connector: asked for, drawn, and told in words. */
export function useCompositeSchedule(identity: string, connectorId: number) {
	const { t } = useTranslation();
	const formats = useFormats();
	const ask = useMutation({
		mutationFn: async (duration: number) => {
			const path = `/charge-points/${encodeURIComponent(identity)}/commands/GetCompositeSchedule`;
			const payload = { connectorId, duration: Math.round(duration / 1000), chargingRateUnit: "A" };
			const { response } = await call<CommandResponse>("POST", path, payload);
			return { connectorId, at: Date.now(), answer: response as unknown as GetCompositeScheduleResponse };
		},
	});
	const told = ask.data?.connectorId === connectorId ? ask.data : undefined;
	const steps = told ? compositeSteps(told.answer, told.at) : [];
	const words =
		told === undefined
			? null
			: told.answer.status !== "Accepted"
				? t("composite.rejected")
				: steps.length === 0
					? t("composite.empty")
					: t("composite.told", { time: formats.time(told.at) });
	return {
		ask: (duration: number) => ask.mutate(duration),
		isPending: ask.isPending,
		error: ask.error,
		steps,
		words,
	};
}
