import { Badge, Code, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useHistory } from "../../../api/charge-point-records";
import { ProblemAlert } from "../../../parts/problem";
import { Records } from "../../../parts/records";
import { useFormats } from "../../../shared/use-formats";
import { pretty } from "../../commands/answer-data";

/** The vendors' messages of both sides and their answers. */
export function DataTransferHistory({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { records, older, error } = useHistory("data-transfers", identity);
	if (error) return <ProblemAlert error={error} />;
	if (!records) return <Skeleton height={400} />;
	return (
		<Records
			label={t("history.subject.data")}
			none={t("history.noData")}
			records={records}
			older={older}
			keyOf={({ id }) => id}
			columns={[
				{ name: t("history.time"), cell: ({ timestamp }) => formats.dateTime(timestamp) },
				{
					name: t("history.from"),
					cell: ({ direction }) => (direction === "in" ? t("frames.fromChargePoint") : t("frames.fromCsms")),
				},
				{
					name: t("history.message"),
					wrap: true,
					cell: ({ vendorId, messageId, data }) => (
						<Stack gap={2}>
							<Text size="sm">{[vendorId, messageId].filter(Boolean).join(" · ")}</Text>
							{data !== null && <Data text={data} />}
						</Stack>
					),
				},
				{
					name: t("history.answer"),
					wrap: true,
					cell: ({ status, answer }) => (
						<Stack gap={2} align="flex-start">
							<Badge variant="light" color={status === "Accepted" ? "teal" : "orange"} tt="none">
								{status ?? t("history.noAnswer")}
							</Badge>
							{answer !== null && <Data text={answer} />}
						</Stack>
					),
				},
			]}
		/>
	);
}

function Data({ text }: { text: string }) {
	return (
		<Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
			{pretty(text)}
		</Code>
	);
}
