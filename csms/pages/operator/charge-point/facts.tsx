import { Card, DataList } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useFormats } from "../../shared/use-formats";

/** What the charge point is, as it said itself and as it was entered. */
export function Facts({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const moment = (at: string | null) => at && formats.dateTime(at);
	const facts: [string, string | null][] = [
		[t("chargePointForm.identity"), chargePoint.name && chargePoint.identity],
		[t("chargePointForm.location"), chargePoint.location],
		[t("chargePoint.vendor"), chargePoint.chargePointVendor],
		[t("chargePoint.model"), chargePoint.chargePointModel],
		[t("chargePoint.serial"), chargePoint.chargePointSerialNumber ?? chargePoint.chargeBoxSerialNumber],
		[t("chargePoint.firmware"), chargePoint.firmwareVersion],
		[
			t("chargePoint.meter"),
			[chargePoint.meterType, chargePoint.meterSerialNumber].filter(Boolean).join(" "),
		],
		[t("chargePoint.bootedAt"), moment(chargePoint.bootedAt)],
		[t("chargePoint.lastSeen"), moment(chargePoint.lastSeen)],
		[t("chargePoint.registrationName"), t(`chargePoint.registration.${chargePoint.registration}`)],
		[t("chargePoint.securityProfile"), String(chargePoint.securityProfile)],
	];
	return (
		<Card withBorder>
			<DataList size="sm" gap="xs" labelWidth="9.5rem">
				{facts
					.filter(([, value]) => value)
					.map(([name, value]) => (
						<DataList.Item key={name}>
							<DataList.ItemLabel>{name}</DataList.ItemLabel>
							<DataList.ItemValue>{value}</DataList.ItemValue>
						</DataList.Item>
					))}
			</DataList>
		</Card>
	);
}
