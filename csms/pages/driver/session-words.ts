import { useTranslation } from "react-i18next";
import type { OwnTransaction } from "../../api/schemas/me";
import { useOwnChargePoints } from "../api/own";
import { useFormats } from "../shared/use-formats";

/** How the pages write what a session is made of; a dash for what is not known. */
export function useSessionWords() {
	const { t } = useTranslation();
	const formats = useFormats();
	const { data: chargePoints } = useOwnChargePoints();
	return {
		place: ({ identity, connectorId }: Pick<OwnTransaction, "identity" | "connectorId">) =>
			t("ownPlace.connector", {
				name: chargePoints?.find((each) => each.identity === identity)?.name ?? identity,
				connectorId,
			}),
		energy: ({ energyWh }: OwnTransaction) => (energyWh === null ? "–" : formats.energy(energyWh)),
		/** Until `now` while it runs. */
		duration: ({ start, stop, openSince }: OwnTransaction, now: number) => {
			const end = stop ?? openSince;
			return formats.duration((end === null ? now : Date.parse(end)) - Date.parse(start));
		},
		/** Null without a tariff. */
		cost: ({ cost }: OwnTransaction) => cost && formats.money(cost.amount, cost.currency),
	};
}
