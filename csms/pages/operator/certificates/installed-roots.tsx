import { Alert, Button, Group, Select, Stack, Text, Textarea, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiPlus, mdiRefresh } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { certificateUses } from "../../../../modules/ocpp/enums.generated";
import type { InstalledCertificate } from "../../../api/schemas/certificates";
import { type RootAction, useRootCommand, useRoots } from "../../api/certificates";
import { AskedProblem } from "../../parts/asked-problem";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { Dialog } from "../../parts/dialog";
import { May, useMay } from "../../parts/may";
import { useShowProblem } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { Expiry } from "./expiry";

interface InstalledRootsProps {
	identity: string;
	connected: boolean;
	installed: InstalledCertificate[];
}

/** The roots that a charge point keeps: seen, asked for, installed, deleted. */
export function InstalledRoots({ identity, connected, installed }: InstalledRootsProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const root = useRootCommand(identity);
	const mayChange = useMay("operator");
	const showProblem = useShowProblem();
	const [installing, setInstalling] = useState(false);
	const [answer, setAnswer] = useState<string | null>(null);
	const askAll = async () => {
		setAnswer(null);
		try {
			for (const certificateType of certificateUses) {
				await root.mutateAsync({ action: "GetInstalledCertificateIds", payload: { certificateType } });
			}
		} catch (error) {
			showProblem(error);
		}
	};
	const remove = async ({ certificateHashData }: InstalledCertificate) => {
		const { response } = await root.mutateAsync({
			action: "DeleteCertificate",
			payload: { certificateHashData },
		});
		setAnswer(String(response.status));
	};
	const columns: Column<InstalledCertificate>[] = [
		{
			name: t("certificate.use"),
			wrap: true,
			sort: ({ certificateType }) => certificateType,
			cell: ({ certificateType }) => t(`certificateUse.${certificateType}`),
		},
		{
			name: t("certificate.subject"),
			wrap: true,
			cell: ({ subject, certificateHashData: { serialNumber } }) => (
				<Stack gap={0}>
					{subject ?? t("certificate.unknownHere")}
					<Text size="xs" c="dimmed">
						{t("certificate.serialOf", { serial: serialNumber })}
					</Text>
				</Stack>
			),
		},
		{
			name: t("certificate.notAfter"),
			wrap: true,
			sort: ({ notAfter }) => notAfter,
			cell: ({ notAfter }) => (notAfter === null ? "–" : <Expiry notAfter={notAfter} />),
		},
		{
			name: t("certificate.reportedAt"),
			sort: ({ reportedAt }) => reportedAt,
			cell: ({ reportedAt }) => formats.dateTime(reportedAt),
		},
	];
	if (mayChange) {
		columns.push({
			name: t("page.actions"),
			cell: (one) => (
				<ConfirmedButton
					label={t("page.delete")}
					ariaLabel={t("certificate.deleteOf", { serial: one.certificateHashData.serialNumber })}
					disabled={!connected}
					title={t("certificate.deleteOf", { serial: one.certificateHashData.serialNumber })}
					words={t("certificate.deleteWords", { identity })}
					action={t("page.delete")}
					onConfirm={() => remove(one)}
				/>
			),
		});
	}
	return (
		<Stack gap="xs" component="section" aria-labelledby="installed-roots">
			<Title order={2} size="h4" id="installed-roots">
				{t("certificates.installed")}
			</Title>
			<Text size="sm" c="dimmed" maw={720}>
				{t("certificates.installedWords")}
			</Text>
			<May role="operator">
				<Group gap="xs">
					<Button
						size="xs"
						disabled={!connected}
						leftSection={<Icon path={mdiPlus} size={18} />}
						onClick={() => setInstalling(true)}
					>
						{t("certificates.install")}
					</Button>
					<Button
						size="xs"
						variant="default"
						disabled={!connected}
						loading={root.isPending}
						leftSection={<Icon path={mdiRefresh} size={18} />}
						onClick={() => void askAll()}
					>
						{t("certificates.askInstalled")}
					</Button>
				</Group>
			</May>
			{answer !== null && <RootAnswer action="DeleteCertificate" status={answer} />}
			<Records
				label={t("certificates.installed")}
				none={t("certificates.noneInstalled")}
				columns={columns}
				records={installed}
				keyOf={({ certificateType, certificateHashData: { issuerKeyHash, serialNumber } }) =>
					`${certificateType} ${issuerKeyHash} ${serialNumber}`
				}
			/>
			<Dialog
				opened={installing}
				title={t("certificates.install")}
				onClose={() => setInstalling(false)}
				size="lg"
			>
				<InstallForm identity={identity} />
			</Dialog>
		</Stack>
	);
}

/** A charge point's answer about a root, in words. */
function RootAnswer({ action, status }: { action: RootAction; status: string }) {
	const { t, i18n } = useTranslation();
	const key = `rootAnswer.${action}.${status}`;
	return (
		<Alert
			role="alert"
			color={status === "Accepted" ? "teal" : "orange"}
			title={t("commandResult.answer", { status })}
		>
			{i18n.exists(key)
				? t(key as "rootAnswer.InstallCertificate.Accepted")
				: t("commandResult.unknownAnswer")}
		</Alert>
	);
}

function InstallForm({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const root = useRootCommand(identity);
	const roots = useRoots();
	const form = useForm({
		initialValues: { certificateType: certificateUses[0] as string, certificate: "" },
		validate: { certificate: (value) => (value.trim() === "" ? "missing" : null) },
	});
	const action: RootAction = "InstallCertificate";
	return (
		<form
			noValidate
			onSubmit={form.onSubmit(({ certificateType, certificate }) =>
				root.mutate({ action, payload: { certificateType, certificate: `${certificate.trim()}\n` } }),
			)}
		>
			<Stack gap="md">
				<Select
					label={t("certificate.use")}
					required
					allowDeselect={false}
					data={certificateUses.map((use) => ({ value: use, label: t(`certificateUse.${use}`) }))}
					{...form.getInputProps("certificateType")}
				/>
				<Group gap="xs">
					{roots.data?.map(({ keyType, certificate }) => (
						<Button
							key={keyType}
							size="xs"
							variant="default"
							onClick={() => form.setFieldValue("certificate", certificate)}
						>
							{t("certificates.takeRoot", { keyType })}
						</Button>
					))}
				</Group>
				<Textarea
					label={t("certificate.pem")}
					description={t("certificate.pemWords")}
					required
					rows={8}
					maxLength={5500}
					spellCheck={false}
					ff="monospace"
					{...form.getInputProps("certificate")}
					error={form.errors.certificate && t("field.missing")}
				/>
				{root.data && <RootAnswer action={action} status={String(root.data.response.status)} />}
				{root.error && <AskedProblem error={root.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={root.isPending}>
						{t("certificates.install")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
