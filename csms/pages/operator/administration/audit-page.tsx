import { Badge, Code, Group, Select, SimpleGrid, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "../../../api/schemas/audit";
import { type AuditFilter, useAudit } from "../../api/administration";
import { DayField } from "../../parts/day-field";
import { startOfDay } from "../../parts/local-time";
import { MayNotWords, useMay } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

const METHODS = ["POST", "PUT", "PATCH", "DELETE"] as const;

/** Who changed what, when, and how it was answered. */
export function AuditPage() {
	const { t } = useTranslation();
	const mayRead = useMay("administrator");
	return (
		<Stack gap="md">
			<PageTitle title={t("audit.title")} />
			{mayRead ? <Audit /> : <MayNotWords role="administrator" />}
		</Stack>
	);
}

function Audit() {
	const { t } = useTranslation();
	const [accountText, setAccount] = useState("");
	const [account] = useDebouncedValue(accountText.trim(), 300);
	const [method, setMethod] = useState<AuditFilter["method"] | null>(null);
	const [from, setFrom] = useState("");
	const [to, setTo] = useState("");
	const filter = useMemo<AuditFilter>(
		() => ({
			account: account === "" ? undefined : account,
			method: method ?? undefined,
			from: from === "" ? undefined : startOfDay(from),
			to: to === "" ? undefined : startOfDay(to, 1),
		}),
		[account, method, from, to],
	);
	return (
		<>
			<SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" maw={760}>
				<TextInput
					label={t("signIn.account")}
					maxLength={254}
					autoComplete="off"
					autoCapitalize="none"
					value={accountText}
					onChange={(event) => setAccount(event.currentTarget.value)}
				/>
				<Select
					label={t("audit.kind")}
					placeholder={t("audit.all")}
					clearable
					clearButtonProps={{ "aria-label": t("page.clear") }}
					data={METHODS.map((value) => ({ value, label: t(`audit.did.${value}`) }))}
					value={method ?? null}
					onChange={(value) => setMethod(value as AuditFilter["method"] | null)}
				/>
				<DayField label={t("audit.from")} value={from} onChange={setFrom} />
				<DayField label={t("audit.to")} value={to} onChange={setTo} />
			</SimpleGrid>
			<Entries key={JSON.stringify(filter)} filter={filter} />
		</>
	);
}

function Entries({ filter }: { filter: AuditFilter }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const audit = useAudit(filter);
	const { hasNextPage, fetchNextPage, isFetchingNextPage } = audit;
	if (audit.error) return <ProblemAlert error={audit.error} />;
	if (!audit.data) return <Skeleton height={300} />;
	return (
		<Records
			label={t("audit.title")}
			none={t("audit.none")}
			columns={[
				{
					name: t("audit.time"),
					cell: ({ timestamp }) => formats.dateTime(timestamp),
					sort: ({ timestamp }) => timestamp,
				},
				{
					name: t("audit.who"),
					wrap: true,
					cell: ({ account, token }) => (
						<>
							{account ?? t("audit.nobody")}
							{token !== null && (
								<Text size="xs" c="dimmed">
									{t("audit.byToken", { token })}
								</Text>
							)}
						</>
					),
					sort: ({ account }) => account,
				},
				{
					name: t("audit.what"),
					wrap: true,
					cell: (entry) => <What entry={entry} />,
					sort: ({ path }) => path,
				},
				{
					name: t("audit.answer"),
					cell: (entry) => <AnswerBadge entry={entry} />,
					sort: ({ status }) => status,
				},
			]}
			records={audit.data.pages.flat()}
			keyOf={({ id }) => id}
			older={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null}
		/>
	);
}

/** What was asked for, in words where there are some, and as it was sent. */
function What({ entry: { method, path, body } }: { entry: AuditEntry }) {
	const { t } = useTranslation();
	const command = /^\/api\/v1\/charge-points\/([^/]+)\/commands\/(\w+)$/.exec(path);
	const words = command
		? t("audit.command", { action: command[2], identity: decodeURIComponent(command[1]) })
		: t(`audit.did.${method as (typeof METHODS)[number]}`);
	return (
		<Stack gap={2}>
			<Group gap={6}>
				<Text size="sm" fw={600}>
					{words}
				</Text>
				<Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
					{decodeURI(path.replace("/api/v1/", ""))}
				</Text>
			</Group>
			{body !== null && <Code style={{ overflowWrap: "anywhere" }}>{JSON.stringify(body)}</Code>}
		</Stack>
	);
}

function AnswerBadge({ entry: { status } }: { entry: AuditEntry }) {
	const { t } = useTranslation();
	const [color, words] =
		status === null
			? ["gray", t("audit.noAnswer")]
			: status < 400
				? ["teal", t("audit.done", { status })]
				: ["red", t("audit.refused", { status })];
	return (
		<Badge variant="light" color={color} tt="none" miw="max-content">
			{words}
		</Badge>
	);
}
