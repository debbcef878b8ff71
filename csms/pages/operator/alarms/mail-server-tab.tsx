import {
	Button,
	Card,
	Group,
	NumberInput,
	PasswordInput,
	Select,
	Skeleton,
	Stack,
	Text,
	Textarea,
	TextInput,
	Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailServer } from "../../../api/schemas/notices";
import { useMailServer, useRemoveMailServer, useSaveMailServer, useTestMailServer } from "../../api/alarms";
import { MayNotWords, useMay } from "../../parts/may";
import { useNotice } from "../../parts/notice";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { languageFor } from "../../shared/languages";
import { Confirm } from "./confirm";
import { DeliveryAlert } from "./delivery";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

/** By which server e-mail goes out; for administrators. */
export function MailServerTab() {
	const { t } = useTranslation();
	const isAdministrator = useMay("administrator");
	const server = useMailServer(isAdministrator);
	if (!isAdministrator) return <MayNotWords role="administrator" />;
	return (
		<Stack gap="md" maw={640}>
			<Text c="dimmed">{t("mailServer.words")}</Text>
			{server.error && <ProblemAlert error={server.error} />}
			{server.isPending && <Skeleton height={320} />}
			{server.data !== undefined && <Form key={JSON.stringify(server.data)} existing={server.data} />}
			{server.data && <TestMessage />}
		</Stack>
	);
}

function Form({ existing }: { existing: MailServer | null }) {
	const { t } = useTranslation();
	const notice = useNotice();
	const save = useSaveMailServer();
	const remove = useRemoveMailServer();
	const showProblem = useShowProblem();
	const [asks, setAsks] = useState(false);
	const form = useForm({
		initialValues: {
			host: existing?.host ?? "",
			port: (existing?.port ?? PORTS.starttls) as number | "",
			security: existing?.security ?? "starttls",
			user: existing?.user ?? "",
			password: "",
			sender: existing?.sender ?? "",
			senderName: existing?.senderName ?? "",
			trustedCertificate: existing?.trustedCertificate ?? "",
		},
		validate: {
			host: (host) => (/^[A-Za-z0-9.:_-]+$/.test(host.trim()) ? null : t("mailServer.missing")),
			port: (port) => (port === "" ? t("mailServer.missing") : null),
			sender: (sender) => (EMAIL.test(sender.trim()) ? null : t("fieldProblem.emailInvalid")),
			trustedCertificate: (pem) =>
				pem.trim() === "" || pem.includes("-----BEGIN CERTIFICATE-----")
					? null
					: t("mailServer.certificateInvalid"),
		},
	});
	form.watch("security", ({ value, previousValue }) => {
		// A port that was not chosen follows the encryption.
		if (form.getValues().port === PORTS[previousValue]) form.setFieldValue("port", PORTS[value]);
	});
	const submit = form.onSubmit((values) =>
		save.mutate(
			{
				host: values.host.trim(),
				port: Number(values.port),
				security: values.security,
				user: values.user.trim() || null,
				// None belongs to nobody.
				...(values.user.trim() === ""
					? { password: null }
					: values.password !== "" && { password: values.password }),
				sender: values.sender.trim(),
				senderName: values.senderName.trim() || null,
				trustedCertificate: values.trustedCertificate.trim() || null,
			},
			{
				onSuccess: () => {
					form.setFieldValue("password", "");
					notice({ message: t("mailServer.saved") });
				},
			},
		),
	);
	return (
		<Card withBorder>
			<form noValidate onSubmit={submit}>
				<Stack gap="md">
					<TextInput
						label={t("mailServer.host")}
						description={t("mailServer.hostWords")}
						required
						maxLength={253}
						autoComplete="off"
						spellCheck={false}
						{...form.getInputProps("host")}
					/>
					<Group grow align="flex-start" preventGrowOverflow={false}>
						<Select
							label={t("mailServer.security")}
							allowDeselect={false}
							data={(["starttls", "tls", "none"] as const).map((value) => ({
								value,
								label: t(`mailServer.securityChoice.${value}`),
							}))}
							{...form.getInputProps("security")}
						/>
						<NumberInput
							label={t("mailServer.port")}
							required
							min={1}
							max={65_535}
							maw={120}
							allowDecimal={false}
							hideControls
							{...form.getInputProps("port")}
						/>
					</Group>
					<TextInput
						label={t("mailServer.user")}
						description={t("mailServer.userWords")}
						maxLength={254}
						autoComplete="off"
						spellCheck={false}
						{...form.getInputProps("user")}
					/>
					{form.values.user.trim() !== "" && (
						<PasswordInput
							label={t("mailServer.password")}
							description={existing?.hasPassword ? t("mailServer.passwordKept") : undefined}
							autoComplete="new-password"
							maxLength={1000}
							{...form.getInputProps("password")}
						/>
					)}
					<TextInput
						label={t("mailServer.sender")}
						type="email"
						required
						maxLength={254}
						autoComplete="off"
						{...form.getInputProps("sender")}
					/>
					<TextInput
						label={t("mailServer.senderName")}
						maxLength={100}
						autoComplete="off"
						{...form.getInputProps("senderName")}
					/>
					<Textarea
						label={t("mailServer.certificate")}
						description={t("mailServer.certificateWords")}
						autosize
						minRows={2}
						maxRows={6}
						spellCheck={false}
						{...form.getInputProps("trustedCertificate")}
					/>
					{save.error && <ProblemAlert error={save.error} />}
					<Group justify="flex-end">
						{existing && (
							<Button variant="default" onClick={() => setAsks(true)}>
								{t("mailServer.remove")}
							</Button>
						)}
						<Button type="submit" loading={save.isPending}>
							{t("page.save")}
						</Button>
					</Group>
				</Stack>
			</form>
			<Confirm
				opened={asks}
				title={t("mailServer.removeTitle")}
				words={t("mailServer.removeWords")}
				action={t("mailServer.remove")}
				pending={remove.isPending}
				onClose={() => setAsks(false)}
				onConfirm={() => remove.mutate(undefined, { onError: showProblem, onSettled: () => setAsks(false) })}
			/>
		</Card>
	);
}

/** Sends a message at once and tells what the server says. */
function TestMessage() {
	const { t, i18n } = useTranslation();
	const test = useTestMailServer();
	const form = useForm({
		initialValues: { to: "" },
		validate: { to: (to) => (EMAIL.test(to.trim()) ? null : t("fieldProblem.emailInvalid")) },
	});
	return (
		<Card withBorder component="section" aria-labelledby="test-message">
			<Stack gap="sm">
				<Title order={2} size="h4" id="test-message">
					{t("mailServer.test")}
				</Title>
				<form
					noValidate
					onSubmit={form.onSubmit(({ to }) =>
						test.mutate({ to: to.trim(), language: languageFor(i18n.language) }),
					)}
				>
					<Group align="flex-end" gap="sm">
						<TextInput
							flex="1 1 14rem"
							label={t("mailServer.testTo")}
							type="email"
							maxLength={254}
							{...form.getInputProps("to")}
						/>
						<Button type="submit" variant="default" loading={test.isPending}>
							{t("mailServer.testSend")}
						</Button>
					</Group>
				</form>
				{test.error && <ProblemAlert error={test.error} />}
				{test.data && (
					<DeliveryAlert
						delivery={test.data}
						taken={t("mailServer.testTaken")}
						notTaken={t("mailServer.testNotTaken")}
					/>
				)}
			</Stack>
		</Card>
	);
}
