import { Badge, Button, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { mdiAlertOutline, mdiCheck, mdiClose } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Registration, RegistrationState } from "../../../api/schemas/drivers";
import { useAnswerRegistration, useRegistrations, useTwins } from "../../api/registrations";
import { Confirmation } from "../../parts/dialog";
import { Id } from "../../parts/id";
import { May, useMay } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";

const COLORS = { Pending: "yellow", Accepted: "teal", Rejected: "red" } as const;
const STATES: readonly RegistrationState[] = ["Pending", "Accepted", "Rejected"];

interface Asked {
	registration: Registration;
	answer: "accept" | "reject";
}

/** Drivers who have registered: to accept or to reject, and those answered before. */
export function RegistrationsPage() {
	const { t } = useTranslation();
	const [shown, setShown] = useState<RegistrationState>("Pending");
	const [asked, setAsked] = useState<Asked | null>(null);
	const registrations = useRegistrations();
	const formats = useFormats();
	const mayAnswer = useMay("operator");
	const count = (status: RegistrationState) =>
		registrations.data?.filter((registration) => registration.status === status).length ?? 0;
	const columns: Column<Registration>[] = [
		{
			name: t("registrations.name"),
			wrap: true,
			cell: (registration) => (
				<>
					{registration.name}
					{registration.status === "Pending" && <Twins registration={registration} />}
				</>
			),
			sort: ({ name }) => name,
		},
		{ name: t("registrations.email"), wrap: true, cell: ({ email }) => email, sort: ({ email }) => email },
		{ name: t("idTag.idTag"), cell: ({ idTag }) => <Id id={idTag} />, sort: ({ idTag }) => idTag },
		{
			name: t("registrations.createdAt"),
			cell: ({ createdAt }) => formats.dateTime(createdAt),
			sort: ({ createdAt }) => createdAt,
		},
		{
			name: t("registrations.consent"),
			cell: ({ consentAt }) =>
				consentAt === null ? t("registrations.noConsent") : formats.dateTime(consentAt),
		},
		{
			name: t("registrations.stateName"),
			cell: (registration) => (
				<Group gap="xs">
					{(registration.status !== "Pending" || !mayAnswer) && (
						<Badge variant="light" color={COLORS[registration.status]} tt="none">
							{t(`registrations.state.${registration.status}`)}
						</Badge>
					)}
					<May role="operator">
						<Answers registration={registration} onAsk={(answer) => setAsked({ registration, answer })} />
					</May>
				</Group>
			),
		},
	];
	return (
		<Stack gap="md">
			<PageTitle title={t("registrations.title")} />
			<SegmentedControl
				size="xs"
				w="fit-content"
				maw="100%"
				aria-label={t("registrations.stateName")}
				value={shown}
				onChange={(value) => setShown(value as RegistrationState)}
				data={STATES.map((status) => ({
					value: status,
					label: t("registrations.tab", { state: t(`registrations.state.${status}`), count: count(status) }),
				}))}
			/>
			{registrations.error && <ProblemAlert error={registrations.error} />}
			{registrations.isPending && <Skeleton height={200} />}
			{registrations.data && (
				<Records
					label={t("registrations.title")}
					none={t("registrations.none")}
					columns={columns}
					records={registrations.data.filter(({ status }) => status === shown)}
					keyOf={({ id }) => id}
				/>
			)}
			<Question asked={asked} onClose={() => setAsked(null)} />
		</Stack>
	);
}

/** The answers that can still be given. */
function Answers({
	registration: { name, status },
	onAsk,
}: {
	registration: Registration;
	onAsk: (answer: Asked["answer"]) => void;
}) {
	const { t } = useTranslation();
	return (
		<>
			{status !== "Accepted" && (
				<Button
					size="compact-sm"
					color="teal.9"
					leftSection={<Icon path={mdiCheck} size={16} />}
					onClick={() => onAsk("accept")}
					aria-label={t("registrations.acceptOf", { name })}
				>
					{t("registrations.accept")}
				</Button>
			)}
			{status === "Pending" && (
				<Button
					size="compact-sm"
					variant="default"
					leftSection={<Icon path={mdiClose} size={16} />}
					onClick={() => onAsk("reject")}
					aria-label={t("registrations.rejectOf", { name })}
				>
					{t("registrations.reject")}
				</Button>
			)}
		</>
	);
}

/** What is there already with the id or the e-mail address of a registration. */
function Twins({ registration }: { registration: Registration }) {
	const { t } = useTranslation();
	const { idTag, user } = useTwins(registration);
	const words = [
		idTag && t("registrations.idTaken", { idTag: idTag.idTag, user: idTag.user ?? "–" }),
		user && t("registrations.emailTaken", { name: user.name }),
	].filter(Boolean);
	return words.map((sentence) => (
		<Group key={sentence as string} gap={4} wrap="nowrap" c="var(--mantine-color-error)">
			<Icon path={mdiAlertOutline} size={16} />
			<Text size="xs">{sentence}</Text>
		</Group>
	));
}

function Question({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const give = useAnswerRegistration();
	if (!asked) return null;
	const { answer, registration } = asked;
	const { id, name, idTag } = registration;
	return (
		<Confirmation
			title={t(`registrations.${answer}Of`, { name })}
			words={t(`registrations.${answer}Words`, { idTag })}
			action={t(`registrations.${answer}`)}
			color={answer === "accept" ? "teal.9" : "red"}
			loading={give.isPending}
			onConfirm={() => give.mutate({ id, answer }, { onError: showProblem, onSettled: onClose })}
			onClose={onClose}
		/>
	);
}
