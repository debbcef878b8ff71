import {
	Alert,
	Anchor,
	Button,
	Card,
	Container,
	List,
	Loader,
	Skeleton,
	Stack,
	Text,
	Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiCheckCircleOutline, mdiClockOutline, mdiCloseCircleOutline } from "@mdi/js";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { RegistrationStatus } from "../../api/schemas/drivers";
import { PasswordField, SHORTEST_PASSWORD } from "../account/password-field";
import { ApiProblem } from "../api/client";
import { useMakeAccount, useRegistrationStatus } from "../api/registrations";
import { useSession, useSignIn } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { useFormats } from "../shared/use-formats";
import classes from "./confirmation-page.module.css";
import { forgetStatusKey } from "./own-registration";

const LOOKS = {
	Pending: { color: "yellow", icon: mdiClockOutline },
	Accepted: { color: "teal", icon: mdiCheckCircleOutline },
	Rejected: { color: "red", icon: mdiCloseCircleOutline },
} as const;

/** A driver's registration: its state as it is now, the id, and how to use it. */
export function ConfirmationPage() {
	const { t } = useTranslation();
	const { statusKey = "" } = useParams();
	const registration = useRegistrationStatus(statusKey);
	const unknown = registration.error instanceof ApiProblem && registration.error.status === 404;
	useEffect(() => {
		if (unknown) forgetStatusKey(statusKey);
	}, [unknown, statusKey]);
	return (
		<Container size="xs" py={{ base: "md", sm: "xl" }}>
			<Stack gap="lg">
				<PageTitle title={t("confirmation.title")} />
				{registration.data ? (
					<State registration={registration.data} />
				) : registration.isPending ? (
					<Skeleton height={320} />
				) : null}
				{unknown ? (
					<Alert color="orange" title={t("confirmation.unknown")}>
						{t("confirmation.unknownWords")}
					</Alert>
				) : (
					registration.error && <ProblemAlert error={registration.error} />
				)}
				{registration.data && <Onward statusKey={statusKey} registration={registration.data} />}
				<Anchor component={Link} to="/" py={6}>
					{t("confirmation.another")}
				</Anchor>
			</Stack>
		</Container>
	);
}

function State({ registration }: { registration: RegistrationStatus }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { status, idTag, name, createdAt } = registration;
	const { color, icon } = LOOKS[status];
	return (
		<>
			<Alert
				color={color}
				icon={<Icon path={icon} size={28} />}
				title={t(`confirmation.state.${status}`)}
				role="status"
				data-status={status}
			>
				<Stack gap="xs">
					<Text size="sm">{t(`confirmation.words.${status}`)}</Text>
					{status === "Pending" && <Loader size="sm" type="dots" aria-hidden="true" />}
				</Stack>
			</Alert>
			<Card withBorder padding="lg" className={classes.card}>
				<Stack gap="md">
					<Stack gap={4} align="center">
						<Text size="sm" c="dimmed">
							{t("confirmation.yourId")}
						</Text>
						<Text className={classes.id} data-testid="idTag">
							{idTag}
						</Text>
						<Text size="sm" c="dimmed" ta="center">
							{t("confirmation.since", { name, time: formats.dateTime(createdAt) })}
						</Text>
					</Stack>
					{status !== "Rejected" && (
						<Stack gap="xs">
							<Title order={2} size="h5">
								{t("confirmation.how")}
							</Title>
							<List type="ordered" spacing="xs" size="sm">
								<List.Item>{t("confirmation.howPresent")}</List.Item>
								<List.Item>{t("confirmation.howPlug")}</List.Item>
								<List.Item>{t("confirmation.howStop")}</List.Item>
							</List>
						</Stack>
					)}
				</Stack>
			</Card>
		</>
	);
}

/** The way on from here: the own pages, the sign-in, or an account for whoever has none. */
function Onward({ statusKey, registration }: { statusKey: string; registration: RegistrationStatus }) {
	const { t } = useTranslation();
	const session = useSession();
	const { status, account } = registration;
	if (status === "Rejected" || session.isPending) return null;
	if (account === null) return <AccountForm statusKey={statusKey} />;
	if (session.data?.account === account) {
		return status === "Accepted" ? (
			<Button component={Link} to="/my" size="lg">
				{t("confirmation.toOwn")}
			</Button>
		) : null;
	}
	return (
		<Button
			component={Link}
			to="/sign-in"
			state={{ account, from: "/my" }}
			size="lg"
			variant={status === "Accepted" ? "filled" : "default"}
		>
			{t("confirmation.signIn")}
		</Button>
	);
}

function AccountForm({ statusKey }: { statusKey: string }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const make = useMakeAccount(statusKey);
	const signIn = useSignIn();
	const form = useForm({
		initialValues: { password: "" },
		validate: { password: (password) => (password.length < SHORTEST_PASSWORD ? "passwordShort" : null) },
	});
	const submit = ({ password }: { password: string }) =>
		make.mutate(password, {
			onSuccess: ({ account }) =>
				signIn.mutate(
					{ account, password },
					{ onSettled: () => void navigate("/sign-in", { state: { account } }) },
				),
		});
	return (
		<Card withBorder padding="lg">
			<form noValidate onSubmit={form.onSubmit(submit)}>
				<Stack gap="md">
					<Title order={2} size="h5">
						{t("confirmation.choosePassword")}
					</Title>
					<Text size="sm">{t("confirmation.choosePasswordWords")}</Text>
					<PasswordField
						label={t("registration.password")}
						autoComplete="new-password"
						{...form.getInputProps("password")}
						error={form.errors.password && t("fieldProblem.passwordShort")}
					/>
					{make.error && <ProblemAlert error={make.error} />}
					<Button type="submit" size="md" loading={make.isPending || signIn.isPending}>
						{t("confirmation.makeAccount")}
					</Button>
				</Stack>
			</form>
		</Card>
	);
}
