import { Badge, Button, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Notice } from "../../../api/schemas/notices";
import { useNotices, useSendAgain } from "../../api/notices";
import { useMay } from "../../parts/may";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

const COLORS = { waiting: "yellow", sent: "teal", failed: "red" } as const;
const STATES = ["all", "waiting", "sent", "failed"] as const;

/** What was sent by e-mail and webhooks, and what became of it. */
export function NoticesTab() {
	const { t } = useTranslation();
	const formats = useFormats();
	const notices = useNotices();
	const [shown, setShown] = useState<(typeof STATES)[number]>("all");
	return (
		<Stack gap="md">
			<Text c="dimmed">{t("notices.words")}</Text>
			<SegmentedControl
				w="fit-content"
				maw="100%"
				value={shown}
				onChange={(value) => setShown(value as typeof shown)}
				data={STATES.map((value) => ({
					value,
					label: value === "all" ? t("notices.all") : t(`notices.states.${value}`),
				}))}
			/>
			{notices.error && <ProblemAlert error={notices.error} />}
			{notices.isPending && <Skeleton height={200} />}
			{notices.data && (
				<Records
					label={t("alarms.tab.sent")}
					none={t("notices.none")}
					columns={[
						{
							name: t("notices.createdAt"),
							sort: ({ createdAt }) => createdAt,
							cell: ({ createdAt }) => formats.dateTime(createdAt),
						},
						{
							name: t("notices.to"),
							wrap: true,
							sort: ({ recipient }) => recipient,
							cell: ({ recipient, channel }) => (
								<Stack gap={0}>
									<Text inherit style={{ overflowWrap: "anywhere" }}>
										{recipient}
									</Text>
									<Text size="sm" c="dimmed">
										{t(`notices.${channel}`)}
									</Text>
								</Stack>
							),
						},
						{
							name: t("notices.subject"),
							wrap: true,
							cell: ({ subject }) => (
								<Text inherit style={{ overflowWrap: "anywhere" }}>
									{subject}
								</Text>
							),
						},
						{ name: t("notices.state"), wrap: true, cell: (notice) => <State notice={notice} /> },
					]}
					records={notices.data.filter(({ state }) => shown === "all" || state === shown)}
					keyOf={({ id }) => id}
				/>
			)}
		</Stack>
	);
}

/** How it stands, why, and the way to try it again. */
function State({ notice }: { notice: Notice }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const showProblem = useShowProblem();
	const again = useSendAgain();
	const isOperator = useMay("operator");
	const { id, state, problem, answer, attempts, dueAt, isKept, subject } = notice;
	const more = [
		attempts > 1 || (attempts > 0 && state !== "sent") ? t("notices.attempts", { count: attempts }) : null,
		dueAt !== null && attempts > 0 ? t("notices.nextAt", { moment: formats.dateTime(dueAt) }) : null,
	].filter((part) => part !== null);
	return (
		<Stack gap={4} align="flex-start">
			<Badge variant="light" color={COLORS[state]} tt="none">
				{t(`notices.states.${state}`)}
			</Badge>
			{problem !== null && <Text size="sm">{t(`deliveryProblem.${problem}`)}</Text>}
			{problem !== null && answer !== null && (
				<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
					{answer}
				</Text>
			)}
			{more.length > 0 && (
				<Text size="xs" c="dimmed">
					{more.join(" · ")}
				</Text>
			)}
			{state === "failed" && isKept && isOperator && (
				<Button
					size="compact-sm"
					variant="default"
					loading={again.isPending}
					aria-label={t("notices.sendAgainOf", { subject })}
					onClick={() => again.mutate(id, { onError: showProblem })}
				>
					{t("notices.sendAgain")}
				</Button>
			)}
		</Stack>
	);
}
