import { Badge, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChargePointCertificate } from "../../../api/schemas/certificates";
import { useFormats } from "../../shared/use-formats";

const COLORS = { Waiting: "blue", Accepted: "teal", Rejected: "red", Failed: "red", own: "gray" } as const;

/** Whether a charge point has a certificate, uses it, and still may. */
export function CertificateState({ certificate }: { certificate: ChargePointCertificate }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { revokedAt, revokedBy, delivery, lastUsedAt } = certificate;
	if (revokedAt !== null) {
		return (
			<Stack gap={2}>
				<Badge variant="light" color="red" tt="none">
					{t("certificate.revoked")}
				</Badge>
				<Text size="xs" c="dimmed">
					{t("certificate.revokedBy", { moment: formats.dateTime(revokedAt), account: revokedBy ?? "" })}
				</Text>
			</Stack>
		);
	}
	const state = delivery ?? "own";
	return (
		<Stack gap={2}>
			<Badge variant="light" color={COLORS[state]} tt="none">
				{t(`delivery.${state}`)}
			</Badge>
			{lastUsedAt !== null && (
				<Text size="xs" c="dimmed">
					{t("certificate.usedAt", { moment: formats.dateTime(lastUsedAt) })}
				</Text>
			)}
		</Stack>
	);
}
