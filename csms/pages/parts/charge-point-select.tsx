import { Select, type SelectProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../api/schemas/charge-points";

interface ChargePointSelectProps extends SelectProps {
	chargePoints: ChargePoint[] | undefined;
}

/** The choice of a charge point that is to be told something: only those that are connected can be chosen. */
export function ChargePointSelect({ chargePoints, ...props }: ChargePointSelectProps) {
	const { t } = useTranslation();
	return (
		<Select
			label={t("assign.chargePoint")}
			placeholder={t("field.choose")}
			required
			searchable
			nothingFoundMessage={t("assign.noMatch")}
			data={chargePoints?.map(({ identity, connected }) => ({
				value: identity,
				label: connected ? identity : t("assign.notConnected", { identity }),
				disabled: !connected,
			}))}
			{...props}
		/>
	);
}
