import { Alert, Button, Card, Modal, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { PasswordField } from "../account/password-field";
import { ApiProblem } from "../api/client";
import { useCloseAccount } from "../api/own";
import { useNotice } from "../parts/notice";
import { ProblemAlert } from "../parts/problem";

/** The end of the account: it needs the password, and says what goes and what stays. */
export function CloseAccount() {
	const { t } = useTranslation();
	const [asks, { open, close }] = useDisclosure();
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby="close">
			<Stack gap="sm" align="flex-start">
				<Title order={2} size="h4" id="close">
					{t("driverAccount.close")}
				</Title>
				<Text size="sm">{t("driverAccount.closeWords")}</Text>
				<Button size="md" variant="light" color="red" onClick={open}>
					{t("driverAccount.close")}
				</Button>
			</Stack>
			<Modal
				opened={asks}
				onClose={close}
				title={t("driverAccount.closeTitle")}
				centered
				closeButtonProps={{ "aria-label": t("page.close") }}
			>
				<Closing onCancel={close} />
			</Modal>
		</Card>
	);
}

function Closing({ onCancel }: { onCancel: () => void }) {
	const { t } = useTranslation();
	const notice = useNotice();
	const client = useQueryClient();
	const navigate = useNavigate();
	const close = useCloseAccount();
	const form = useForm({
		initialValues: { password: "" },
		validate: { password: (password) => (password === "" ? t("fieldProblem.passwordMissing") : null) },
	});
	const status = close.error instanceof ApiProblem ? close.error.status : null;
	const submit = ({ password }: { password: string }) =>
		close.mutate(password, {
			onSuccess: async () => {
				await navigate("/", { replace: true });
				client.clear();
				notice({ message: t("driverAccount.closed") });
			},
			onError: (error) => {
				if (error instanceof ApiProblem && error.status === 403) {
					form.setFieldError("password", t("fieldProblem.passwordWrong"));
				}
			},
		});
	return (
		<form noValidate onSubmit={form.onSubmit(submit)}>
			<Stack>
				<Text>{t("driverAccount.closeWords")}</Text>
				<Text>{t("driverAccount.closeFirst")}</Text>
				<PasswordField
					label={t("driverAccount.closePassword")}
					autoComplete="current-password"
					data-autofocus
					{...form.getInputProps("password")}
				/>
				{status === 409 && <Alert color="orange" title={t("driverAccount.closeRunning")} />}
				{close.error && status !== 403 && status !== 409 && <ProblemAlert error={close.error} />}
				<Button type="submit" size="md" color="red" loading={close.isPending}>
					{t("driverAccount.closeNow")}
				</Button>
				<Button size="md" variant="default" onClick={onCancel}>
					{t("page.cancel")}
				</Button>
			</Stack>
		</form>
	);
}
