import { Badge, Button, Group, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { mdiCheck, mdiClose } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Registration, RegistrationState } from "../../../api/schemas/drivers";
import { useAnswerRegistration, useRegistrations } from "../../api/registrations";
import { Id } from "../../parts/id";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";

const COLORS = { Accepted: "teal", Rejected: "red" } as const;

/** Drivers who have registered: to accept or to reject, and those answered before. */
export function RegistrationsPage() {
	const { t } = useTranslation();
	const [shown, setShown] = useState<RegistrationState>("Pending");
	const registrations = useRegistrations();
	const formats = useFormats();
	const count = (status: RegistrationState) =>
		registrations.data?.filter((registration) => registration.status === status).length ?? 0;
	const states: RegistrationState[] = ["Pending", "Accepted", "Rejected"];
	return (
		<Stack gap="md">
			<PageTitle title={t("registrations.title")} />
			<SegmentedControl
				w="fit-content"
				maw="100%"
				value={shown}
				onChange={(value) => setShown(value as RegistrationState)}
				data={states.map((status) => ({
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
					columns={[
						{ name: t("registrations.name"), wrap: true, cell: ({ name }) => name },
						{ name: t("registrations.email"), cell: ({ email }) => email },
						{ name: t("idTag.idTag"), cell: ({ idTag }) => <Id id={idTag} /> },
						{ name: t("registrations.createdAt"), cell: ({ createdAt }) => formats.dateTime(createdAt) },
						{
							name: t("registrations.stateName"),
							cell: (registration) => <Answer registration={registration} />,
						},
					]}
					records={registrations.data.filter(({ status }) => status === shown)}
					keyOf={({ id }) => id}
				/>
			)}
		</Stack>
	);
}

/** The state, and the answers that can still be given. */
function Answer({ registration }: { registration: Registration }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const answer = useAnswerRegistration();
	const { id, name, status } = registration;
	const give = (given: "accept" | "reject") => answer.mutate({ id, answer: given }, { onError: showProblem });
	return (
		<Group gap="xs">
			{status !== "Pending" && (
				<Badge variant="light" color={COLORS[status]} tt="none">
					{t(`registrations.state.${status}`)}
				</Badge>
			)}
			{status !== "Accepted" && (
				<Button
					size="compact-sm"
					color="teal.9"
					leftSection={<Icon path={mdiCheck} size={16} />}
					loading={answer.isPending}
					onClick={() => give("accept")}
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
					disabled={answer.isPending}
					onClick={() => give("reject")}
					aria-label={t("registrations.rejectOf", { name })}
				>
					{t("registrations.reject")}
				</Button>
			)}
		</Group>
	);
}
