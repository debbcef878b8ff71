import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Delivery } from "../../../api/schemas/notices";

interface DeliveryAlertProps {
	delivery: Delivery;
	/** What is said when it was taken, and when not. */
	taken: string;
	notTaken: string;
}

/** What became of an attempt, with the other side's own words. */
export function DeliveryAlert({ delivery, taken, notTaken }: DeliveryAlertProps) {
	const { t } = useTranslation();
	const { problem, answer } = delivery;
	return (
		<Alert color={delivery.taken ? "teal" : "red"} title={delivery.taken ? taken : notTaken} role="status">
			{problem !== null && <Text size="sm">{t(`deliveryProblem.${problem}`)}</Text>}
			{answer && (
				<Text size="sm" style={{ overflowWrap: "anywhere" }}>
					{t("mailServer.answer", { answer })}
				</Text>
			)}
		</Alert>
	);
}
