import { Anchor, Badge, Card, DataList, Group, Skeleton, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSystem } from "../../api/administration";
import { useStreaming } from "../../api/live";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

/** The CSMS itself: which version runs, on what, in how many processes. */
export function SystemPage() {
	const { t } = useTranslation();
	const formats = useFormats();
	const system = useSystem();
	const streaming = useStreaming();
	if (system.error) return <ProblemAlert error={system.error} />;
	return (
		<Stack gap="md">
			<PageTitle title={t("system.title")} />
			{system.isPending && <Skeleton height={200} />}
			{system.data && (
				<>
					<Card withBorder maw={640}>
						<DataList size="sm" gap="xs" labelWidth="11rem">
							<Fact name={t("system.version")} value={system.data.version} />
							<Fact name={t("system.database")} value={system.data.database} />
							<Fact name={t("system.chargePoints")} value={formats.count(system.data.chargePoints)} />
							<Fact
								name={t("system.live")}
								value={
									<Badge variant="light" color={streaming ? "teal" : "red"} tt="none">
										{t(streaming ? "system.isLive" : "system.isNotLive")}
									</Badge>
								}
							/>
							<Fact
								name={t("system.api")}
								value={
									<Anchor href="/api" size="sm">
										{t("system.apiPage")}
									</Anchor>
								}
							/>
						</DataList>
					</Card>
					<Stack component="section" gap="sm" aria-labelledby="processes">
						<Title order={2} size="h4" id="processes">
							{t("system.processes")}
						</Title>
						<Records
							label={t("system.processes")}
							none={t("system.noProcesses")}
							columns={[
								{
									name: t("system.process"),
									cell: ({ id, current }) => (
										<Group gap={6}>
											{formats.count(id)}
											{current && (
												<Badge variant="light" tt="none">
													{t("system.current")}
												</Badge>
											)}
										</Group>
									),
									sort: ({ id }) => id,
								},
								{
									name: t("system.startedAt"),
									cell: ({ startedAt }) => formats.dateTime(startedAt),
									sort: ({ startedAt }) => startedAt,
								},
								{
									name: t("system.connected"),
									cell: ({ chargePoints }) =>
										chargePoints === null ? t("system.all") : formats.count(chargePoints),
									sort: ({ chargePoints }) => chargePoints,
								},
							]}
							records={system.data.processes}
							keyOf={({ id }) => id}
						/>
					</Stack>
				</>
			)}
		</Stack>
	);
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
	return (
		<DataList.Item>
			<DataList.ItemLabel>{name}</DataList.ItemLabel>
			<DataList.ItemValue>{value}</DataList.ItemValue>
		</DataList.Item>
	);
}
