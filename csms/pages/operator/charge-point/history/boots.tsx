import { Badge, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { summary } from "../../../../frames/frames";
import { useHistory } from "../../../api/charge-point-records";
import { ProblemAlert } from "../../../parts/problem";
import { Records } from "../../../parts/records";
import { useFormats } from "../../../shared/use-formats";

const COLORS = { Accepted: "teal", Pending: "orange", Rejected: "red" } as const;

/** The BootNotifications and what they were answered. */
export function BootHistory({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { records, older, error } = useHistory("boot-notifications", identity);
	if (error) return <ProblemAlert error={error} />;
	if (!records) return <Skeleton height={400} />;
	return (
		<Records
			label={t("history.subject.boots")}
			none={t("history.noBoots")}
			records={records}
			older={older}
			keyOf={({ id }) => id}
			columns={[
				{ name: t("history.time"), cell: ({ receivedAt }) => formats.dateTime(receivedAt) },
				{
					name: t("history.answer"),
					cell: ({ status }) => (
						<Badge variant="light" color={COLORS[status]} tt="none">
							{t(`chargePoint.registration.${status}`)}
						</Badge>
					),
				},
				{
					name: t("chargePoint.firmware"),
					cell: ({ payload }) => String(payload.firmwareVersion ?? "–"),
				},
				{
					name: t("history.told"),
					wrap: true,
					cell: ({ payload }) => (
						<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
							{summary(payload)}
						</Text>
					),
				},
			]}
		/>
	);
}
